"""Imports of files of any kind over HTTP: post a file, get the job of its dry run or import."""

from django.core.exceptions import ValidationError as Invalid
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from annotations.articles.forms import LANGUAGE_TAG
from annotations.articles.vocabulary import RIGHTS
from ctplatform.accounts.api import ProjectField
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.exchange.uploads import FileUploadMixin
from ctplatform.imports.counts import READERS, counts_of
from ctplatform.imports.kinds import BUNDLE
from ctplatform.imports.queries import format_of, undone_imports
from ctplatform.imports.services import ImportOptions, find_kind, start_import
from ctplatform.jobs.api import JobFilter, JobSerializer
from ctplatform.jobs.models import Job
from ctplatform.markings.levels import CHOICES as MARKING_CHOICES
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.requests.parsing import SizedMultiPartParser
from ctplatform.rest.scopes import Scope, is_permitted
from ctplatform.rest.serializers import Serializer
from ctplatform.rest.views import ReadViewSet
from incidents.vocabularies import RIGHTS as INCIDENT_RIGHTS


class SkippedSerializer(serializers.Serializer):
    why = serializers.CharField()
    count = serializers.IntegerField()


class TypeCountsSerializer(serializers.Serializer):
    """Numbers of one record type; of a dry run, what would be."""

    record_type = serializers.CharField()
    made = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    skipped = SkippedSerializer(many=True)


class FileImportSerializer(JobSerializer):
    """An import of a file of any kind.

    `kind` is that of the job, and says which other address has its details: `import` is at
    `imports/`, `import_annotations` at `annotation-imports/`, `copy_bundle` at `bundles/`.
    `mapping` is what the columns of a table were taken to mean, as it was sent or guessed: send it
    with the import, corrected where the guess is wrong.
    """

    file = serializers.SerializerMethodField()
    format = serializers.SerializerMethodField()
    dry_run = serializers.SerializerMethodField()
    mapping = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField()
    undone = serializers.SerializerMethodField()

    class Meta(JobSerializer.Meta):
        fields = [*JobSerializer.Meta.fields, "file", "format", "dry_run", "mapping"]
        fields += ["counts", "undone"]
        read_only_fields = fields

    def get_file(self, job) -> str:
        return job.parameters.get("shown") or job.parameters.get("name") or ""

    def get_format(self, job) -> str:
        return format_of(job)

    def get_dry_run(self, job) -> bool:
        return bool(job.parameters.get("dry_run"))

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_mapping(self, job):
        return job.parameters.get("mapping") or None

    @extend_schema_field(TypeCountsSerializer(many=True))
    def get_counts(self, job):
        return [
            {
                "record_type": each.record_type,
                "made": each.made,
                "changed": each.changed,
                "unchanged": each.unchanged,
                "skipped": [{"why": why, "count": n} for why, n in each.skipped.items()],
            }
            for each in counts_of(job.kind, job.result)
        ]

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_undone(self, job):
        return self.context.get("undone", {}).get(job.pk)


class NewFileImportSerializer(Serializer):
    """The body of a new import. Only `project` and `file` are needed.

    Without a `format`, the file is recognised by its content. `dataset`, `mapping` and `encoding`
    are those of tables of incidents; `rights` those of incidents (open, attribution, noncommercial,
    restricted) or of texts (unknown, public_domain, cc, licensed, fair_use_excerpt, restricted),
    whichever the file holds; a dry run of a table without a mapping guesses it. `marking`,
    `language`, `codes` and `annotators` are those of texts and their annotations, `title` that of
    the project that a bundle becomes.
    """

    project = ProjectField()
    file = serializers.FileField(allow_empty_file=True)
    format = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    dry_run = serializers.BooleanField(required=False, default=True)
    dataset = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    rights = serializers.ChoiceField(
        sorted({*RIGHTS, *INCIDENT_RIGHTS}), required=False, default="", allow_blank=True
    )
    encoding = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    mapping = serializers.CharField(
        max_length=100_000, required=False, default="", allow_blank=True,
        help_text="JSON: what the columns of a table mean.",
    )  # fmt: skip
    marking = serializers.ChoiceField(MARKING_CHOICES, required=False, default="clear")
    language = serializers.RegexField(LANGUAGE_TAG, max_length=35, required=False)
    codes = serializers.JSONField(required=False, default=dict)
    annotators = serializers.JSONField(required=False, default=dict)
    title = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class FileImportFilter(JobFilter):
    class Meta:
        model = Job
        fields = ["state", "kind"]


class FileImportViewSet(FileUploadMixin, ReadViewSet):
    """Imports of all kinds: those of the user, and of the projects that the user edits."""

    model = Job
    write_scope = Scope.ANNOTATE
    serializer_class = FileImportSerializer
    filterset_class = FileImportFilter
    related = ("project", "created_by")
    parser_classes = [SizedMultiPartParser]

    def get_queryset(self):
        return super().get_queryset().filter(kind__in=READERS)

    def get_serializer(self, *args, **kwargs):
        jobs = args[0] if args else []
        jobs = jobs if isinstance(jobs, (list, tuple)) else [jobs]
        context = self.get_serializer_context()
        if all(isinstance(job, Job) for job in jobs):
            context["undone"] = undone_imports(jobs, self.request.user)
        return self.serializer_class(*args, **{"context": context, **kwargs})

    @extend_schema(
        request={"multipart/form-data": NewFileImportSerializer},
        responses={202: FileImportSerializer},
    )
    @idempotent
    def create(self, request, *args, **kwargs):
        """Recognise a file and import it: all of it or nothing. By default only a dry run, which
        says what would be made, changed and left out."""
        serializer = NewFileImportSerializer(
            data=request.data, context=self.get_serializer_context()
        )
        serializer.is_valid(raise_exception=True)
        job = self.ask(**serializer.validated_data)
        data = self.get_serializer(self.reread(job)).data
        headers = {"Location": f"/api/v1/file-imports/{job.pk}/"}
        return Response(data, status=status.HTTP_202_ACCEPTED, headers=headers)

    def ask(self, *, project, file, dry_run, **given):
        require_role(self.request.user, project, Role.ANNOTATOR)
        options = ImportOptions(**given)
        try:
            kind = find_kind(file, options)
            if kind.way == BUNDLE:
                self.check_may_make_projects()
            started = start_import(
                file, by=self.request.user, project=project, options=options,
                dry_run=dry_run, kind=kind, may_guess=True,
            )  # fmt: skip
        except Invalid as error:
            raise serializers.ValidationError(error.message_dict) from error
        return started.job

    def check_may_make_projects(self):
        """Raise PermissionDenied for a token whose scopes do not permit new projects."""
        token = self.request.auth
        if token is not None and not is_permitted(token.scopes, Scope.ADMIN):
            words = _("A bundle makes a project, which needs a token with the scope “admin”.")
            raise PermissionDenied(words, code="missing_scope")
