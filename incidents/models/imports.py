"""What came from elsewhere: under which key of which dataset, in which file, by which mapping."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.accounts.models import Project
from ctplatform.accounts.roles import edited_by
from ctplatform.records import Record, VisibleQuerySet
from incidents.models.incidents import Incident


class ExternalRecord(models.Model):
    """An incident's key in a dataset, and what that dataset stated of it when it was last read.

    A newer file is compared with `stated`, not with the live record: only what the dataset itself
    changed is taken over, and what people here corrected stays.
    """

    visible_through = ("incident",)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="external_records")
    dataset = models.CharField(_("dataset"), max_length=60)
    external_id = models.CharField(_("key"), max_length=200)
    stated = models.JSONField(_("as stated"), default=dict)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("external record")
        verbose_name_plural = _("external records")
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
        """One's own, and those of the projects that one edits: files may be under licence."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        seen = Q(created_by=user, project__in=Project.objects.visible_to(user))
        return self.filter(seen | Q(project__in=edited_by(user)))


class ImportFile(models.Model):
    """A file that somebody imports from, kept for as long as the jobs that read it."""

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
    """What the columns of a kind of file mean, under a name; found again by its header.

    `header` is the sha256 of the column names; `columns` is what `incidents.mapping` reads.
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
