"""What a record's page says of each field: the value, why it is absent, its passages."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from incidents import countries
from incidents.aggregates.tracing import untraced_fields
from incidents.estimates import Estimate, axis, chosen_or_all, standing, stated_estimate
from incidents.models import Actor, Allegation, Assessment, Incident, Place, Warning
from incidents.models.facts import read_date
from incidents.models.incidents import TYPES, labels_of
from incidents.views.rivals import rivals_of
from incidents.vocabularies import CASUALTY_KINDS

HARMS = tuple(CASUALTY_KINDS)
ALWAYS_SHOWN = ("killed", "injured")
PARTS = {
    "perpetrator": ("perpetrator", "co_perpetrator", "suspected_perpetrator"),
    "target": ("target", "stated_target"),
    "participants": ("facilitator", "collateral", "responder", "bystander_state"),
}


@dataclass
class Fact:
    """One row of "Fields": `value` is empty where `absence` says why."""

    name: str
    label: str
    value: str = ""
    qualifier: str = ""
    url: str = ""
    code: str = ""  # what a machine compares: an EDTF date
    absence: str = ""
    passages: list = field(default_factory=list)
    axis: object = None
    rivals: list = field(default_factory=list)

    @property
    def supporting(self):
        return sum(passage.stance == "supports" for passage in self.passages)

    @property
    def contradicting(self):
        return sum(passage.stance == "contradicts" for passage in self.passages)

    @property
    def rows(self):
        """The section of the page that holds the rows which this field sums up, if it does."""
        sections = {"harm-head": HARMS, "parts-head": PARTS, "names-head": ("aliases",),
                    "kinds-head": ("kinds",), "sizes-head": ("sizes",)}  # fmt: skip
        return next((section for section, names in sections.items() if self.name in names), "")

    @property
    def grade(self):
        """The best grade of a supporting passage; what cannot be judged (F, 6) comes last."""
        grades = [p.grade for p in self.passages if p.grade and p.stance == "supports"]
        return min(grades, key=lambda each: (bool({*each} & {"F", "6"}), each), default="")


def facts_of(record, evidence, user):
    """The record's facts in the order of its page; `evidence` is {field: [Passage, ...]}."""
    facts = list(_BUILDERS[type(record)](record, user))
    for fact in facts:
        fact.label = str(record.passage_fields.get(fact.name, fact.label))
        fact.passages = sorted(evidence.get(fact.name, []), key=_stance)
        fact.rivals = rivals_of(record, fact)
        if not fact.value:
            fact.absence = record.absences.get(fact.name, "uncoded")
        if fact.axis is not None:
            fact.axis = axis([*fact.axis, *_stated(fact.passages)])
    return facts


def _stance(passage):
    """For, then against, then the rest; the order of their making within each."""
    order = ("supports", "contradicts")
    return order.index(passage.stance) if passage.stance in order else len(order)


def other_passages(facts, evidence):
    """Passages that speak of no field shown: of the record as a whole, its title, its summary."""
    shown = {fact.name for fact in facts}
    return [p for name, passages in evidence.items() if name not in shown for p in passages]


def bare_cores(record, facts, evidence):
    """Labels of the core fields that have a value and no passage for it."""
    names = untraced_fields(record, {fact.name: fact.value for fact in facts}, evidence)
    return [str(record.passage_fields[name]) for name in names]


def traced(facts):
    """How many facts with a value stand on a supporting passage, and how many have a value."""
    valued = [fact for fact in facts if fact.value]
    return sum(fact.supporting > 0 for fact in valued), len(valued)


def _stated(passages):
    found = (stated_estimate(p.source or p.quote, p.stated, p.grade) for p in passages)
    return [each for each in found if each]


def _date(record, name="date", words=""):
    text = getattr(record, name)
    date = read_date(text)
    said = f"“{words}”" if words else ""
    return Fact(name, _("Date"), date.words if date else "", said, code=text or "")


def _term(record, name, qualifier=""):
    """A field of a vocabulary, or free text."""
    show = getattr(record, f"get_{name}_display", None)
    value = show() if show else getattr(record, name)
    return Fact(name, name, capfirst(value or ""), qualifier)


def _place(place, user, name="place"):
    if place is None:
        return Fact(name, _("Place"))
    within = [place.get_kind_display(), place.parent.name if place.parent else ""]
    within.append(_radius(place.position_for(user)))
    if place.disputed:
        within.append(_("disputed"))
    words = " · ".join(str(each) for each in within if each)
    return Fact(name, _("Place"), place.name, words, url=reverse("place", args=[place.pk]))


