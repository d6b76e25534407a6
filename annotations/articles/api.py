from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.utils.html import is_html_input

from annotations.articles.extraction.decoding import CHOICES
from annotations.articles.extraction.text_reader import MAX_FILE
from annotations.articles.models.articles import Article, ArticleVersion
from annotations.articles.services import articles as services
from annotations.articles.vocabulary import ANNOTATED
from ctplatform.accounts.api import ProjectField
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.exchange.api import LossyExportMixin
from ctplatform.markings.api import ReadersMixin
from ctplatform.rest.fields import VerbatimField, VisibleRelatedField
from ctplatform.rest.filters import FilterSet, MomentFilter
from ctplatform.rest.requests.parsing import SizedMultiPartParser, StrictJSONParser
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import RecordViewSet, ScopedViewSet
from incidents.models import Source


class AuthorsField(serializers.ListField):
    """A list of names; a form sends one name per field, or several separated by semicolons."""

    child = VerbatimField(max_length=200)

    def get_value(self, dictionary):
        found = super().get_value(dictionary)
        if is_html_input(dictionary) and isinstance(found, list) and len(found) == 1:
            return [name.strip() for name in found[0].split(";") if name.strip()]
        return found


class VersionSummarySerializer(ModelSerializer):
    """`sha256` is null for users who may not read the whole text: a hash could confirm a guess."""

    sha256 = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = ArticleVersion
        fields = ["id", "number", "length", "sha256", "created"]


class VersionSerializer(VersionSummarySerializer):
    raw_sha256 = serializers.CharField(read_only=True, allow_null=True)

    class Meta(VersionSummarySerializer.Meta):
        fields = [
            *VersionSummarySerializer.Meta.fields,
            "raw_sha256",
            "normalisation",
            "capture",
            "reason",
            "encoding",
            "warnings",
            "notes",
            "text",
            "segments",
        ]


class ArticleSerializer(ModelSerializer):
    project = ProjectField()
    source = VisibleRelatedField(model=Source, required=False, allow_null=True)
    repeats = VisibleRelatedField(model=Source, required=False, allow_null=True)
    title = VerbatimField(max_length=500, required=False)
    authors = AuthorsField(required=False, max_length=100)
    published = serializers.CharField(
        max_length=60, required=False, allow_blank=True, help_text="An EDTF date."
    )
    text = VerbatimField(write_only=True, required=False, allow_blank=True)
    file = serializers.FileField(write_only=True, required=False, allow_empty_file=True)
    encoding = serializers.ChoiceField(
        CHOICES,
        write_only=True,
        required=False,
        allow_blank=True,
        help_text="Of the file, where its bytes do not say it.",
    )
    current_version = VersionSummarySerializer(read_only=True)

    class Meta:
        model = Article
        fields = [
            "id",
            "project",
            "title",
            "source",
            "repeats",
            "authors",
            "published",
            "language",
            "direction",
            "url",
            "rights",
            "marking",
            "embargo_until",
            "text",
            "file",
            "encoding",
            "current_version",
            "version",
            "created",
            "updated",
        ]
        read_only_fields = ["id", "version", "created", "updated"]

    def to_representation(self, article):
        data = super().to_representation(article)
        if data["current_version"] and not article.is_whole_for(self.context["request"].user):
            data["current_version"]["sha256"] = None
        return data

    def validate(self, values):
        if self.instance is None:
            if ("text" in values) == ("file" in values):
                raise serializers.ValidationError({"text": _("Send either text or a file.")})
            if values.get("encoding") and "file" not in values:
                raise serializers.ValidationError({"encoding": _("Only a file has an encoding.")})
            return values
        if {"text", "file", "encoding"} & values.keys():
            raise serializers.ValidationError(
                {"text": _("A text is never overwritten; add a new version of it.")}
            )
        if values.get("project", self.instance.project) != self.instance.project:
            raise serializers.ValidationError({"project": _("An article stays in its project.")})
        return values


class ArticleFilter(FilterSet):
    project = filters.CharFilter("project__slug")
    search = filters.CharFilter(method="matching", label=_("words"))
    published = filters.CharFilter(
        "published", lookup_expr="startswith", label=_("Published in a year, a month or on a day")
    )
    published_after = filters.CharFilter("published", lookup_expr="gte")
    published_before = filters.CharFilter("published", lookup_expr="lte")

    annotated = filters.ChoiceFilter(
        choices=ANNOTATED, label=_("Annotations of the current text"), method="with_annotations"
    )

    class Meta:
        model = Article
        fields = ["language", "direction", "rights", "marking", "source", "repeats"]

    def matching(self, rows, _name, words):
        return rows.matching(words, self.request.user)

    def with_annotations(self, rows, _name, wanted):
        return rows.annotated(wanted, self.request.user)


class ArticleViewSet(ReadersMixin, LossyExportMixin, RecordViewSet):
    model = Article
    write_scope = Scope.ANNOTATE
    serializer_class = ArticleSerializer
    filterset_class = ArticleFilter
    parser_classes = [StrictJSONParser, SizedMultiPartParser]
    related = ("project", "current_version")
    ordering_fields = ("title", "published", "created", "updated")
    export_of = "articles"
    max_body = MAX_FILE
    owner = "project"
    http_method_names = ["get", "post", "patch", "head", "options"]

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .defer(
                "search_text",
                "current_version__text",
                "current_version__segments",
                "current_version__notes",
            )
        )

    def check_may_add_to(self, project):
        require_role(self.request.user, project, Role.ANNOTATOR)

    def check_write(self, record):
        own = record.created_by_id == self.request.user.pk
        require_role(self.request.user, record.project, Role.ANNOTATOR if own else Role.EDITOR)

    def perform_create(self, values):
        file = values.pop("file", None)
        if file is None:
            values.pop("encoding", None)
            return services.add_pasted_article(by=self.request.user, capture="api", **values)
        return services.add_article_from_file(
            by=self.request.user, name=file.name, data=file.read(), **values
        )

    def perform_update(self, record, values, version):
        return services.change_article(
            record, values, by=self.request.user, expected_version=version
        )


class VersionFilter(FilterSet):
    """A version never changes, so `updated_since` filters by its creation."""

    updated_since = MomentFilter("created", "gte", label=_("Changed since"))

    class Meta:
        model = ArticleVersion
        fields = []


class VersionViewSet(ScopedViewSet):
    """The immutable texts of one article, by number."""

    model = ArticleVersion
    serializer_class = VersionSummarySerializer
    filterset_class = VersionFilter
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,9}"

    def get_queryset(self):
        return super().get_queryset().filter(article=self.kwargs.get("article"))

    def list(self, request, *args, **kwargs):
        rows = self.filter_queryset(self.get_queryset().defer("text", "segments", "notes"))
        page = self.paginate_queryset(rows)
        seen = Article.objects.visible_to(request.user).filter(pk=kwargs["article"])
        article = get_object_or_404(seen.only("project_id", "rights"))
        data = self.get_serializer(page, many=True).data
        if not article.is_whole_for(request.user):
            data = [each | {"sha256": None} for each in data]
        return self.get_paginated_response(data)

    @extend_schema(responses=VersionSerializer)
    def retrieve(self, request, *args, **kwargs):
        version = self.get_object()
        data = VersionSerializer(version).data
        if not version.article.is_whole_for(request.user):
            data |= {"text": None, "segments": [], "notes": [], "warnings": []}
            data |= {"sha256": None, "raw_sha256": None}
        return Response(data)
