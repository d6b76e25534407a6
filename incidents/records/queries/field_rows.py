"""The field rows of a record's page: each with its value or why it is absent, and its passages."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from incidents.casualties import estimates as summed_up
from incidents.events.models.incidents import TYPES, labels_of
from incidents.events.queries.participants import parts_in_words
from incidents.models import Actor, Allegation, Assessment, Incident, Place, Warning
from incidents.places.queries import own_words, radius_words
from incidents.records.models import read_date
from incidents.records.queries.rival_values import rivals_of, without_support
from incidents.records.queries.unsourced import traced_elsewhere, untraced_fields
from incidents.regions import countries
from incidents.vocabularies import CASUALTY_KINDS, ROLES_OF_FIELDS

HARMS = tuple(CASUALTY_KINDS)
ALWAYS_SHOWN = ("killed", "injured")


@dataclass
class FieldRow:
    """One row of the section "Fields"; `value` is empty where `absence` says why."""

    name: str
    label: str
    value: str = ""
    qualifier: str = ""
    url: str = ""
    code: str = ""  # the machine-readable value: an EDTF date, or a country's code
    absence: str = ""
    passages: list = field(default_factory=list)
    axis: object = None
    rivals: list = field(default_factory=list)
    is_rare: bool = False

    @property
    def notation(self):
        """The date in EDTF; "" for other fields, whose codes are of no use to readers."""
        return self.code if any(map(str.isdecimal, self.code)) else ""

    @property
    def supporting(self):
        return sum(passage.stance == "supports" for passage in self.passages)

    @property
    def contradicting(self):
        return sum(passage.stance == "contradicts" for passage in self.passages)

    @property
    def rows(self):
        """The id of the page section with the child rows that this field sums up; "" if none."""
        sections = {"harm-head": HARMS, "parts-head": ROLES_OF_FIELDS, "names-head": ("aliases",),
                    "kinds-head": ("kinds",), "sizes-head": ("sizes",)}  # fmt: skip
        return next((section for section, names in sections.items() if self.name in names), "")

    @property
    def grade(self):
        """The best grade of a supporting passage; grades that cannot be judged (F, 6) come last."""
        grades = [p.grade for p in self.passages if p.grade and p.stance == "supports"]
        return min(grades, key=lambda each: (bool({*each} & {"F", "6"}), each), default="")


def facts_of(record, evidence, user):
    """The FieldRows of a record in page order; `evidence` is {field: [Passage, ...]}."""
    facts = list(_BUILDERS[type(record)](record, user))
    for fact in facts:
        fact.label = str(record.passage_fields.get(fact.name, fact.label))
        fact.passages = sorted(evidence.get(fact.name, []), key=_stance)
        fact.rivals = rivals_of(record, fact)
        if fact.value:
            fact.passages = without_support(fact.passages, fact.rivals)
        if not fact.value:
            fact.absence = record.absences.get(fact.name, "uncoded")
        if fact.axis is not None:
            fact.axis = summed_up.axis([*fact.axis, *_stated(fact.passages)])
    return facts


def _stance(passage):
    """Sort key: supporting passages first, then contradicting, then others."""
    order = ("supports", "contradicts")
    return order.index(passage.stance) if passage.stance in order else len(order)


# Fields whose passages are shown beside their child rows, in sections of their own.
IN_SECTIONS = {"responsibility", "further_places", "links", "claimants", "verdict"}


def other_passages(facts, evidence):
    """Passages about no field that the page shows, such as those about the record as a whole."""
    shown = {fact.name for fact in facts} | IN_SECTIONS
    return [p for name, passages in evidence.items() if name not in shown for p in passages]


def bare_cores(record, facts, evidence):
    """Labels of the required fields that have a value but no passage for it."""
    found = evidence | {fact.name: fact.passages for fact in facts}
    names = untraced_fields(record, {fact.name: fact.value for fact in facts}, found)
    return [str(record.passage_fields[name]) for name in names]


def traced(record, facts, evidence):
    """Return the numbers of fields with a supporting passage and with a value, including required
    fields that the page shows elsewhere."""
    found = {fact.name: fact.supporting > 0 for fact in facts if fact.value}
    found |= traced_elsewhere(record, {fact.name for fact in facts}, evidence)
    return sum(found.values()), len(found)


def _stated(passages):
    read = summed_up.stated_estimate
    found = (read(p.source or p.quote, p.stated, p.grade, p.url) for p in passages)
    return [each for each in found if each]


def _date(record, name="date", words=""):
    text = getattr(record, name)
    date = read_date(text)
    said = f"“{words}”" if words else ""
    return FieldRow(name, _("Date"), date.words if date else "", said, code=text or "")


def _term(record, name, qualifier=""):
    """The row of a field with a vocabulary or free text."""
    show = getattr(record, f"get_{name}_display", None)
    value = show() if show else getattr(record, name)
    return FieldRow(name, name, capfirst(value or ""), qualifier)


def _place(place, user, name="place"):
    if place is None:
        return FieldRow(name, _("Place"))
    within = [place.get_kind_display(), place.parent.name if place.parent else ""]
    within.append(radius_words(place.position_for(user)))
    if place.disputed:
        within.append(_("disputed"))
    words = " · ".join(str(each) for each in within if each)
    return FieldRow(name, _("Place"), place.name, words, url=reverse("place", args=[place.pk]))


def _incident_place(incident, user):
    """The incident's place, with how exactly the incident is located and its own position."""
    fact, own = _place(incident.place, user), own_words(incident, user)
    if own and incident.place is None:
        fact.value = _("No named place")
    fact.qualifier = " · ".join(filter(None, [fact.qualifier, *own]))
    return fact


