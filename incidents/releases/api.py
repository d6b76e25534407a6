"""`releases/`: prepare, approve, read and download releases."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.accounts.api import ProjectField
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.problems import MEDIA_TYPE
from ctplatform.rest.renderers import OwnMediaType
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.schema.problems import ProblemSerializer
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer, Serializer
from ctplatform.rest.views import ReadViewSet
from incidents.releases import services
from incidents.releases.downloads import download_of
from incidents.releases.filters import ReleaseFilter
from incidents.releases.models import Release, ReleaseFile, Takedown
from incidents.releases.vocabulary import MEDIA_TYPES


class FileTakedownSerializer(ModelSerializer):
    """Why a file has no content any more, and since when."""

    at = serializers.DateTimeField(source="decided", read_only=True)

    class Meta:
        model = Takedown
        fields = ["id", "at", "reason"]
        read_only_fields = fields


class ReleaseFileSerializer(ModelSerializer):
    """A file; `download` is its path. `rows` is null where the file is not counted in rows.

    `takedown` is null, or says why its content was deleted: `download` then answers 410.
    """

    download = serializers.SerializerMethodField()
    takedown = FileTakedownSerializer(read_only=True, allow_null=True)

    class Meta:
        model = ReleaseFile
        fields = ["name", "media_type", "sha256", "size", "rows", "download", "takedown"]
        read_only_fields = fields

    def get_download(self, row) -> str:
        return f"/api/v1/releases/{row.release_id}/files/{row.name}/"


class ReleaseSerializer(ModelSerializer):
    """A release. `manifest` is the content of manifest.json; {} until the files are made.

    Only `project`, `name`, `title`, `description`, `creators`, `publisher`, `licence` and `query`
    are given; `query` are filters of the list of incidents, as a query string.
    """

    project = ProjectField()
    creators = serializers.ListField(child=serializers.CharField(max_length=200), max_length=100)
    created_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    approved_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    files = ReleaseFileSerializer(many=True, read_only=True)

    class Meta:
        model = Release
        fields = [
            "id",
            "project",
            "name",
            "number",
            "title",
            "description",
            "creators",
            "publisher",
            "licence",
            "query",
            "state",
            "policy",
            "address",
            "previous",
            "manifest",
            "manifest_sha256",
            "files",
            "created_by",
            "created",
            "approved_by",
            "approved",
        ]
        read_only_fields = [
            "id",
            "number",
            "state",
            "policy",
            "address",
            "previous",
            "manifest",
            "manifest_sha256",
            "created_by",
            "created",
            "approved_by",
            "approved",
        ]
        validators = []


class ApprovalSerializer(Serializer):
    """`manifest_sha256` is that of the manifest that was read."""

    manifest_sha256 = serializers.CharField(max_length=64)


class ReleaseViewSet(ReadViewSet):
    """Releases of the projects that the user may read; drafts of one's own projects as well."""

    model = Release
    write_scope = Scope.ANNOTATE
    serializer_class = ReleaseSerializer
    filterset_class = ReleaseFilter
    related = ("project", "created_by", "approved_by")
    prefetch = ("files__takedown",)

    @idempotent
    def create(self, request):
        """Prepare a release; for editors of a public project."""
        serializer = self.get_serializer(data=request.data)
        if not serializer.is_valid():
            self.check_may_create(request.data)
            serializer.is_valid(raise_exception=True)
        values = serializer.validated_data

        def address(pk):
            return request.build_absolute_uri(f"/releases/{pk}/")

        release = services.request_release(by=request.user, address=address, **values)
        response = self.tagged(self.reread(release), status.HTTP_201_CREATED)
        response["Location"] = f"{request.path}{release.pk}/"
        return response

    def check_may_create(self, data):
        """Raise PermissionDenied before errors are reported, if the project can be read."""
        field = self.get_serializer().fields["project"]
        try:
            project = field.run_validation(data.get("project") if isinstance(data, dict) else None)
        except serializers.ValidationError:
            return
        services.require_may_release(project, by=self.request.user)

    @extend_schema(request=ApprovalSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def approve(self, request, pk):
        """Release a draft for ever; by a second person, unless the policy is open."""
        release = self.get_object()
        services.require_may_approve(release, by=request.user)
        body = ApprovalSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        seen = body.validated_data["manifest_sha256"]
        live = services.approve_release(release, by=request.user, seen=seen)
        return self.tagged(self.reread(live))

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request, pk):
        """Discard a draft."""
        release = self.get_object()
        services.require_may_discard(release, by=request.user)
        check_body(request)
        services.discard_release(release, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        filters=False,
        responses={
            (200, media_type): OpenApiResponse(
                OpenApiTypes.OBJECT if media_type.endswith("json") else OpenApiTypes.BINARY
            )
            for media_type in MEDIA_TYPES
        }
        | {(410, MEDIA_TYPE): ProblemSerializer},
        parameters=[
            OpenApiParameter(
                "Content-Disposition",
                str,
                OpenApiParameter.HEADER,
                response=[200],
                description="The name of the file.",
            )
        ],
    )
    @action(
        detail=True,
        url_path=r"files/(?P<name>[a-z0-9.-]+)",
        required_scope=Scope.EXPORT,
        filterset_class=None,
        pagination_class=None,
        content_negotiation_class=OwnMediaType,
    )
    def file(self, request, pk, name):
        """One of the files; 410 if it was taken down."""
        rows = ReleaseFile.objects.visible_to(request.user).filter(release=self.get_object())
        rows = rows.select_related("takedown")
        return download_of(get_object_or_404(rows, name=name), request)
