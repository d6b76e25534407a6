"""Jobs over HTTP: how far they are, what went wrong, what came of them."""

from django.http import FileResponse, Http404
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.jobs import services
from ctplatform.jobs.models import Job
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.idempotency import idempotent
from ctplatform.rest.renderers import OwnMediaType
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
    """`progress` counts what the job goes through; `errors` are about rows, `cause` about it all.

    `download` is the address of the file that the job made, for the one who asked for it.
    """

    project = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    created_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    progress = serializers.SerializerMethodField()
    errors = RowErrorSerializer(many=True)
    download = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            "id", "project", "kind", "title", "state", "progress", "errors", "cause", "result",
            "download", "attempts", "created_by", "created", "started", "finished",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, job):
        return {"done": job.done, "total": job.total}

    def get_download(self, job) -> str | None:
        request = self.context["request"]
        if not job.file or job.created_by_id != request.user.pk:
            return None
        return request.build_absolute_uri(f"/api/v1/jobs/{job.pk}/download/")


class JobFilter(FilterSet):
    project = filters.CharFilter("project__slug")

    class Meta:
        model = Job
        fields = ["state", "kind"]


class JobViewSet(ReadViewSet):
    """One's own jobs, and those of the projects that one edits."""

    model = Job
    serializer_class = JobSerializer
    filterset_class = JobFilter
    related = ("project", "created_by")

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    @idempotent
    def cancel(self, request, pk):
        """Stop it: one that waits does not start, one that runs stops at its next step."""
        return self.answer(services.cancel_job(self.get_object(), by=request.user))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    @idempotent
    def retry(self, request, pk):
        """Do a job that failed or was stopped once more."""
        return self.answer(services.retry_job(self.get_object(), by=request.user))

    def answer(self, job):
        return Response(self.get_serializer(self.reread(job)).data)

    @extend_schema(
        filters=False,
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    @action(detail=True, filterset_class=None, content_negotiation_class=OwnMediaType)
    def download(self, request, pk):
        """The file that the job made; for the one who asked for it alone."""
        return file_of(self.get_object(), request.user)


def file_of(job, user) -> FileResponse:
    """Answer with a job's file; 404 for anyone but the one who asked for it."""
    if not job.file or job.created_by_id != user.pk:
        raise Http404
    name = job.file.name.rpartition("/")[2]
    answer = FileResponse(job.file.open(), as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
