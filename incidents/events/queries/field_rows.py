"""The rows of the section "Fields" on the page of an incident."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from incidents.countries import countries
from incidents.events.models.incidents import TYPES, labels_of
from incidents.events.queries.participants import Part, parts_in_words
from incidents.figures import estimates as summed_up
from incidents.places.queries import place_row, position_phrases
from incidents.records.queries.field_rows import FieldRow, date_row, term_row
from incidents.vocabularies import CASUALTY_KINDS, ROLES_OF_FIELDS

ALWAYS_SHOWN = ("killed", "injured")


def incident_field_rows(incident, user):
    """Yield the rows in the order of the page."""
    date = date_row(incident, words=incident.date_words)
    if incident.date_basis and incident.date_basis != "stated":
        date.qualifier = f"{date.qualifier} {incident.get_date_basis_display()}".strip()
    yield date
    yield _incident_place(incident, user)
    yield FieldRow("country", "", countries.name_of(incident.country), code=incident.country or "")
    for name in TYPES:
        yield _types(incident, name)
    yield term_row(incident, "domain")
    kind = "" if incident.record_kind == "event" else _("not counted")
    yield term_row(incident, "record_kind", kind)
    yield term_row(incident, "lifecycle")
    for name, words, code in incident.variables_in_words():
        yield FieldRow(name, "", words, code=code, is_rare=True)
    for name, roles in ROLES_OF_FIELDS.items():
        yield _parts(name, [p for p in incident.participations.all() if p.role in roles])
    for harm in CASUALTY_KINDS:
        estimates = [each for each in incident.casualties.all() if each.kind == harm]
        if estimates or harm in ALWAYS_SHOWN or harm in incident.absences:
            yield _harm(harm, estimates, incident)


def _incident_place(incident, user):
    """The incident's place, with how exactly the incident is located and its own position."""
    fact, own = place_row(incident.place, user), position_phrases(incident, user)
    if own and incident.place is None:
        fact.value = _("No named place")
    fact.qualifier = " · ".join(filter(None, [fact.qualifier, *own]))
    return fact


def _types(incident, name):
    first, *others = labels_of(name, getattr(incident, name)) or [""]
    then = _("then %s") % ", ".join(others) if others else ""
    return FieldRow(name, "", capfirst(first), then)


def _parts(name, parts):
    """Each actor with the certainty of its own participation, which may differ between actors."""
    return FieldRow(
        name, "", "; ".join(parts_in_words(map(Part.of, parts), name)), rows="parts-head"
    )


def _harm(kind, estimates, incident):
    """The estimates behind the incident's figure; those of merged records if it has none itself."""
    held = summed_up.governing_estimates(estimates, incident.pk)
    shown, draw = summed_up.used_estimates(held), summed_up.Estimate.of
    drawn = [draw(each, each.group or _source_of(each), each in shown) for each in estimates]
    words = ", ".join(f"“{each.stated}”" for each in shown if each.stated)
    if any(each.selected for each in shown):
        return FieldRow(kind, "", _figures_of(shown), words, axis=drawn, rows="harm-head")
    others = [each for each in held if each not in shown]
    among = _("among them %s") % _figures_of(others) if others else ""
    words = ", ".join(filter(None, [words, among]))
    return FieldRow(kind, "", _figures_of(shown), words, axis=drawn, rows="harm-head")


def _figures_of(estimates):
    return "; ".join(f"{each.figures} {each.group}".strip() for each in estimates)


def _source_of(estimate):
    if estimate.selected or estimate.source is None:
        return _("Chosen") if estimate.selected else _("Estimate")
    return estimate.source.name
