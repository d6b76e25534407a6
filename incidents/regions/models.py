"""Region sets: regions as named sets of countries, in addition to those of UN M49."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ctplatform.access.records import Record
from incidents.countries.m49 import REGIONS, countries_of, name_of, parts_of
from incidents.records.models import is_country

MOST_COUNTRIES = 250


class RegionSet(Record):
    """A region as a set of countries (alpha-2 codes); without a project it is shared by all.

    A project's set replaces the shared one with the same `key` within that project.
    """

    key = models.SlugField(_("key"), max_length=60, help_text=_("In addresses: south-asia."))
    name = models.CharField(_("name"), max_length=100)
    countries = models.JSONField(_("countries"))
    note = models.TextField(_("whose use this is"), blank=True)

    class Meta:
        verbose_name = _("region set")
        verbose_name_plural = _("region sets")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "key"],
                name="a_project_has_a_region_set_of_a_key_once",
                violation_error_message=_("The project has a region set of this key already."),
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(project__isnull=True),
                name="a_region_set_is_shared_once",
                violation_error_message=_("There is a shared region set of this key already."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        codes = self.countries
        if not isinstance(codes, list) or not all(isinstance(each, str) for each in codes):
            raise ValidationError({"countries": _("Write a list of ISO 3166-1 alpha-2 codes.")})
        if not 1 <= len(codes) <= MOST_COUNTRIES:
            raise ValidationError({"countries": _("Name at least one country, and 250 at most.")})
        for code in codes:
            try:
                is_country(code)
            except ValidationError as error:
                raise ValidationError({"countries": error}) from error
        self.countries = sorted(set(codes))

    @property
    def edit_path(self):
        """The URL of the page on which an editor changes it."""
        return f"/region-sets/{self.pk}/"

    @property
    def definition(self):
        """The set in words: “South Asia, project set: 8 countries”."""
        kind = _("shared set") if self.project_id is None else _("project set")
        return region_in_words(self.name, kind, len(self.countries))


def region_in_words(name, kind, n):
    """A region in words: its name, its kind of definition and its number of countries."""
    count = ngettext("%d country", "%d countries", n) % n
    return _("%(name)s, %(kind)s: %(count)s") % {"name": name, "kind": kind, "count": count}


def region_set(key, project, user):
    """The set with this key or id that the user may see; None if there is none.

    `project` is a slug: the project's own set comes before a shared one of the same key.
    """
    seen = RegionSet.objects.visible_to(user)
    if not isinstance(key, str):
        return seen.filter(pk=key).first()
    own = seen.filter(key=key, project__slug=project).first() if project else None
    return own or seen.filter(key=key, project=None).first()


@dataclass(frozen=True)
class Region:
    """A region to which a series is limited: its countries (alpha-2), and M49 codes within it."""

    definition: str
    countries: frozenset[str]
    parts: frozenset[str] = frozenset()


def m49_region(code) -> Region:
    """A region of UN M49 by its code."""
    found = countries_of(code)
    return Region(region_in_words(name_of(code), "UN M49", len(found)), found, parts_of(code))


def regions_of(series_list) -> dict:
    """{series: [Region]} of the regions to which series are limited, in at most one query.

    A value is the code of a UN M49 region, or the key or id of a region set; the project's own set
    comes before a shared one of the same key. A deleted set has no countries, and its definition
    says so.
    """
    asked = {each.pk: each.filters.get("within", []) for each in series_list}
    if not any(value not in REGIONS for values in asked.values() for value in values):
        return {pk: [m49_region(value) for value in values] for pk, values in asked.items()}
    projects = {each.project_id for each in series_list}
    sets = RegionSet.objects.filter(Q(project__in=projects) | Q(project=None))
    known = {}
    for row in sorted(sets, key=lambda row: row.project_id is not None):
        for name in (row.key, str(row.pk)):
            known[row.project_id, name] = row
    return {
        each.pk: [_find_region(value, each.project_id, known) for value in asked[each.pk]]
        for each in series_list
    }


def _find_region(value, project, known):
    if value in REGIONS:
        return m49_region(value)
    found = known.get((project, value)) or known.get((None, value))
    if found is None:
        return Region(_("There is no region “%s” here.") % value, frozenset())
    return Region(found.definition, frozenset(found.countries))
