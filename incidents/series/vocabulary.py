"""Vocabularies of series: measures, buckets, groups, filters, reasons for leaving out."""

from incidents.assessments.vocabulary import (
    ASSESSMENT_KINDS,
    CONFIDENCES,
    LIKELIHOODS,
    OUTCOMES,
)
from incidents.events.type_vocabulary import ATTACK_TYPES, TARGET_TYPES, WEAPON_TYPES
from incidents.events.variable_vocabulary import (
    EVENT_TYPES,
    PROPERTY_DAMAGE,
    SUB_EVENT_TYPES,
    VIOLENCE_TYPES,
    YES_NO,
)
from incidents.events.vocabulary import DOMAINS, LIFECYCLES
from incidents.records.translatable import _
from incidents.warnings.vocabulary import (
    RECIPIENT_POSITIONS,
    WARNING_CHANNELS,
    WARNING_OUTCOMES,
    WARNING_SPECIFICITIES,
)

SERIES_MEASURES = {
    "count": _("incidents"),
    "fatalities": _("fatalities"),
    "injured": _("injured"),
    "held": _("people held"),
    "assessments": _("assessments"),
    "resolutions": _("resolutions"),
    "warnings": _("warnings"),
}

SERIES_RECORDS = {"assessments": "assessment", "resolutions": "assessment", "warnings": "warning"}
"""The type of record that a measure reads; incidents, for the measures that are not named."""

COUNTED_RECORDS = {
    "incident": _("incidents"),
    "assessment": _("assessments"),
    "warning": _("warnings"),
}
"""The types of record that series read."""

SERIES_HARMS = {
    "fatalities": ("killed",),
    "injured": ("injured",),
    "held": ("hostages", "abducted"),
}
"""The kinds of casualty estimates that a measure adds up, for the measures that count people.

People held are those abducted or held hostage. Where an incident has figures of both, they may be
the same people: the lowest figure assumes that they are, the highest that they are not.
"""

SERIES_BUCKETS = {
    "week": _("week"),
    "month": _("month"),
    "quarter": _("quarter"),
    "half": _("half-year"),
    "year": _("year"),
}

SERIES_MARKINGS = {
    "clear": "TLP:CLEAR",
    "green": "TLP:GREEN",
    "amber": "TLP:AMBER",
    "amber+strict": "TLP:AMBER+STRICT",
}
"""The markings of records that a series may count; none counts red ones."""

SERIES_COLUMNS = {
    "lifecycle": ("lifecycle", LIFECYCLES),
    "domain": ("domain", DOMAINS),
    "event_type": ("event_type", EVENT_TYPES),
    "sub_event_type": ("sub_event_type", SUB_EVENT_TYPES),
    "violence_type": ("violence_type", VIOLENCE_TYPES),
    "suicide": ("suicide", YES_NO),
    "success": ("success", YES_NO),
    "transnational": ("transnational", YES_NO),
    "property_damage": ("property_damage", PROPERTY_DAMAGE),
    "doubt": ("doubt", YES_NO),
    "marking": ("marking", SERIES_MARKINGS),
}
"""{filter: (column of incidents, its terms)} of the columns that hold one term."""

SERIES_LISTS = {
    "attack_type": ("attack_types", ATTACK_TYPES),
    "target_type": ("target_types", TARGET_TYPES),
    "weapon_type": ("weapon_types", WEAPON_TYPES),
}
"""{filter: (column of incidents, its terms)} of the columns that hold up to three terms."""

RECORD_COLUMNS = {
    "kind": ASSESSMENT_KINDS,
    "likelihood": {slug: band.label for slug, band in LIKELIHOODS.items()},
    "confidence": CONFIDENCES,
    "outcome": OUTCOMES,
    "heeded": WARNING_OUTCOMES,
    "specificity": WARNING_SPECIFICITIES,
    "channel": WARNING_CHANNELS,
    "recipient_position": RECIPIENT_POSITIONS,
}
"""{filter: terms} of the columns of assessments and warnings that hold one term."""

SERIES_TERMS = {
    **{name: terms for name, (_column, terms) in (SERIES_COLUMNS | SERIES_LISTS).items()},
    **RECORD_COLUMNS,
}
"""{filter: vocabulary} of the filters by a term."""

