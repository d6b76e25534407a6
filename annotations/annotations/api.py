import copy

from django.core.exceptions import PermissionDenied
from django.db.models import Case, When
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.response import Response
from rest_framework.settings import api_settings

from annotations.annotations import services
from annotations.annotations.models import Annotation, limit_excerpts
from annotations.annotations.vocabulary import CERTAINTY
from annotations.articles.models.articles import ArticleVersion
from annotations.codebooks.models import Code
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.exchange.api import LossyExportMixin
from ctplatform.rest.fields import VerbatimField, VisibleRelatedField
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.requests.preconditions import etag
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import Serializer
from ctplatform.rest.views import RecordViewSet

MAX_BATCH = 2000
STATES = {"active": _("active"), "deleted": _("deleted")}
QUOTED = 60  # characters of a passage that an error message quotes
SHORT = 100_000  # code points: texts up to this length are loaded with their version


class TextField(VisibleRelatedField):
    """A text by the id of its version; `short_text` loads short texts without a second query."""

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


class AnnotationSerializer(Serializer):
    """An annotation; written out field by field for speed, as the most frequent write."""

    reads_back = True

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
    author = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text="User name; null where an imported file names no user of this installation.",
    )
    annotator = serializers.CharField(
        read_only=True, help_text="Who made it, as an imported file names them."
    )
    layer = serializers.CharField(
        read_only=True, help_text="The other tool's word for this sort of annotation."
    )
    further_spans = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()),
        read_only=True,
        help_text="Further passages of a discontinuous annotation, as [start, end].",
    )
    attributes = serializers.DictField(
        read_only=True, help_text="What an imported file states of it besides."
    )
    state = serializers.ChoiceField(STATES, read_only=True)
    anchor_state = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    created = serializers.DateTimeField(read_only=True)
    updated = serializers.DateTimeField(read_only=True)

    def get_fields(self):
        """For a request body, only the writable fields: each request copies them."""
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
            "author": annotation.author_name,
            "annotator": annotation.annotator,
            "layer": annotation.layer,
            "further_spans": annotation.further_spans,
            "attributes": annotation.attributes,
            "state": annotation.state,
            "anchor_state": annotation.anchor_state,
            "version": annotation.version,
            "created": iso_time(annotation.created),
            "updated": iso_time(annotation.updated),
        }


def iso_time(value):
    """A time in DRF's format: ISO 8601 with Z for UTC."""
    return value.isoformat().replace("+00:00", "Z")


def named_rows(errors, rows):
    """The errors of a list, {number: {field: messages}}, with the row added to each message."""
    if not all(isinstance(number, int) for number in errors):
        return errors
    return {
        number: {
            field: [_of_row(text, number, rows[number]) for text in _listed(texts)]
            for field, texts in _by_field(found).items()
        }
        for number, found in errors.items()
    }


def _by_field(found):
    """The errors of a row by field; a row that is not an object has non-field errors."""
    return found if isinstance(found, dict) else {api_settings.NON_FIELD_ERRORS_KEY: found}


def _listed(texts):
    return texts if isinstance(texts, list) else [texts]


def _of_row(text, number, row):
    """A message with the number of its row, from 0, and the position of its passage."""
    given = row if isinstance(row, dict) else {}
    quote = str(given.get("quote", ""))[:QUOTED]
    place = f"{given.get('start')} to {given.get('end')}, “{quote}”"
    return ErrorDetail(f"Row {number} ({place}): {text}", code=getattr(text, "code", "invalid"))


class AnnotationFilter(FilterSet):
    project = filters.CharFilter("article_version__article__project__slug")
    article = filters.UUIDFilter("article_version__article")
    article_version = filters.UUIDFilter("article_version")
    author = filters.CharFilter("author__username")
    code = filters.UUIDFilter("code")
    certainty = filters.ChoiceFilter(choices=list(CERTAINTY.items()))
    state = filters.ChoiceFilter(choices=list(STATES.items()), method="in_state")

    class Meta:
        model = Annotation
        fields = []

    def in_state(self, rows, _name, _state):
        # The view's queryset decides which of the two is read.
        return rows


class AnnotationRowsViewSet(RecordViewSet):
    """Annotations. POST takes one, or a list that is stored as a whole or not at all."""

    model = Annotation
    write_scope = Scope.ANNOTATE
    serializer_class = AnnotationSerializer
    filterset_class = AnnotationFilter
    related = ("article_version__article__project", "author")
    ordering_fields = ("start", "created", "updated")
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
        responses={
            201: PolymorphicProxySerializer(
                "AnnotationsMade",
                [AnnotationSerializer(), AnnotationSerializer(many=True)],
                resource_type_field_name=None,
                many=False,
            )
        },
    )
    @idempotent
    def create(self, request, *args, **kwargs):
        many = isinstance(request.data, list)
        if many and not 1 <= len(request.data) <= MAX_BATCH:
            raise ValidationError(f"Send 1 to {MAX_BATCH} annotations at a time.")
        if many:
            return self.create_many(request.data)
        values = self.valid(request.data)
        annotation = services.annotate(by=request.user, **values)
        response = Response(self.get_serializer(annotation).data, status=status.HTTP_201_CREATED)
        response["ETag"] = etag(annotation)
        response["Location"] = f"{request.path}{annotation.pk}/"
        return response

    def create_many(self, rows):
        try:
            made = services.annotate_many(self.valid(rows, many=True), by=self.request.user)
        except services.RowErrors as error:
            raise ValidationError(named_rows(error.rows, rows)) from error
        except ValidationError as error:
            raise ValidationError(named_rows(error.detail, rows)) from error
        return Response(self.get_serializer(made, many=True).data, status=status.HTTP_201_CREATED)

    def check_may_add_to(self, version):
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


class AnnotationViewSet(LossyExportMixin, AnnotationRowsViewSet):
    """Annotations with their exports, and those that were deleted."""

    export_of = "annotations"

    @extend_schema(request=None, responses={200: OpenApiResponse(AnnotationSerializer)})
    @action(detail=True, methods=["post"])
    @idempotent
    def restore(self, request, *args, **kwargs):
        """Restore a deleted annotation."""
        check_body(request)
        annotation = get_object_or_404(self.trash(), pk=kwargs["pk"])
        return self.updated(services.restore_annotation(annotation, by=request.user))
