"""The types of record that can be imported from a table, and why others cannot."""

from django.utils.translation import gettext_lazy as _

from incidents.actors.models.actors import Actor
from incidents.actors.models.relations import ActorRelation
from incidents.actors.models.rows import ActorAlias, ActorKindPeriod, ActorSizeEstimate
from incidents.allegations.models import (
    Allegation,
    AllegationSubject,
    Claimant,
    Verdict,
)
from incidents.assessments.models.assessments import Assessment
from incidents.imports.record_tables.known import (
    find_actor,
    find_alias,
    find_by_title,
    find_equal_row,
    find_relation,
    find_source,
)
from incidents.imports.record_tables.types import RecordTable
from incidents.responsibility.models.responsibility import ResponsibilityStatement
from incidents.sources.models import Source
from incidents.warnings.models import Warning as WarningRecord

TABLES = (
    RecordTable(
        model=Source,
        noun="sources",
        label=_("Table of sources"),
        recognised_by=("name", "reliability", "repeats"),
        find=find_source,
        words={
            "name": "source publisher outlet title source_name",
            "kind": "type source_type",
            "url": "website link address homepage",
            "reliability": "credibility grade rating admiralty",
            "note": "notes reason comments",
        },
    ),
    RecordTable(
        model=Actor,
        noun="actors",
        label=_("Table of actors"),
        recognised_by=("name", "aliases"),
        names={"aliases": ActorAlias},
        find=find_actor,
        words={
            "name": "actor actor_name group group_name gname organisation organization org",
            "aliases": "alias aka other_names also_known_as names",
            "kind": "type actor_type category actor_kind",
            "country": "country_name iso iso2 iso3 iso_country base nation",
            "active": "active_dates years years_active period",
            "founded": "start start_year established formed year_founded begin",
            "ended": "end end_year disbanded year_ended dissolved",
            "description": "notes note summary about",
            "wikidata": "wikidata_id qid",
            "ucdp_actor_id": "ucdp_id ucdp actorid",
            "acled_inter": "inter inter1",
        },
        column_labels={"person_sensitivity": _("kind of person (protected or not)")},
    ),
    RecordTable(
        model=ActorAlias,
        noun="actor-aliases",
        label=_("Table of other names of actors"),
        recognised_by=("actor", "text", "script"),
        find=find_alias,
        words={"text": "alias name other_name", "language": "lang"},
    ),
    RecordTable(
        model=ActorKindPeriod,
        noun="actor-kinds",
        label=_("Table of kinds of actors over time"),
        recognised_by=("actor", "kind", "date_words", "note"),
        find=find_equal_row,
        words={"kind": "type", "date": "dates period years"},
    ),
    RecordTable(
        model=ActorSizeEstimate,
        noun="actor-sizes",
        label=_("Table of sizes of actors"),
        recognised_by=("actor", "unit", "stated"),
        find=find_equal_row,
        words={"best": "size strength members fighters", "low": "minimum", "high": "maximum"},
        column_labels={"unit": _("unit")},
    ),
    RecordTable(
        model=ActorRelation,
        noun="actor-relations",
        label=_("Table of relations of actors"),
        recognised_by=("subject", "object", "polarity"),
        find=find_relation,
        words={
            "subject": "from source_actor actor_a actor1 subject_actor from_actor",
            "object": "to target_actor actor_b actor2 object_actor to_actor target",
            "kind": "relation relationship type relation_type relationship_type",
            "status": "certainty relation_status",
            "claimant_words": "claimant_in_words said_by alleged_by",
            "date": "dates since period from_date",
            "note": "notes comment comments description",
        },
        column_labels={
            "polarity": _("asserted or denied"),
            "object_name": _("name of the other actor"),
            "claimant_words": _("who says so, in words"),
        },
    ),
    RecordTable(
        model=WarningRecord,
        noun="warnings",
        label=_("Table of warnings"),
        recognised_by=("title", "issuer", "recipient"),
        find=find_by_title,
        words={"title": "warning text", "issuer": "from", "recipient": "to"},
    ),
    RecordTable(
        model=ResponsibilityStatement,
        noun="responsibility",
        label=_("Table of statements of responsibility"),
        recognised_by=("incident", "speaker", "authenticity"),
        find=find_equal_row,
        words={"speaker": "claimed_by actor group", "kind": "type"},
    ),
    RecordTable(
        model=Allegation,
        noun="allegations",
        label=_("Table of allegations"),
        recognised_by=("proposition", "claimants", "umbrella"),
        find=find_by_title,
        words={"proposition": "claim statement text title", "url": "link", "note": "notes"},
    ),
    RecordTable(
        model=Claimant,
        noun="claimants",
        label=_("Table of claimants of allegations"),
        recognised_by=("allegation", "name", "is_passive"),
        find=find_equal_row,
    ),
    RecordTable(
        model=AllegationSubject,
        noun="allegation-subjects",
        label=_("Table of further subjects of allegations"),
        recognised_by=("allegation", "actor", "note"),
        find=find_equal_row,
    ),
    RecordTable(
        model=Verdict,
        noun="verdicts",
        label=_("Table of verdicts on allegations"),
        recognised_by=("allegation", "reviewer", "rating"),
        find=find_equal_row,
        words={"rating": "verdict", "reviewer": "fact_checker"},
        column_labels={
            "reviewer_kind": _("kind of reviewer"),
            "reviewer": _("reviewer"),
            "scope_note": _("how far it reaches"),
        },
    ),
    RecordTable(
        model=Assessment,
        noun="assessments",
        label=_("Table of assessments"),
        recognised_by=("statement", "estimative", "probability_basis"),
        find=find_by_title,
        words={
            "statement": "claim text question forecast proposition",
            "kind": "type",
            "holder": "author analyst held_by",
            "probability": "p chance",
            "confidence": "analytic_confidence",
            "date": "made made_on",
        },
    ),
)
"""The types, in the order in which a file is compared with them; a later one refers to earlier."""

NOT_IMPORTED = {
    "judgements": _("A judgement is its analyst's own, who makes it here, at a time that counts."),
    "ach-ratings": _("A rating is its analyst's own."),
    "ach-items": _("An item refers to a passage of a text, which a bundle moves."),
    "hypotheses": _("Hypotheses are ordered within one matrix, and are written there."),
    "assessment-scopes": _("A scope is an actor or a place without a value of its own."),
    "checks": _("A check is a rule of typed fields, which is set up here."),
    "check-figures": _("Figures of a check belong to its rule."),
    "reports": _("A report cites records by their ids here; a bundle moves it."),
    "places": _("Exports round positions; a gazetteer or a table of incidents brings places."),
}
"""{noun: why its tables are not imported}."""


def table_at(noun: str) -> RecordTable | None:
    return next((each for each in TABLES if each.noun == noun), None)


def table_of_format(format: str) -> RecordTable | None:
    """The table of the first rows of a file in a format; None for incidents."""
    return table_at("actors" if format == "stix-actors" else format)


def table_of(model) -> RecordTable | None:
    return next((each for each in TABLES if each.model is model), None)
