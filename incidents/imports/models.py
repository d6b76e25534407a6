"""Models of imports: keys of incidents in datasets, imported files, saved mappings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.access.records import Record, VisibleQuerySet
from ctplatform.accounts.models import Project
from ctplatform.accounts.roles import edited_by
from incidents.events.models.incidents import Incident

MOST_FOUND = 500  # the most dataset rows that one search reads


class ExternalQuerySet(VisibleQuerySet):
    def incidents_of_words(self, words) -> list:
        """The ids of incidents whose dataset id is one of the folded words.

        The dataset, the id and the incident's own text together must contain all words.
        """
        if not any(character.isdigit() for word in words for character in word):
            return []
        rows = self.alias(lowered=Lower("external_id")).filter(lowered__in=words)
        rows = rows.values_list("incident", "dataset", "external_id", "incident__search_text")
        return [
            pk
            for pk, *texts in rows[:MOST_FOUND]
            if all(word in " ".join(texts).lower() for word in words)
        ]


class ExternalRecord(models.Model):
    """An incident's key in a dataset, and what that dataset stated when it was last imported.

    A newer file is compared with `stated`, not with the live record: only changes of the dataset
    itself are applied, and corrections by users stay. If `stated` has no `values`, the key came
    with an export of this platform, and what the dataset stated is not known. `import_job` is the
    id of the job that created the incident; the job itself is deleted after a month.
    """

    visible_through = ("incident",)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="external_records")
    dataset = models.CharField(_("dataset"), max_length=60)
    external_id = models.CharField(_("key"), max_length=200)
    stated = models.JSONField(_("as stated"), default=dict)
    import_job = models.UUIDField(_("import"), null=True, blank=True, editable=False)

    objects = ExternalQuerySet.as_manager()

    class Meta:
        verbose_name = _("external record")
        verbose_name_plural = _("external records")
        indexes = [
            models.Index(Lower("external_id"), name="external_record_by_id"),
            models.Index(
                fields=["import_job"],
                condition=Q(import_job__isnull=False),
                name="external_record_by_import",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "dataset", "external_id"],
                name="a_project_reads_a_row_of_a_dataset_once",
            )
        ]

    def __str__(self):
        return f"{self.dataset} {self.external_id}"


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
