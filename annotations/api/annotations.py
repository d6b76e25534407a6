import copy

from django.core.exceptions import PermissionDenied
from django.db.models import Case, When
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotations.models import Annotation, ArticleVersion, Code, limit_excerpts
from annotations.services import annotations as services
from annotations.vocabularies import CERTAINTY
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.exchange.api import ExportMixin
from ctplatform.rest.fields import VerbatimField, VisibleRelatedField
from ctplatform.rest.filters import FilterSet, MomentFilter
from ctplatform.rest.idempotency import idempotent
from ctplatform.rest.preconditions import etag
from ctplatform.rest.views import RecordViewSet

MAX_BATCH = 2000
STATES = {"active": _("active"), "deleted": _("deleted")}
SHORT = 100_000  # code points: a text up to here is read whole with its version


class TextField(VisibleRelatedField):
    """A text by its version's id; `short_text` spares short ones a second query."""

    @staticmethod
    def read(rows):
        return (
            rows.select_related("article__project")
            .annotate(short_text=Case(When(length__lte=SHORT, then="text")))
            .only("length", "article__project__slug", "article__project__title")
        )


class CodeField(VisibleRelatedField):
    @staticmethod
    def read(rows):
        return rows.select_related("codebook")


class AnnotationSerializer(serializers.Serializer):
    """Written out field by field: marking is the product's most frequent write."""

    id = serializers.UUIDField(read_only=True)
    project = serializers.CharField(read_only=True)
    article = serializers.UUIDField(read_only=True)
    article_version = TextField(model=ArticleVersion)
    start = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    end = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    quote = VerbatimField()
    prefix = serializers.CharField(read_only=True)
    suffix = serializers.CharField(read_only=True)
    code = CodeField(model=Code, required=False, allow_null=True)
    certainty = serializers.ChoiceField(list(CERTAINTY), required=False)
    note = VerbatimField(required=False, allow_blank=True, max_length=20_000)
    author = serializers.CharField(read_only=True, help_text="User name.")
    state = serializers.ChoiceField(STATES, read_only=True)
    anchor_state = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    created = serializers.DateTimeField(read_only=True)
    updated = serializers.DateTimeField(read_only=True)

    def get_fields(self):
        """Of a body, those that it may fill: a copy of each field is made for each request."""
        if not hasattr(self, "initial_data"):
            return super().get_fields()
        taken = {n: each for n, each in self._declared_fields.items() if not each.read_only}
        return copy.deepcopy(taken)

    def validate_article_version(self, version):
        if self.instance is not None and version != self.instance.article_version:
            raise serializers.ValidationError(_("An annotation stays with its text."))
        return version

    def to_representation(self, annotation):
        article = annotation.article_version.article
        prefix, quote, suffix = annotation.excerpt_for(self.context["request"].user)
        return {
            "id": annotation.pk,
            "project": article.project.slug,
            "article": article.pk,
            "article_version": annotation.article_version_id,
            "start": annotation.start,
            "end": annotation.end,
            "quote": quote,
            "prefix": prefix,
            "suffix": suffix,
            "code": annotation.code_id,
            "certainty": annotation.certainty,
            "note": annotation.note,
            "author": annotation.author.username,
            "state": annotation.state,
            "anchor_state": annotation.anchor_state,
            "version": annotation.version,
            "created": moment(annotation.created),
            "updated": moment(annotation.updated),
        }


def moment(value):
    """A time as DRF writes it: ISO 8601 with Z for UTC."""
    return value.isoformat().replace("+00:00", "Z")


class AnnotationFilter(FilterSet):
    project = filters.CharFilter("article_version__article__project__slug")
    article = filters.UUIDFilter("article_version__article")
    article_version = filters.UUIDFilter("article_version")
    author = filters.CharFilter("author__username")
    code = filters.UUIDFilter("code")
    certainty = filters.ChoiceFilter(choices=list(CERTAINTY.items()))
    state = filters.ChoiceFilter(choices=list(STATES.items()), method="in_state")
    updated_since = MomentFilter("updated", lookup_expr="gte")

    class Meta:
        model = Annotation
        fields = []

    def in_state(self, rows, _name, _state):
        # Which of the two is read is decided by the view's queryset.
        return rows


class AnnotationViewSet(ExportMixin, RecordViewSet):
    """Passages that people marked. POST takes one, or a list that is stored whole or not at all."""

    model = Annotation
    serializer_class = AnnotationSerializer
    filterset_class = AnnotationFilter
    related = ("article_version__article__project", "author")
    ordering_fields = ("start", "created", "updated")
    export_of = "annotations"
    owner = "article_version"
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def get_queryset(self):
        return self.light(super().get_queryset())

    def light(self, rows):
        return rows.defer(
            "article_version__text",
            "article_version__segments",
            "article_version__article__search_text",
        )

    def paginate_queryset(self, queryset):
        page = super().paginate_queryset(queryset)
        limit_excerpts(page, self.request.user)
        return page

    def filter_queryset(self, queryset):
        if not self.detail and self.request.query_params.get("state") == "deleted":
            queryset = self.trash()
        return super().filter_queryset(queryset)

    def trash(self):
        return self.light(
            Annotation.objects.deleted_within_reach_of(self.request.user).select_related(
                *self.related
            )
        )

    @extend_schema(
        request=PolymorphicProxySerializer(
            "AnnotationOrList",
            [AnnotationSerializer(), AnnotationSerializer(many=True)],
            resource_type_field_name=None,
            many=False,
        ),
        responses={201: AnnotationSerializer},
    )
    @idempotent
    def create(self, request, *args, **kwargs):
        many = isinstance(request.data, list)
        if many and not 1 <= len(request.data) <= MAX_BATCH:
            raise ValidationError(f"Send 1 to {MAX_BATCH} annotations at a time.")
        values = self.valid(request.data, many=many)
        if many:
            return self.create_many(values)
        annotation = services.annotate(by=request.user, **values)
        response = Response(self.get_serializer(annotation).data, status=status.HTTP_201_CREATED)
        response["ETag"] = etag(annotation)
        response["Location"] = f"{request.path}{annotation.pk}/"
        return response

    def create_many(self, rows):
        try:
            made = services.annotate_many(rows, by=self.request.user)
        except services.RowErrors as error:
            raise ValidationError([error.rows.get(i, {}) for i in range(len(rows))]) from error
        return Response(self.get_serializer(made, many=True).data, status=status.HTTP_201_CREATED)

    def check_owner(self, version):
        require_role(self.request.user, version.article.project, Role.ANNOTATOR)

    def check_write(self, record):
        if not services.may_change_annotation(record, self.request.user):
            raise PermissionDenied(_("Only its author or an editor may change an annotation."))

    def perform_update(self, record, values, version):
        return services.change_annotation(
            record, values, by=self.request.user, expected_version=version
        )

    def perform_destroy(self, record, version):
        return services.delete_annotation(record, by=self.request.user, expected_version=version)

    @extend_schema(request=None, responses={200: OpenApiResponse(AnnotationSerializer)})
    @action(detail=True, methods=["post"])
    @idempotent
    def restore(self, request, *args, **kwargs):
        """Bring back a deleted annotation."""
        annotation = get_object_or_404(self.trash(), pk=kwargs["pk"])
        return self.updated(services.restore_annotation(annotation, by=request.user))
