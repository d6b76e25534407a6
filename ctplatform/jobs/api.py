"""The API of jobs: progress, errors, result, cancel, retry, download."""

from functools import reduce
from operator import or_
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.audit.services import download_of_request, follow_answer
from ctplatform.jobs import services
from ctplatform.jobs.files.access import has_roles, why_refused
from ctplatform.jobs.models import Job
from ctplatform.rest.filters import FilterSet, MomentFilter
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.renderers import OwnMediaType
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import ReadViewSet


class ProgressSerializer(serializers.Serializer):
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class RowErrorSerializer(serializers.Serializer):
    row = serializers.IntegerField(allow_null=True)
    column = serializers.CharField(allow_null=True)
    message = serializers.CharField()


class JobSerializer(ModelSerializer):
    """`progress` is done and total; `errors` are about rows, `cause` is about the job as a whole.

    `download` is the address of the job's file, for the user who requested it.
    """

    project = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    created_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    progress = serializers.SerializerMethodField()
    errors = RowErrorSerializer(many=True)
    download = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            "id",
            "project",
            "kind",
            "title",
            "state",
            "progress",
            "errors",
            "cause",
            "result",
            "download",
            "attempts",
            "created_by",
            "created",
            "started",
            "finished",
        ]
        read_only_fields = fields

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, job):
        return {"done": job.done, "total": job.total}

    def get_download(self, job) -> str | None:
        request = self.context["request"]
        if not job.file or job.created_by_id != request.user.pk:
            return None
        if not has_roles(job.contents, request.user):
            return None
        return request.build_absolute_uri(f"/api/v1/jobs/{job.pk}/download/")


class JobFilter(FilterSet):
    project = filters.CharFilter("project__slug")
    updated_since = MomentFilter(method="moved_since", label=_("Changed since"))

    class Meta:
        model = Job
        fields = ["state", "kind"]

    def moved_since(self, rows, _name, moment):
        """Jobs that were requested, started or finished since then."""
        steps = ("created", "started", "finished")
        return rows.filter(reduce(or_, (Q(**{f"{step}__gte": moment}) for step in steps)))


class JobViewSet(ReadViewSet):
    """One's own jobs, and those of the projects that one edits."""

    model = Job
    write_scope = Scope.ANNOTATE
    serializer_class = JobSerializer
    filterset_class = JobFilter
    related = ("project", "created_by")

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    @idempotent
    def cancel(self, request, pk):
        """Stop the job: a waiting one does not start, a running one stops at its next step."""
        check_body(request)
        return self.answer(services.cancel_job(self.get_object(), by=request.user))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    @idempotent
    def retry(self, request, pk):
        """Retry a job that failed or was stopped."""
        check_body(request)
        return self.answer(services.retry_job(self.get_object(), by=request.user))

    def answer(self, job):
        return Response(self.get_serializer(self.reread(job)).data)

    @extend_schema(
        filters=False,
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    @action(
        detail=True,
        required_scope=Scope.EXPORT,
        filterset_class=None,
        pagination_class=None,
        content_negotiation_class=OwnMediaType,
    )
    def download(self, request, pk):
        """The file that the job made; only for the user who requested it."""
        return file_of(self.get_object(), request)


def file_of(job, request) -> FileResponse:
    """Answer with a job's file; 404 for everyone but the user who requested it.

    403 if that user may no longer read all that the file contains.
    """
    user = request.user
    if not job.file or job.created_by_id != user.pk:
        raise Http404
    if refusal := why_refused(job.contents, user):
        raise PermissionDenied(refusal)
    name = job.file.name.rpartition("/")[2]
    try:
        content = job.file.open()
    except FileNotFoundError as error:
        raise Http404(_("The file has been deleted. Ask for the export once more.")) from error
    answer = FileResponse(
        content, as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return follow_answer(answer, request, _download_of(job, request, name))


def _download_of(job, request, name):
    """The file of a job as the audit log names it."""
    projects = {job.project_id, *map(UUID, (job.contents or {}).get("projects", ()))}
    rows = job.result.get("rows") if isinstance(job.result, dict) else None
    return download_of_request(
        request,
        "jobs",
        name.rpartition(".")[2],
        name=name,
        query=job.parameters.get("query", ""),
        projects=projects,
        rows=rows,
    )