def _radius(told):
    return _("within %g km") % (told.uncertainty_m / 1000) if told.uncertainty_m else ""


def _incident(incident, user):
    date = _date(incident, words=incident.date_words)
    if incident.date_basis and incident.date_basis != "stated":
        date.qualifier = f"{date.qualifier} {incident.get_date_basis_display()}".strip()
    yield date
    yield _place(incident.place, user)
    yield Fact("country", "", countries.name_of(incident.country), code=incident.country or "")
    for name in TYPES:
        yield _types(incident, name)
    yield _term(incident, "domain")
    kind = "" if incident.record_kind == "event" else _("not counted")
    yield _term(incident, "record_kind", kind)
    yield _term(incident, "lifecycle")
    for name, roles in PARTS.items():
        yield _parts(name, [p for p in incident.participations.all() if p.role in roles])
    for harm in HARMS:
        estimates = [each for each in incident.casualties.all() if each.kind == harm]
        if estimates or harm in ALWAYS_SHOWN or harm in incident.absences:
            yield _harm(harm, estimates, incident)


def _types(incident, name):
    first, *others = labels_of(name, getattr(incident, name)) or [""]
    then = _("then %s") % ", ".join(others) if others else ""
    return Fact(name, "", capfirst(first), then)


def _parts(name, parts):
    certainties = {str(p.get_certainty_display()) for p in parts if p.certainty}
    return Fact(
        name,
        "",
        ", ".join(dict.fromkeys(p.actor.name for p in parts)),
        ", ".join(sorted(certainties)),
    )


def _harm(kind, estimates, incident):
    """The chosen estimate where there is one, else all; a merged record's where it has none."""
    shown = chosen_or_all(standing(estimates, incident.pk))
    drawn = [
        Estimate(
            each.group or _source_of(each), each.low, each.best, each.high, chosen=each in shown
        )
        for each in estimates
    ]
    value = "; ".join(f"{each.figures} {each.group}".strip() for each in shown)
    words = ", ".join(f"“{each.stated}”" for each in shown if each.stated)
    return Fact(kind, "", value, words, axis=drawn)


def _source_of(estimate):
    if estimate.selected or estimate.source is None:
        return _("Chosen") if estimate.selected else _("Estimate")
    return estimate.source.name


def _actor(actor, _user):
    yield _term(actor, "kind")
    yield Fact("country", "", countries.name_of(actor.country), code=actor.country or "")
    if actor.kind == "individual":
        yield _term(actor, "person_sensitivity")
    for name in ("active", "founded", "ended"):
        yield _date(actor, name)
    yield Fact("aliases", "", ", ".join(actor.other_names))
    yield Fact("kinds", "", "; ".join(str(row) for row in actor.kind_periods.all()))
    yield Fact("sizes", "", "; ".join(str(row) for row in actor.size_estimates.all()))
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
        return Fact("probability", "")
    basis = str(assessment.get_probability_basis_display())
    return Fact("probability", "", f"{assessment.probability * 100:.1f} %", basis)


def _place_facts(place, user):
    yield _term(place, "kind")
    yield _place(place.parent, user, "parent")
    told = place.position_for(user)
    position = "" if told.lat is None else f"{told.lat:.4f}, {told.lon:.4f}"
    if place.lat is not None and not position:
        position = _("told to members of the project alone")
    yield Fact("lat", "", position, _radius(told))
    if place.disputed:
        yield Fact("disputed", "", place.disputed_note or _("yes"))


def _actor_named(record, name, user):
    actor = getattr(record, name)
    if actor is None:
        return Fact(name, "")
    shown = actor.shown_to(user)
    return Fact(name, "", shown.name, url=reverse("actor", args=[shown.pk]) if shown.pk else "")


def _titled(record, name):
    other = getattr(record, name)
    if other is None:
        return Fact(name, "")
    return Fact(name, "", str(other), url=reverse(name, args=[other.pk]))


def _warning(warning, user):
    yield _actor_named(warning, "issuer", user)
    yield _actor_named(warning, "recipient", user)
    yield _titled(warning, "incident")
    yield _date(warning, words=warning.date_words)
    for name in ("specificity", "channel", "heeded", "recipient_position"):
        yield _term(warning, name)


def _allegation(allegation, user):
    yield _term(allegation, "kind")
    yield _actor_named(allegation, "subject", user)
    yield _actor_named(allegation, "target", user)
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
