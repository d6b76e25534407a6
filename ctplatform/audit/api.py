"""The API of audit/: which exports and downloads there were."""

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ctplatform.audit.filters import AuditFilter
from ctplatform.audit.models import AuditedProject, AuditEntry
from ctplatform.audit.queries import hide_others
from ctplatform.rest.permissions import SignedIn
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import ReadViewSet


class AuditEntrySerializer(ModelSerializer):
    """One export or download.

    `account` is null for a signed-out visitor. `rows` is null where it is not known, as of what was
    broken off. `name`, `query`, `rows` and `bytes` are null where `covers_others`: other projects
    were in the same file, which you do not edit. `projects` are those that you edit.
    """

    account = serializers.SlugRelatedField(slug_field="username", read_only=True)
    projects = serializers.SerializerMethodField()
    covers_others = serializers.BooleanField()
    name = serializers.CharField(allow_null=True)
    query = serializers.CharField(allow_null=True)
    bytes = serializers.IntegerField(allow_null=True)

    class Meta:
        model = AuditEntry
        fields = [
            "id",
            "at",
            "account",
            "token",
            "channel",
            "resource",
            "format",
            "name",
            "query",
            "projects",
            "covers_others",
            "rows",
            "bytes",
            "is_complete",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_projects(self, entry):
        return sorted(each.project.slug for each in entry.shown_projects)

    def to_representation(self, entry):
        return super().to_representation(hide_others(entry))


class AuditViewSet(ReadViewSet):
    """Exports and downloads of the projects that one edits or owns, the newest first."""

    model = AuditEntry
    serializer_class = AuditEntrySerializer
    filterset_class = AuditFilter
    permission_classes = [SignedIn]
    required_scope = Scope.ADMIN
    related = ("account",)

    def get_queryset(self):
        shown = AuditedProject.objects.visible_to(self.request.user).select_related("project")
        return (
            super()
            .get_queryset()
            .prefetch_related(Prefetch("audited", queryset=shown, to_attr="shown_projects"))
        )
