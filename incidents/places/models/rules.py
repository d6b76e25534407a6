"""Validation of places; each error names its field.

The rules are about levels, cycles, codes, other names, and uniqueness within a project.
"""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.countries import countries, m49
from incidents.places.place_hierarchy import LEVELS, MOST_NAMES, may_contain, wrong_name

DEPTH = 12  # levels above a place; more is a loop


def is_division(code):
    """Raise ValidationError unless the code is in ISO 3166-2."""
    if not countries.is_division(code):
        raise ValidationError(
            _("“%(code)s” is not an ISO 3166-2 code; write AF-KAB for Kabul."),
            code="division",
            params={"code": code},
        )


def is_m49(code):
    """Raise ValidationError unless the code is that of a region or country in UN M49."""
    if code not in m49.REGIONS and not countries.is_numeric(code):
        raise ValidationError(
            _("“%(code)s” is not a UN M49 code; write 034 for Southern Asia."),
            code="m49",
            params={"code": code},
        )


def check_place(place):
    """Raise ValidationError for the first rule that a place breaks."""
    _check_names(place)
    _check_borders(place)
    _check_above(place)
    _check_below(place)
    _check_codes(place)
    if not place.is_alone:
        _check_unique(place)


def _check_above(place):
    """The parent must be larger than the place, and not below it."""
    above, levels = place.parent, 0
    while above is not None:
        levels += 1
        if above.pk == place.pk or levels > DEPTH:
            raise ValidationError({"parent": _("A place cannot lie in itself.")}, code="cycle")
        # A shared place never has a parent that belongs to a project.
        above = above.parent if above.project_id else None
    above = place.parent
    if above is not None and not may_contain(place.kind, above.kind):
        message = _("A %(kind)s cannot lie in a %(above)s: choose a larger place.") % {
            "kind": place.get_kind_display(),
            "above": above.get_kind_display(),
        }
        raise ValidationError({"parent": message}, code="level")


def _check_below(place):
    """The places within this one must be smaller, also after its kind is changed."""
    level = LEVELS.get(place.kind)
    if place._state.adding or level is None:
        return
    as_large = [kind for kind, each in LEVELS.items() if each >= level]
    part = type(place).objects.filter(parent=place, kind__in=as_large).first()
    if part is not None:
        message = _("“%(part)s”, a %(kind)s, lies in this place.")
        words = {"part": part, "kind": part.get_kind_display()}
        raise ValidationError({"kind": message % words}, code="level")


def _check_names(place):
    names = place.names
    if not isinstance(names, list) or len(names) > MOST_NAMES:
        message = _("Write a list of {“name”: …, “language”: …}, %s at most.") % MOST_NAMES
        raise ValidationError({"names": message})
    for number, each in enumerate(names, 1):
        if wrong := wrong_name(each, vocabularies.PLACE_NAME_KINDS):
            raise ValidationError(
                {"names": _("Name %(number)s %(wrong)s.") % {"number": number, "wrong": wrong}}
            )


def _check_borders(place):
    codes = place.borders
    if not isinstance(codes, list) or not all(isinstance(each, str) for each in codes):
        raise ValidationError({"borders": _("Write a list of countries: AF, PK.")})
    for code in codes:
        if not countries.is_code(code):
            message = _("“%s” is not an ISO 3166-1 code; write AF for Afghanistan.") % code
            raise ValidationError({"borders": message})
    if len(set(codes)) < len(codes):
        raise ValidationError({"borders": _("Name each country once.")})


def _check_codes(place):
    """A division must be in the country that its code begins with."""
    if place.iso_3166_2 and place.country not in (None, place.iso_3166_2[:2]):
        message = _("%(code)s is in %(one)s, but the place lies in %(other)s.") % {
            "code": place.iso_3166_2,
            "one": place.iso_3166_2[:2],
            "other": place.country,
        }
        raise ValidationError({"iso_3166_2": message})
    if place.disputed_note and not place.disputed:
        raise ValidationError({"disputed": _("You say who disputes it: tick “disputed”.")})


def _check_unique(place):
    """Check all that must be unique within the project in one query; shared places are skipped."""
    if place.project_id is None:
        return
    same_name = Q(parent=place.parent_id, kind=place.kind, name_key=place.name_key)
    rivals = {
        "geonames_id": Q(geonames_id=place.geonames_id) if place.geonames_id else None,
        "wikidata": Q(wikidata=place.wikidata) if place.wikidata else None,
        "name": same_name if place.kind and place.name_key else None,
    }
    asked = Q()
    for condition in filter(None, rivals.values()):
        asked |= condition
    if not asked:
        return
    others = type(place).objects.filter(asked, project=place.project_id).exclude(pk=place.pk)
    for other in others.exclude(state="withdrawn")[:2]:
        for name in ("geonames_id", "wikidata"):
            if getattr(place, name) and getattr(other, name) == getattr(place, name):
                message = _("“%s” has this id already.") % other
                raise ValidationError({name: message}, code="unique")
        message = _("There is a %(kind)s of this name already: “%(other)s”.")
        words = {"kind": place.get_kind_display(), "other": other}
        raise ValidationError({"name": message % words}, code="unique")
