"""Versions of the definitions of series, kept so that earlier figures can be understood."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import VisibleQuerySet
from ctplatform.markings.levels import STRICT, up_to
from ctplatform.markings.models import marking_column, marking_is_known
from incidents.series.models.series import Series


class SeriesVersion(models.Model):
    """A definition of a series as it was; `definition` is {field: value} of SERIES_FIELDS.

    A version whose marking was stricter than the series' present one is not shown: its title and
    filters were for other readers.
    """

    visible_through = ("series",)

    series = models.ForeignKey(
        Series, models.CASCADE, related_name="versions", verbose_name=_("series")
    )
    number = models.PositiveIntegerField(_("version"))
    marking = marking_column(STRICT)
    definition = models.JSONField(_("definition"), default=dict)
    changed = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("changed by"),
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a series")
        verbose_name_plural = _("versions of series")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"], name="a_series_has_a_version_once"
            ),
            marking_is_known("series_version_marking_is_known", STRICT),
        ]

    def __str__(self):
        return f"{self.series}, {self.number}"

    @classmethod
    def shown_only_if(cls, _user, path):
        """The condition that its marking is no stricter than that of the series."""
        found = Q(pk__in=[])
        for marking in up_to(STRICT):
            found |= Q(**{f"{path}series__marking": marking, f"{path}marking__in": up_to(marking)})
        return found

    def as_series(self) -> Series:
        """An unsaved series of this definition, for showing it in words."""
        return Series(project=self.series.project, **read_definition(self.definition))


def definition_of(series, fields) -> dict:
    """The definition of a series as JSON: {field: value}."""
    values = {name: getattr(series, name) for name in fields}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
    }


def read_definition(definition) -> dict:
    """The values of a stored definition; fields that no longer exist are left out."""
    known = {field.name: field for field in Series._meta.concrete_fields}
    return {
        name: known[name].to_python(value) for name, value in definition.items() if name in known
    }