def _incident(incident, user):
    date = _date(incident, words=incident.date_words)
    if incident.date_basis and incident.date_basis != "stated":
        date.qualifier = f"{date.qualifier} {incident.get_date_basis_display()}".strip()
    yield date
    yield _incident_place(incident, user)
    yield FieldRow("country", "", countries.name_of(incident.country), code=incident.country or "")
    for name in TYPES:
        yield _types(incident, name)
    yield _term(incident, "domain")
    kind = "" if incident.record_kind == "event" else _("not counted")
    yield _term(incident, "record_kind", kind)
    yield _term(incident, "lifecycle")
    for name, words, code in incident.variables_in_words():
        yield FieldRow(name, "", words, code=code, is_rare=True)
    for name, roles in ROLES_OF_FIELDS.items():
        yield _parts(name, [p for p in incident.participations.all() if p.role in roles])
    for harm in HARMS:
        estimates = [each for each in incident.casualties.all() if each.kind == harm]
        if estimates or harm in ALWAYS_SHOWN or harm in incident.absences:
            yield _harm(harm, estimates, incident)


def _types(incident, name):
    first, *others = labels_of(name, getattr(incident, name)) or [""]
    then = _("then %s") % ", ".join(others) if others else ""
    return FieldRow(name, "", capfirst(first), then)


def _parts(name, parts):
    """Each actor with the certainty of its own participation, which may differ between actors."""
    return FieldRow(name, "", "; ".join(parts_in_words(parts, plain=name)))


def _harm(kind, estimates, incident):
    """The estimates behind the incident's figure; those of merged records if it has none itself."""
    held = summed_up.governing_estimates(estimates, incident.pk)
    shown, draw = summed_up.used_estimates(held), summed_up.Estimate.of
    drawn = [draw(each, each.group or _source_of(each), each in shown) for each in estimates]
    words = ", ".join(f"“{each.stated}”" for each in shown if each.stated)
    if any(each.selected for each in shown):
        return FieldRow(kind, "", _figures_of(shown), words, axis=drawn)
    others = [each for each in held if each not in shown]
    among = _("among them %s") % _figures_of(others) if others else ""
    return FieldRow(
        kind, "", _figures_of(shown), ", ".join(filter(None, [words, among])), axis=drawn
    )


def _figures_of(estimates):
    return "; ".join(f"{each.figures} {each.group}".strip() for each in estimates)


def _source_of(estimate):
    if estimate.selected or estimate.source is None:
        return _("Chosen") if estimate.selected else _("Estimate")
    return estimate.source.name


def _actor(actor, _user):
    yield _term(actor, "kind")
    yield FieldRow("country", "", countries.name_of(actor.country), code=actor.country or "")
    if actor.kind == "individual":
        yield _term(actor, "person_sensitivity")
    for name in ("active", "founded", "ended"):
        yield _date(actor, name)
    yield FieldRow("aliases", "", ", ".join(actor.other_names))
    yield FieldRow("kinds", "", "; ".join(str(row) for row in actor.kind_periods.all()))
    yield FieldRow("sizes", "", "; ".join(str(row) for row in actor.size_estimates.all()))
    yield _term(actor, "membership_origins")


def _assessment(assessment, _user):
    yield _term(assessment, "kind")
    yield _term(assessment, "estimative")
    yield _term(assessment, "likelihood")
    yield _probability(assessment)
    yield _term(assessment, "confidence")
    yield _term(assessment, "confidence_basis")
    source = assessment.get_horizon_source_display() if assessment.horizon_source else ""
    horizon = _date(assessment, "horizon")
    horizon.qualifier = str(source)
    yield horizon
    yield _term(assessment, "criteria")
    yield _term(assessment, "resolution_source")
    yield _term(assessment, "outcome", assessment.outcome_evidence or "")


def _probability(assessment):
    if assessment.probability is None:
        return FieldRow("probability", "")
    basis = str(assessment.get_probability_basis_display())
    return FieldRow("probability", "", f"{assessment.probability * 100:.1f} %", basis)


def _place_facts(place, user):
    yield _term(place, "kind")
    yield _place(place.parent, user, "parent")
    if place.borders or place.kind == "line_feature":
        yield FieldRow("borders", "", ", ".join(map(countries.name_of, place.borders)))
    told = place.position_for(user)
    position = "" if told.lat is None else f"{told.lat:.4f}, {told.lon:.4f}"
    if place.lat is not None and not position:
        position = _("shown only to members of the project")
    yield FieldRow("lat", "", position, radius_words(told))
    if place.disputed:
        yield FieldRow("disputed", "", place.disputed_note or _("yes"))


def _actor_named(record, name, user):
    actor = getattr(record, name)
    if actor is None:
        return FieldRow(name, "")
    shown = actor.shown_to(user)
    return FieldRow(name, "", shown.name, url=reverse("actor", args=[shown.pk]) if shown.pk else "")


def _titled(record, name):
    if (other := getattr(record, name)) is None:
        return FieldRow(name, "")
    return FieldRow(name, "", str(other), url=reverse(name, args=[other.pk]))


def _warning(warning, user):
    yield from (_actor_named(warning, name, user) for name in ("issuer", "recipient"))
    yield _titled(warning, "incident")
    yield _date(warning, words=warning.date_words)
    for name in ("specificity", "channel", "heeded", "recipient_position"):
        yield _term(warning, name)


def _allegation(allegation, user):
    yield _term(allegation, "kind")
    yield from (_actor_named(allegation, name, user) for name in ("subject", "target"))
    yield _date(allegation, words=allegation.date_words)
    yield _titled(allegation, "incident")
    yield _titled(allegation, "warning")


_BUILDERS = {
    Incident: _incident,
    Actor: _actor,
    Assessment: _assessment,
    Place: _place_facts,
    Warning: _warning,
    Allegation: _allegation,
}
