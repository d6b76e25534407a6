"""The API of bundles: make one of a project, or make a project of one. Both are jobs."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.accounts.api import ProjectField
from ctplatform.bundles import services
from ctplatform.exchange.uploads import FileUploadMixin
from ctplatform.jobs.api import JobFilter, JobSerializer
from ctplatform.jobs.models import Job
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.requests.parsing import SizedMultiPartParser
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import Serializer
from ctplatform.rest.views import ReadViewSet


class BundleFilter(JobFilter):
    class Meta:
        model = Job
        fields = ["state"]


class NewBundleSerializer(Serializer):
    """The project of which a bundle is made; its owners may ask for one."""

    project = ProjectField()


class NewCopySerializer(Serializer):
    """A bundle, and the title of the project that is made of it (otherwise that of the bundle)."""

    file = serializers.FileField(allow_empty_file=True)
    title = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class BundleViewSet(FileUploadMixin, ReadViewSet):
    """Jobs that make a bundle of a project, or a project of a bundle."""

    model = Job
    serializer_class = JobSerializer
    filterset_class = BundleFilter
    related = ("project", "created_by")
    write_scope = Scope.EXPORT
    upload_actions = ("copies",)

    def get_queryset(self):
        return super().get_queryset().filter(kind__in=(services.EXPORT, services.COPY))

    @extend_schema(request=NewBundleSerializer, responses={202: JobSerializer})
    @idempotent
    def create(self, request, *args, **kwargs):
        """Make the bundle of a project, with what you may see of it; its file is downloaded from
        the job. For owners of the project."""
        given = self.checked(NewBundleSerializer)
        return self.requested(services.request_bundle(given["project"], by=request.user))

    @extend_schema(request=NewCopySerializer, responses={202: JobSerializer})
    @action(
        detail=False,
        methods=["post"],
        parser_classes=[SizedMultiPartParser],
        required_scope=Scope.ADMIN,
    )
    @idempotent
    def copies(self, request):
        """Make a new, private project of a bundle; you are its owner. `result.project` of the job
        is its address."""
        given = self.checked(NewCopySerializer)
        job = services.request_copy(given["file"], by=request.user, title=given["title"])
        return self.requested(job)

    def checked(self, serializer_class):
        """The validated values of the body."""
        serializer = serializer_class(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def requested(self, job):
        """The answer to a request for a job."""
        data = self.get_serializer(self.reread(job)).data
        headers = {"Location": f"/api/v1/bundles/{job.pk}/"}
        return Response(data, status=status.HTTP_202_ACCEPTED, headers=headers)
