import uuid

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.utils.html import is_html_input

from annotations.aggregates.layer import Layer
from annotations.extraction import MAX_FILE
from annotations.models import Article, ArticleVersion
from annotations.services import articles as services
from ctplatform.accounts.api import ProjectField
from ctplatform.accounts.kinds import ask
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.exchange.api import ExportMixin
from ctplatform.markings.api import ReadersMixin
from ctplatform.rest.fields import VerbatimField, VisibleRelatedField
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.parsing import SizedMultiPartParser, StrictJSONParser
from ctplatform.rest.preconditions import names
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import RecordViewSet, ScopedViewSet
from incidents.models import Source


class AuthorsField(serializers.ListField):
    """A list of names; a form sends one name per field or several divided by semicolons."""

    child = VerbatimField(max_length=200)

    def get_value(self, dictionary):
        found = super().get_value(dictionary)
        if is_html_input(dictionary) and isinstance(found, list) and len(found) == 1:
            return [name.strip() for name in found[0].split(";") if name.strip()]
        return found


class VersionSummarySerializer(ModelSerializer):
    class Meta:
        model = ArticleVersion
        fields = ["id", "number", "length", "sha256", "created"]


class VersionSerializer(VersionSummarySerializer):
    class Meta(VersionSummarySerializer.Meta):
        fields = [
            *VersionSummarySerializer.Meta.fields,
            "raw_sha256",
            "normalisation",
            "capture",
            "reason",
            "text",
            "segments",
        ]


class ArticleSerializer(ModelSerializer):
    project = ProjectField()
    source = VisibleRelatedField(model=Source, required=False, allow_null=True)
    title = VerbatimField(max_length=500, required=False)
    authors = AuthorsField(required=False, max_length=100)
    published = serializers.CharField(
        max_length=60, required=False, allow_blank=True, help_text="An EDTF date."
    )
    text = VerbatimField(write_only=True, required=False, allow_blank=True)
    file = serializers.FileField(write_only=True, required=False, allow_empty_file=True)
    current_version = VersionSummarySerializer(read_only=True)

    class Meta:
        model = Article
        fields = [
            "id",
            "project",
            "title",
            "source",
            "authors",
            "published",
            "language",
            "url",
            "rights",
            "marking",
            "embargo_until",
            "text",
            "file",
            "current_version",
            "version",
            "created",
            "updated",
        ]
        read_only_fields = ["id", "version", "created", "updated"]

    def validate(self, values):
        if self.instance is None:
            if ("text" in values) == ("file" in values):
                raise serializers.ValidationError({"text": _("Send either text or a file.")})
            return values
        if {"text", "file"} & values.keys():
            raise serializers.ValidationError(
                {"text": _("A text is never overwritten; add a new version of it.")}
            )
        if values.get("project", self.instance.project) != self.instance.project:
            raise serializers.ValidationError({"project": _("An article stays in its project.")})
        return values


class ArticleFilter(FilterSet):
    project = filters.CharFilter("project__slug")
    search = filters.CharFilter(method="matching", label=_("words"))
    published_after = filters.CharFilter("published", lookup_expr="gte")
    published_before = filters.CharFilter("published", lookup_expr="lte")

    class Meta:
        model = Article
        fields = ["language", "rights", "marking", "source"]

    def matching(self, rows, _name, words):
        return rows.matching(words)


class ArticleViewSet(ReadersMixin, ExportMixin, RecordViewSet):
    model = Article
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
            .defer("search_text", "current_version__text", "current_version__segments")
        )

    def check_owner(self, project):
        require_role(self.request.user, project, Role.ANNOTATOR)

    def check_write(self, record):
        own = record.created_by_id == self.request.user.pk
        require_role(self.request.user, record.project, Role.ANNOTATOR if own else Role.EDITOR)

    def perform_create(self, values):
        file = values.pop("file", None)
        if file is None:
            return services.add_article(by=self.request.user, capture="api", **values)
        return services.add_article_from_file(
            by=self.request.user, name=file.name, data=file.read(), **values
        )

    def perform_update(self, record, values, version):
        return services.change_article(
            record, values, by=self.request.user, expected_version=version
        )


class VersionViewSet(ScopedViewSet):
    """The immutable texts of one article, by their number."""

    model = ArticleVersion
    serializer_class = VersionSummarySerializer
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,9}"

    def get_queryset(self):
        return super().get_queryset().filter(article=self.kwargs.get("article"))

    def list(self, request, *args, **kwargs):
        rows = self.filter_queryset(self.get_queryset().defer("text", "segments"))
        page = self.paginate_queryset(rows)
        if (
            not page
            and not Article.objects.visible_to(request.user).filter(pk=kwargs["article"]).exists()
        ):
            raise Http404
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(responses=VersionSerializer)
    def retrieve(self, request, *args, **kwargs):
        version = self.get_object()
        data = VersionSerializer(version).data
        if not version.article.is_whole_for(request.user):
            data |= {"text": None, "segments": []}
        return Response(data)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True, pagination_class=None)
    def annotations(self, request, *args, **kwargs):
        """The whole layer of a reading page in one compact answer; answers 304 to its ETag."""
        found = ask(request.user, versions_of, "id", article=uuid.UUID(kwargs["article"]))
        version = next((each.pk for each in found if each.number == int(kwargs["number"])), None)
        if version is None:
            raise Http404
        layer = Layer(version, request.user)
        tag = layer.etag()
        if names(request.headers.get("If-None-Match", ""), tag):
            response = HttpResponseNotModified()
        else:
            response = HttpResponse(layer.content(), content_type="application/json")
        response["ETag"] = tag
        response["Cache-Control"] = "private, no-cache"
        return response


def versions_of(user, column, article):
    """The versions of an article that this person may see, with no more than that column."""
    rows = ArticleVersion.objects.visible_to(user).filter(article=article)
    return rows.only(column, "number").order_by()
