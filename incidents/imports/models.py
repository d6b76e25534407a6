"""Models of imports: imported files, saved mappings, and what each import made and changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.access.records import Record, VisibleQuerySet
from ctplatform.accounts.models import Project
from ctplatform.accounts.roles import edited_by
from incidents.events.models.dataset_ids import ExternalRecord


class OwnQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The user's own, and those of projects that the user edits: files may be under licence."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        seen = Q(created_by=user, project__in=Project.objects.visible_to(user))
        return self.filter(seen | Q(project__in=edited_by(user)))


class ImportFile(models.Model):
    """A file that a user imports from, kept as long as the jobs that read it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("file"), upload_to="imports/", max_length=300)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    created = models.DateTimeField(_("added"), auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")

    def __str__(self):
        return self.name


class ImportMapping(Record):
    """A saved mapping of columns, found again by the header of a file.

    `header` is the sha256 of the column names; `columns` is a mapping (incidents.imports.mapping).
    """

    absences = None
    name = models.CharField(_("name"), max_length=100)
    header = models.CharField(max_length=64, editable=False)
    columns = models.JSONField(_("columns"), default=dict)

    class Meta:
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"],
                name="a_project_names_a_mapping_once",
                violation_error_message=_("The project has a mapping of this name already."),
            )
        ]

    def __str__(self):
        return self.name


class TableImport(Record):
    """One import of a table of records, which is undone as one act.

    `job` is the id of its job, which is deleted after a month. `started` is the `at` of every
    revision by which it made a record, so that later revisions of the record are known as such.
    `undone` is when it was undone.
    """

    absences = None
    name = models.CharField(_("file"), max_length=200)
    dataset = models.CharField(_("dataset"), max_length=60)
    job = models.UUIDField(_("job"), null=True, unique=True, editable=False)
    started = models.DateTimeField(_("started"))
    undone = models.DateTimeField(_("undone"), null=True, editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of a table")
        verbose_name_plural = _("imports of tables")

    def __str__(self):
        return self.name


class MadeRecord(models.Model):
    """A record that an import made: its curation key and its id."""

    visible_through = ("source",)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(TableImport, models.CASCADE, related_name="made")
    record_type = models.CharField(max_length=40)
    record_id = models.UUIDField()

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("record made by an import")
        verbose_name_plural = _("records made by imports")

    def __str__(self):
        return f"{self.record_type} {self.record_id}"


class ImportedKey(models.Model):
    """The record that a row of a dataset is, for all types but incidents (see ExternalRecord).

    `source` is the import that first read the row and `dataset` its dataset; `stated` are the cells
    of the row when it was last imported, by field. A newer file is compared with them, so that
    corrections by users stay.
    """

    visible_through = ("source",)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(TableImport, models.CASCADE, related_name="keys")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    dataset = models.CharField(max_length=60)
    external_id = models.CharField(max_length=200)
    record_type = models.CharField(max_length=40)
    record_id = models.UUIDField()
    stated = models.JSONField(default=dict)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of an imported row")
        verbose_name_plural = _("keys of imported rows")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "record_type", "dataset", "external_id"],
                name="a_row_of_a_dataset_is_one_record_of_a_type",
            )
        ]

    def __str__(self):
        return f"{self.dataset} {self.external_id}"


class ImportedChange(models.Model):
    """What an import changed of one known record: ids of the revisions and of the proposals.

    `record_type` is the curation key of the record. `external` is the row of the dataset, which
    stated `stated_before` until then; `key` is the same for types other than incidents. Both are
    null where the record was found by its own id. `diff` is the change of a record that is not
    curated and so has no revisions. `of_new_record` says that it added rows to a record
    that the import itself made, with which they go. `undo_revisions` and `undo_proposals` are those
    by which the change was undone.
    """

    visible_through = ("source",)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(TableImport, models.CASCADE, related_name="changes")
    record_type = models.CharField(max_length=40)
    record_id = models.UUIDField()
    external = models.ForeignKey(ExternalRecord, models.SET_NULL, null=True, related_name="+")
    key = models.ForeignKey(ImportedKey, models.SET_NULL, null=True, related_name="+")
    stated_before = models.JSONField(null=True)
    diff = models.JSONField(default=dict)
    of_new_record = models.BooleanField(default=False)
    revisions = models.JSONField(default=list)
    proposals = models.JSONField(default=list)
    undo_revisions = models.JSONField(default=list)
    undo_proposals = models.JSONField(default=list)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("change by an import")
        verbose_name_plural = _("changes by imports")
        indexes = [
            models.Index(fields=["record_type", "record_id"], name="imported_change_of_record")
        ]

    def __str__(self):
        return f"{self.record_type} {self.record_id}"
