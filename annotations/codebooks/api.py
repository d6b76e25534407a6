from django.db.models import Q
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError

from annotations.codebooks import services
from annotations.codebooks.models import Code, Codebook
from ctplatform.accounts.api import ProjectField
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.rest.fields import VerbatimField, VisibleRelatedField
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import RecordViewSet


class CodebookSerializer(ModelSerializer):
    project = ProjectField(allow_null=True)
    copied_from = VisibleRelatedField(model=Codebook, required=False, allow_null=True)

    fixed = ("project", "copied_from")

    class Meta:
        model = Codebook
        fields = [
            "id",
            "project",
            "slug",
            "title",
            "description",
            "edition",
            "state",
            "copied_from",
            "version",
            "created",
            "updated",
        ]
        read_only_fields = ["id", "state", "version", "created", "updated"]
        # The service's full_clean checks uniqueness; DRF's validator would make `edition` required.
        validators = []

    def validate_project(self, project):
        if project is None:
            raise ValidationError("Shared codebooks are installed, not posted.", code="required")
        return project


class CodebookFilter(FilterSet):
    project = filters.CharFilter(method="usable_in", label="Own and shared codebooks.")

    class Meta:
        model = Codebook
        fields = ["slug", "state"]

    def usable_in(self, rows, _name, slug):
        return rows.filter(Q(project__slug=slug) | Q(project=None))


class CodebookViewSet(RecordViewSet):
    """Shared codebooks and those of the user's projects. POST with `copied_from` copies one."""

    model = Codebook
    write_scope = Scope.ANNOTATE
    serializer_class = CodebookSerializer
    filterset_class = CodebookFilter
    related = ("project",)
    ordering_fields = ("title", "created")
    owner = "project"
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def check_may_add_to(self, project):
        require_role(self.request.user, project, Role.EDITOR)

    def check_write(self, record):
        require_role(self.request.user, record.project, Role.EDITOR)

    def perform_create(self, values):
        return services.create_codebook(by=self.request.user, **values)

    def perform_update(self, record, values, version):
        values.pop("project", None)
        return services.change_codebook(
            record, values, by=self.request.user, expected_version=version
        )

    def perform_destroy(self, record, version):
        services.delete_codebook(record, by=self.request.user, expected_version=version)

    @extend_schema(request=None, responses=CodebookSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def publish(self, request, *args, **kwargs):
        """Publish a draft, which freezes it."""
        check_body(request)
        return self.updated(services.publish_codebook(self.get_object(), by=request.user))


class CodeSerializer(ModelSerializer):
    codebook = VisibleRelatedField(model=Codebook)
    parent = VisibleRelatedField(model=Code, required=False, allow_null=True)
    slug = VerbatimField(max_length=60)
    label = VerbatimField(max_length=80)
    sort = serializers.IntegerField(required=False, min_value=0, max_value=9999)

    class Meta:
        model = Code
        fields = [
            "id",
            "codebook",
            "guid",
            "slug",
            "label",
            "parent",
            "definition",
            "guidance",
            "colour",
            "is_codable",
            "key",
            "sort",
            "version",
        ]
        read_only_fields = ["id", "guid", "version"]
        validators = []


class CodeFilter(FilterSet):
    project = filters.CharFilter(method="usable_in", label="Codes of own and shared codebooks.")
    codebook = filters.UUIDFilter("codebook")
    parent = filters.UUIDFilter("parent")

    class Meta:
        model = Code
        fields = ["slug", "is_codable"]

    def usable_in(self, rows, _name, slug):
        return rows.filter(Q(codebook__project__slug=slug) | Q(codebook__project=None))


class CodeViewSet(RecordViewSet):
    model = Code
    write_scope = Scope.ANNOTATE
    serializer_class = CodeSerializer
    filterset_class = CodeFilter
    related = ("codebook__project",)
    ordering_fields = ("sort", "label")
    owner = "codebook"
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def check_may_add_to(self, book):
        require_role(self.request.user, book.project, Role.EDITOR)

    def check_write(self, record):
        self.check_may_add_to(record.codebook)

    def perform_create(self, values):
        return services.add_code(by=self.request.user, **values)

    def perform_update(self, record, values, version):
        if values.pop("codebook", record.codebook) != record.codebook:
            raise ValidationError({"codebook": "A code stays in its codebook."})
        return services.change_code(record, values, by=self.request.user, expected_version=version)

    def perform_destroy(self, record, version):
        services.delete_code(record, by=self.request.user, expected_version=version)
