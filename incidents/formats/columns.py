"""The columns of each resource, under the list's names, as paths that one SELECT can read."""

from django.db.models import Case, CharField, Value, When

from incidents.formats import expressions, scores
from incidents.vocabularies import SYMMETRIC_RELATIONS

TAIL = ("absences", "state", "merged_into", "version", "created", "updated")


def columns(*names, **paths):
    """{name: path} in the given order; a name without a path of its own is a column."""
    paths = {"project": "project__slug", "merged_into": "merged_into_id"} | paths
    return {name: paths.get(name, name) for name in ("id", "project", *names, *TAIL)}


INCIDENTS = columns(
    "title", "summary", "record_kind", "lifecycle", "domain",
    "date", "date_words", "date_basis", "date_earliest", "date_latest", "date_precision",
    "place", "place_name", "country", "attack_types", "target_types", "weapon_types", "killed",
    "embargo_until", "rights", "marking",
    place="place_id", place_name="place__name", killed="killed_figure",
)  # fmt: skip
ACTORS = columns(
    "name", "aliases", "kind", "person_sensitivity", "description", "country", "active",
    "founded", "ended", "membership_origins", "wikidata", "ucdp_actor_id", "acled_inter", "marking",
    aliases="other_names",
)  # fmt: skip
ASSESSMENTS = columns(
    "statement", "kind", "holder", "parent", "restates", "estimative", "is_comparative",
    "likelihood", "probability", "probability_basis", "confidence", "confidence_basis",
    "date", "horizon", "horizon_latest", "horizon_source", "criteria", "resolution_source",
    "outcome", "outcome_date", "outcome_evidence", "marking", "brier",
    holder="holder_id", parent="parent_id", restates="restates_id", brier=scores.OF_ASSESSMENT,
)  # fmt: skip
PLACES = columns(
    "name", "kind", "parent", "parent_name", "names", "country", "iso_alpha2", "iso_alpha3",
    "iso_numeric", "iso_3166_2", "un_m49", "geonames_id", "wikidata", "gazetteer", "geometry",
    "lat", "lon", "uncertainty_m", "disputed", "disputed_note", "public_precision",
    parent="parent_id", parent_name="parent__name",
)  # fmt: skip


def row_columns(*names, **paths):
    """As `columns`, for the rows of a record, which have neither project nor state."""
    return {name: paths.get(name, name) for name in ("id", *names, *TAIL[3:])}


PARTICIPATIONS = row_columns(
    "incident", "actor", "role", "certainty", "count", "note",
    incident="incident_id", actor="actor_id",
)  # fmt: skip
CASUALTIES = row_columns(
    "incident", "kind", "group", "low", "best", "high", "qualifier", "stated",
    "includes_perpetrators", "as_of", "source", "credibility", "selected", "selection_method",
    incident="incident_id", source="source_id",
)  # fmt: skip
RESPONSIBILITY = row_columns(
    "incident", "speaker", "about", "kind", "date", "date_words", "date_earliest", "date_latest",
    "date_precision", "mode", "channel", "authenticity", "note",
    incident="incident_id", speaker="speaker_id", about="about_id",
)  # fmt: skip
DATED = ("date", "date_words", "date_earliest", "date_latest", "date_precision")
ALIASES = row_columns(
    "actor", "text", "kind", "language", "script", "ambiguous", actor="actor_id"
)  # fmt: skip
KIND_PERIODS = row_columns("actor", "kind", *DATED, "note", actor="actor_id")
SIZES = row_columns(
    "actor", *DATED, "low", "best", "high", "unit", "stated", "source", "note",
    actor="actor_id", source="source_id",
)  # fmt: skip
# Who alleges a relation and what was found of that goes wherever the relation goes. `verdicts`
# are as each reader may know them: formats.told says them.
RELATIONS = row_columns(
    "subject", "kind", "object", "place", "directed", "polarity", "status", "confidence",
    "claimant", "claimant_words", "said_by", *DATED, "verdicts", "note",
    subject="subject_id", object="object_id", place="place_id", claimant="claimant_id",
    said_by=expressions.SAID_BY, verdicts=Value(None, output_field=CharField()),
    directed=Case(When(kind__in=SYMMETRIC_RELATIONS, then=Value(False)), default=Value(True)),
)  # fmt: skip
SCOPES = row_columns(
    "assessment", "actor", "place",
    assessment="assessment_id", actor="actor_id", place="place_id",
)  # fmt: skip
JUDGEMENTS = row_columns(
    "assessment", "analyst", "date", "likelihood", "probability", "probability_basis",
    "confidence", "note", "brier",
    assessment="assessment_id", analyst="created_by__username",
    probability_basis=scores.BASIS_OF_JUDGEMENT, brier=scores.OF_JUDGEMENT,
)  # fmt: skip
HYPOTHESES = row_columns("assessment", "text", "position", assessment="assessment_id")
ACH_ITEMS = row_columns(
    "assessment", "text", "incident", "passage", "credibility", "relevance", "position",
    assessment="assessment_id", incident="incident_id",
)  # fmt: skip
ACH_RATINGS = row_columns(
    "item", "hypothesis", "analyst", "value",
    item="item_id", hypothesis="hypothesis_id", analyst="created_by__username",
)  # fmt: skip
LINKS = row_columns(
    "from", "kind", "to", "status", "target_mismatch", "note", "lag_days",
    **{"from": "incident_id", "to": "to_id", "lag_days": expressions.LAG_DAYS},
)  # fmt: skip
WARNINGS = columns(
    "title", "issuer", "recipient", "incident", "date", "date_words", "date_earliest",
    "date_latest", "date_precision", "specificity", "channel", "heeded", "recipient_position",
    "note",
    issuer="issuer_id", recipient="recipient_id", incident="incident_id",
)  # fmt: skip
ALLEGATIONS = columns(
    "proposition", "kind", "claimants", "subject", "target", "date", "date_words",
    "date_earliest", "date_latest", "date_precision", "incident", "warning", "relation",
    "umbrella", "url", "note", "verdicts",
    claimants=expressions.CLAIMANTS, verdicts=expressions.VERDICTS,
    subject="subject_id", target="target_id", incident="incident_id", warning="warning_id",
    relation="relation_id", umbrella="umbrella_id",
)  # fmt: skip
"""An allegation leaves the register with who claims it and what was found of it, in words."""
CLAIMANTS = row_columns(
    "allegation", "actor", "name", "country", "is_passive", "note",
    allegation="allegation_id", actor="actor_id",
)  # fmt: skip
VERDICTS = row_columns(
    "allegation", "reviewer_kind", "reviewer", "rating", "rating_value", "scope_note", "words",
    "date", "note",
    allegation="allegation_id", reviewer="reviewer_id",
)  # fmt: skip
