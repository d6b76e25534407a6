"""Validation of the definitions of a series that are JSON: coverage, roles, breakpoints."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from incidents import vocabularies
from incidents.records.models import read_date

FULL = "full"
KEYS = {"start", "end", "sources"}
MOST_BREAKPOINTS = 20
LONGEST_LABEL = 100
MOST_WINDOWS = 500


def full_coverage():
    """The default coverage of a series: every day between its ends."""
    return FULL


class DefinitionColumn(models.JSONField):
    """A JSON column whose default is a value, not a function, in migrations."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs | {"default": self.get_default()}


def read_coverage(given):
    """Return `coverage` with whole days in ISO form; raises ValidationError naming what is wrong.

    The ends of a window are EDTF: `2021-03` begins on the first and ends on the last of March.
    Without windows nothing is covered: the series is defined, but nobody has searched yet.
    """
    if given == FULL:
        return given
    if not isinstance(given, list) or len(given) > MOST_WINDOWS:
        _refuse_value(_("Write “full”, or a list of {start, end, sources}."))
    found = [_coverage_window(number, each) for number, each in enumerate(given, 1)]
    _refuse_overlaps(found)
    return found


def _refuse_overlaps(windows):
    """Refuse windows that share days and a source, or both name none: one of them is a slip."""
    ends = {}  # {source: (last day, number of the window)}
    for number, each in sorted(enumerate(windows, 1), key=lambda pair: pair[1]["start"]):
        for source in {name.casefold() for name in each["sources"]} or {""}:
            last, other = ends.get(source, ("", 0))
            if each["start"] <= last:
                numbers = sorted((other, number))
                text = _("Windows %(first)d and %(second)d overlap and have the same source.")
                _refuse_value(text % dict(zip(("first", "second"), numbers, strict=True)))
            ends[source] = (each["end"], number)


def _coverage_window(number, each):
    if not isinstance(each, dict) or not {"start", "end"} <= each.keys() <= KEYS:
        _refuse_value(_("Window %d: write {start, end, sources}.") % number)
    sources = each.get("sources") or []
    if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
        _refuse_value(_("Window %d: sources are a list of words.") % number)
    start, end = (
        read_date(each[name]) if isinstance(each[name], str) else None for name in ("start", "end")
    )
    if not (start and start.earliest and end and end.latest):
        _refuse_value(_("Window %d: write start and end as 2021-03-01, 2021-03 or 2021.") % number)
    if end.latest < start.earliest:
        _refuse_value(_("Window %d ends before it starts.") % number)
    return {
        "start": start.earliest.isoformat(),
        "end": end.latest.isoformat(),
        "sources": sources,
    }


def _refuse_value(message):
    raise ValidationError({"coverage": message})


def read_breakpoints(given):
    """Return `breakpoints` in order of their days; raises ValidationError naming what is wrong.

    A breakpoint is a day chosen before looking at the numbers, with a label that may be empty.
    """
    if given in (None, ""):
        return []
    if not isinstance(given, list) or len(given) > MOST_BREAKPOINTS:
        text = _("Write a list of {day, label}, at most %d.") % MOST_BREAKPOINTS
        raise ValidationError({"breakpoints": text})
    found = {each["day"]: each for each in map(_breakpoint, range(1, len(given) + 1), given)}
    if len(found) < len(given):
        raise ValidationError({"breakpoints": _("Two breakpoints have the same day.")})
    return [found[day] for day in sorted(found)]


def _breakpoint(number, each):
    def refuse(text):
        raise ValidationError({"breakpoints": _("Breakpoint %d: ") % number + text})

    if not isinstance(each, dict) or not {"day"} <= each.keys() <= {"day", "label"}:
        refuse(_("write {day, label}."))
    label = each.get("label") or ""
    if not isinstance(label, str) or len(label) > LONGEST_LABEL or "\0" in label:
        refuse(_("the label is text of at most %d characters.") % LONGEST_LABEL)
    day = read_date(each["day"]) if isinstance(each["day"], str) else None
    if not day or not day.earliest or not day.latest:
        refuse(_("write the day as 2021-08-15, or its month or year as 2021-08 or 2021."))
    return {"day": day.earliest.isoformat(), "label": label.strip()}


def initiating_roles():
    """The default roles of a series: those who act."""
    return list(vocabularies.INITIATING_ROLES)


def read_roles(given):
    """Return the roles that count, in the vocabulary's order; the initiating ones if none is given.

    Raises ValidationError naming what is wrong.
    """
    if given in (None, "", []):
        return initiating_roles()
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise ValidationError({"roles": _("Write a list of roles.")})
    known = vocabularies.PARTICIPATION_ROLES
    if unknown := sorted(set(given) - known.keys()):
        text = _("There is no role “%(role)s”. Known: %(known)s.")
        words = {"role": unknown[0][:100], "known": ", ".join(known)}
        raise ValidationError({"roles": text % words})
    return [role for role in known if role in given]
