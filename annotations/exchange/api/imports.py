"""Imports of annotated texts over HTTP: post a file, get a job; undo what it imported."""

from django.core.exceptions import ValidationError as Invalid
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from annotations.articles.vocabulary import RIGHTS
from annotations.exchange.models import AnnotationImport
from annotations.exchange.services.requests import KIND, keep_and_request
from annotations.exchange.services.undoing import undo_import
from ctplatform.accounts.api import ProjectField
from ctplatform.domain_errors import Conflict
from ctplatform.exchange.uploads import FileUploadMixin
from ctplatform.jobs.api import JobFilter, JobSerializer
from ctplatform.jobs.models import Job
from ctplatform.markings.levels import MARKINGS
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.requests.parsing import (
    SizedMultiPartParser,
    StrictJSONParser,
)
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import Serializer
from ctplatform.rest.views import ReadViewSet


class AnnotationImportSerializer(JobSerializer):
    """An import job.

    `result` counts texts, annotations and relations that were (in a dry run: would be) stored,
    what was `skipped` and why, and lists the texts, codes and annotators of the file.
    """

    file = serializers.CharField(source="parameters.name", read_only=True)
    dry_run = serializers.BooleanField(source="parameters.dry_run", read_only=True)

    class Meta(JobSerializer.Meta):
        fields = [*JobSerializer.Meta.fields, "file", "dry_run"]
        read_only_fields = fields


class NewAnnotationImportSerializer(Serializer):
    """The body of a new import.

    `format` is one of those of exports of annotations that can be read too; without it, the file is
    recognised. `rights`, `marking` and `language` are those of texts that are added.
    """

    project = ProjectField()
    file = serializers.FileField(allow_empty_file=True)
    format = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    dry_run = serializers.BooleanField(required=False, default=False)
    rights = serializers.ChoiceField(list(RIGHTS), required=False, default="unknown")
    marking = serializers.ChoiceField(list(MARKINGS), required=False, default="clear")
    language = serializers.RegexField(
        r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z",
        max_length=35,
        required=False,
        help_text="Of texts whose language the file does not state; else it is detected.",
    )
    codes = serializers.JSONField(
        required=False,
        default=dict,
        help_text="JSON: {path of a code, joined by “/”: the id of a code, “new” or “none”}.",
    )
    annotators = serializers.JSONField(
        required=False,
        default=dict,
        help_text="JSON: {name in the file: user name of a member}. Others stay names.",
    )


class AnnotationImportFilter(JobFilter):
    class Meta:
        model = Job
        fields = ["state"]


class AnnotationImportViewSet(FileUploadMixin, ReadViewSet):
    """Imports of annotated texts: those of the user, and of the projects that the user edits."""

    model = Job
    write_scope = Scope.ANNOTATE
    serializer_class = AnnotationImportSerializer
    filterset_class = AnnotationImportFilter
    related = ("project", "created_by")
    parser_classes = [SizedMultiPartParser]

    def get_queryset(self):
        return super().get_queryset().filter(kind=KIND)

    @extend_schema(
        request={"multipart/form-data": NewAnnotationImportSerializer},
        responses={202: AnnotationImportSerializer},
    )
    @idempotent
    def create(self, request, *args, **kwargs):
        """Import texts with their annotations: all of the file, or nothing of it."""
        context = self.get_serializer_context()
        serializer = NewAnnotationImportSerializer(data=request.data, context=context)
        serializer.is_valid(raise_exception=True)
        job = self.ask(**serializer.validated_data)
        data = self.get_serializer(self.reread(job)).data
        headers = {"Location": f"/api/v1/annotation-imports/{job.pk}/"}
        return Response(data, status=status.HTTP_202_ACCEPTED, headers=headers)

    def ask(self, *, project, file, format, dry_run, **choices):
        try:
            return keep_and_request(
                file,
                by=self.request.user,
                project=project,
                format=format,
                dry_run=dry_run,
                choices=choices,
            )
        except Invalid as error:
            raise serializers.ValidationError(error.message_dict) from error

    @extend_schema(request=None, responses={200: AnnotationImportSerializer})
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    @idempotent
    def undo(self, request, *args, **kwargs):
        """Delete what an import added, as one act: annotations, texts and codes. What somebody has
        worked with since stays; `result.undone` says how much, and why."""
        check_body(request)
        job = self.get_object()
        undo_import(source_of(job, request.user), by=request.user)
        return Response(self.get_serializer(self.reread(job)).data)


def source_of(job, user) -> AnnotationImport:
    """What the job imported. Raises Conflict where it imported nothing."""
    pk = (job.result or {}).get("import")
    found = AnnotationImport.objects.visible_to(user).filter(pk=pk).first() if pk else None
    if found is None:
        raise Conflict(_("This job imported no annotations."))
    return found
