"""Models of imports: imported files and saved mappings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.access.records import Record
from ctplatform.accounts.models import Project
from ctplatform.accounts.roles import edited_by


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
