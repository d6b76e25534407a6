"""Imports over HTTP: post a file, get a job."""

from django.core.exceptions import ValidationError as Invalid
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from ctplatform.accounts.api import ProjectField
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.exchange.registry import UnknownFormat, find_reader
from ctplatform.exchange.uploads import FileUploadMixin
from ctplatform.jobs.api import JobFilter, JobSerializer
from ctplatform.jobs.models import Job
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.requests.parsing import SizedMultiPartParser
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import Serializer
from ctplatform.rest.views import ReadViewSet
from incidents import vocabularies
from incidents.imports.services import files
from incidents.imports.services.options import BadOption, clean_options, dataset_of
from incidents.imports.undoing.api import UndoActions


class ImportSerializer(JobSerializer):
    """An import job.

    `result` counts the rows that were (in a dry run: would be) `made`, `changed` (`proposals` of
    these wait for review) and left `unchanged`; it lists warnings (`warned`).
    """

    file = serializers.CharField(source="parameters.name", read_only=True)
    format = serializers.CharField(source="parameters.format", read_only=True)
    dataset = serializers.CharField(source="parameters.dataset", read_only=True)
    dry_run = serializers.BooleanField(source="parameters.dry_run", read_only=True)

    class Meta(JobSerializer.Meta):
        fields = [*JobSerializer.Meta.fields, "file", "format", "dataset", "dry_run"]
        read_only_fields = fields


class NewImportSerializer(Serializer):
    """The body of a new import.

    `dataset` names the dataset that the keys of the rows come from; it is required only for the
    format `mapped`, as the others have a default.
    """

    project = ProjectField()
    file = serializers.FileField(allow_empty_file=True)
    format = serializers.CharField(max_length=40)
    dataset = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    dry_run = serializers.BooleanField(required=False, default=False)
    rights = serializers.ChoiceField(list(vocabularies.RIGHTS), required=False, allow_null=True)
    mapping = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=100_000,
        help_text="JSON: what the columns mean, for the format `mapped`.",
    )
    encoding = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=40,
        help_text="Of a CSV that is not UTF-8.",
    )

    def validate_format(self, name):
        try:
            return find_reader("incidents", name).name
        except UnknownFormat as error:
            raise serializers.ValidationError(str(error)) from error


class ImportFilter(JobFilter):
    class Meta:
        model = Job
        fields = ["state"]


class ImportViewSet(FileUploadMixin, UndoActions, ReadViewSet):
    """Imports of the user, and of the projects that the user edits."""

    model = Job
    write_scope = Scope.ANNOTATE
    serializer_class = ImportSerializer
    filterset_class = ImportFilter
    related = ("project", "created_by")
    parser_classes = [SizedMultiPartParser]

    def get_queryset(self):
        return super().get_queryset().filter(kind="import")

    @extend_schema(request=NewImportSerializer, responses={202: ImportSerializer})
    @idempotent
    def create(self, request, *args, **kwargs):
        """Import incidents from a file: all of its rows, or none. `dry_run` imports nothing."""
        serializer = NewImportSerializer(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        job = self.ask(**serializer.validated_data)
        data = self.get_serializer(self.reread(job)).data
        headers = {"Location": f"/api/v1/imports/{job.pk}/"}
        return Response(data, status=status.HTTP_202_ACCEPTED, headers=headers)

    def ask(self, *, project, file, format, dataset, mapping, encoding, **options):
        by = self.request.user
        require_role(by, project, Role.ANNOTATOR)
        try:
            options |= clean_options(format=format, mapping=mapping, encoding=encoding)
            dataset = dataset_of(format, dataset)
            kept = files.keep_file(file, by=by, project=project)
        except BadOption as error:
            raise serializers.ValidationError({error.name: str(error)}) from error
        except Invalid as error:
            raise serializers.ValidationError(error.message_dict) from error
        return files.request_import(kept, by=by, format=format, dataset=dataset, **options)