INCIDENT_FILTERS = {
    "country": _("country"),
    "within": _("within"),
    "place": _("place"),
    "actor": _("actor"),
    "attack_type": _("attack type"),
    "target_type": _("target type"),
    "weapon_type": _("weapon type"),
    "domain": _("event type"),
    "lifecycle": _("attack status"),
    "event_type": _("event type (ACLED)"),
    "sub_event_type": _("sub-event type (ACLED)"),
    "violence_type": _("type of violence (UCDP)"),
    "suicide": _("suicide attack"),
    "success": _("success"),
    "transnational": _("transnational"),
    "target_nationality": _("nationality of targets"),
    "property_damage": _("property damage"),
    "doubt": _("doubt that it is terrorism"),
    "fatalities": _("fatalities"),
    "marking": _("marking"),
    "dataset": _("dataset"),
    "source": _("source"),
    "publisher": _("publisher"),
}
"""What a series may be limited to.

`within` names regions of UN M49 and region sets, `place` places with all places in them. An actor
counts in the roles of the series. `fatalities` is a range such as `5`, `10-49` or `50-`, compared
with the figure by which lists sort. `source` is where reports come from: passages of texts by it,
or that repeat it, and estimates by it; sources that repeat its reports count as it. `publisher` is
who published them: passages of its own texts, and estimates by it.
"""

RECORD_FILTERS = {
    "holder": _("holder"),
    "about": _("actor it is about"),
    "kind": _("kind of assessment"),
    "likelihood": _("likelihood"),
    "confidence": _("confidence"),
    "outcome": _("outcome"),
    "issuer": _("issuer"),
    "recipient": _("recipient"),
    "heeded": _("whether heeded"),
    "specificity": _("specificity"),
    "channel": _("channel"),
    "recipient_position": _("recipient's position"),
}
"""What only a series of assessments or of warnings may be limited to.

`about` are the actors that an assessment names as what it is about.
"""

ACTOR_FILTERS = ("holder", "about", "issuer", "recipient")
"""The filters of assessments and warnings whose values are actors."""

SERIES_FILTERS = {**INCIDENT_FILTERS, **RECORD_FILTERS}

FILTERS_OF_RECORDS = {
    "incident": tuple(INCIDENT_FILTERS),
    "assessment": (
        "holder",
        "about",
        "kind",
        "likelihood",
        "confidence",
        "outcome",
        "country",
        "place",
        "marking",
    ),
    "warning": (
        "issuer",
        "recipient",
        "heeded",
        "specificity",
        "channel",
        "recipient_position",
        "country",
        "place",
    ),
}
"""{type of record: the filters, and so the groups, of a series that counts such records}.

Assessments have the countries and places that they are about, warnings those of their incident.
"""

SERIES_GROUPS = {**SERIES_FILTERS}
"""What a series may be grouped by: all of its filters."""

NAMED_GROUPS = ("within", "place", "dataset", "source", "publisher")
"""Groupings whose groups are the values of the series' filter of the same name."""

FATALITY_BANDS = {
    "0": (0, 0),
    "1-4": (1, 4),
    "5-9": (5, 9),
    "10-24": (10, 24),
    "25-49": (25, 49),
    "50-99": (50, 99),
    "100-": (100, None),
}
"""{group: (least, most)} of a series by fatalities."""

SERIES_REASONS = {
    "counted": _("counted"),
    "suspected": _("counted only in the maximum: participation is suspected"),
    "unknown": _("counted, without a figure of the people that the series counts"),
    "unplaced": _("counted only in the total: without a country"),
    "unattributed": _("counted only in the total: no actor in a counted role"),
    "ungrouped": _("counted only in the total: it is in no group"),
    "other_roles": _("the actor has another role"),
    "not_coded": _("a field that the series is limited by is not coded"),
    "summaries": _("a summary of several events"),
    "references": _("a reference to an event that is not resolved"),
    "context": _("context"),
    "restating": _("restates an assessment that is published and visible"),
    "undated": _("without a date, or with an open-ended one"),
    "outside": _("before or after the series, or not covered"),
    "embargoed": _("under embargo"),
}
"""How a record within the scope of a series counts, or why it does not.

Records that match the series' filters are counted, or left out for the first reason from
`other_roles` to `outside` that applies; or they are under embargo. `not_coded` are records that
match as far as they are coded, but lack the value of a filter by term, nationality, fatalities or
country.
"""

KIND_REASONS = {"series": "summaries", "reference": "references", "context": "context"}
"""Why records of a kind that does not count are left out."""
