"""The columns of each export, as paths that one SELECT can read."""

from django.db.models import Case, CharField, Value, When

from incidents.events.models import dataset_ids
from incidents.events.models.variables import VARIABLE_FIELDS
from incidents.exports import brier_scores, expressions
from incidents.vocabularies import SYMMETRIC_RELATIONS

TAIL = ("absences", "state", "merged_into", "version", "created", "updated")


def column_paths(*names, **paths):
    """{name: path} in the given order; the path of a name is by default the name itself."""
    paths = {"project": "project__slug", "merged_into": "merged_into_id"} | paths
    return {name: paths.get(name, name) for name in ("id", "project", *names, *TAIL)}


INCIDENTS = column_paths(
    "title", "summary", "record_kind", "lifecycle", "domain",
    "date", "date_words", "date_basis", "date_earliest", "date_latest", "date_precision",
    "place", "place_name", "place_kind", "place_precision", "lat", "lon", "uncertainty_m",
    "country", "further_places", "attack_types", "target_types", "weapon_types", "killed",
    "killed_low", "killed_high", "killed_words",
    *VARIABLE_FIELDS, "transnational", "claimed", "embargo_until", "rights", "marking",
    *dataset_ids.COLUMNS,
    place="place_id", place_name="place__name", place_kind="place__kind", killed="killed_best",
    killed_words="killed_qualifier", further_places="pk",
    **dict.fromkeys(("claimed", *dataset_ids.COLUMNS), Value(None, output_field=CharField())),
)  # fmt: skip
"""`claimed` (exports.redaction) and the dataset ids (exports.dataset_ids) depend on the reader."""
ACTORS = column_paths(
    "name", "aliases", "kind", "person_sensitivity", "description", "country", "active",
    "founded", "ended", "membership_origins", "wikidata", "ucdp_actor_id", "acled_inter", "marking",
    aliases="other_names",
)  # fmt: skip
ASSESSMENTS = column_paths(
    "label", "statement", "kind", "holder", "parent", "argues", "restates", "estimative",
    "is_comparative", "likelihood", "suggested_likelihood",
    "probability", "probability_basis", "confidence", "confidence_basis",
    "date", "horizon", "horizon_latest", "horizon_source", "criteria", "resolution_source",
    "outcome", "outcome_date", "outcome_evidence", "marking", "brier",
    holder="holder_id", parent="parent_id", restates="restates_id",
    brier=brier_scores.OF_ASSESSMENT,
    label="statement", suggested_likelihood="estimative",
)  # fmt: skip
PLACES = column_paths(
    "name", "kind", "parent", "parent_name", "names", "country", "iso_alpha2", "iso_alpha3",
    "iso_numeric", "iso_3166_2", "un_m49", "geonames_id", "wikidata", "gazetteer", "geometry",
    "lat", "lon", "uncertainty_m", "disputed", "disputed_note", "public_precision", "borders",
    parent="parent_id", parent_name="parent__name",
)  # fmt: skip


IN_WORDS = Value(None, output_field=CharField())
"""A placeholder for the figures of an estimate in words, which exports.redaction fills in."""


def row_columns(*names, **paths):
    """As `columns`, for child rows, which have neither project nor state."""
    return {name: paths.get(name, name) for name in ("id", *names, *TAIL[3:])}


PARTICIPATIONS = row_columns(
    "incident", "actor", "role", "certainty", "count", "note",
    incident="incident_id", actor="actor_id",
)  # fmt: skip
INCIDENT_PLACES = row_columns(
    "incident", "place", "place_name", "place_kind", "country", "role", "note",
    incident="incident_id", place="place_id", place_name="place__name", place_kind="place__kind",
)  # fmt: skip
CASUALTIES = row_columns(
    "incident", "kind", "group", "low", "best", "high", "qualifier", "stated",
    "includes_perpetrators", "as_of", "source", "credibility", "selected", "selection_method",
    "figures",
    incident="incident_id", source="source_id", figures=IN_WORDS,
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
    "actor", *DATED, "low", "best", "high", "qualifier", "unit", "stated", "source", "note",
    "figures",
    actor="actor_id", source="source_id", figures=IN_WORDS,
)  # fmt: skip
# A relation is always exported with its claimant and the verdicts on it. `verdicts` and
# `contradicts` depend on the reader and are filled in by exports.redaction.
RELATIONS = row_columns(
    "subject", "kind", "label", "object", "place", "directed", "polarity", "negative", "status",
    "contradicts", "confidence",
    "claimant", "claimant_words", "said_by", *DATED, "verdicts", "note",
    subject="subject_id", object="object_id", place="place_id", claimant="claimant_id",
    label=expressions.RELATION_LABEL, negative=expressions.IS_NEGATIVE,
    said_by=expressions.SAID_BY, verdicts=Value(None, output_field=CharField()),
    contradicts=Value(None, output_field=CharField()),
    directed=Case(When(kind__in=SYMMETRIC_RELATIONS, then=Value(False)), default=Value(True)),
)  # fmt: skip
SCOPES = row_columns(
    "assessment", "actor", "place",
    assessment="assessment_id", actor="actor_id", place="place_id",
)  # fmt: skip
JUDGEMENTS = row_columns(
    "assessment", "analyst", "date", "made_at", "stated_on", "likelihood",
    "probability", "probability_basis",
    "confidence", "note", "brier",
    assessment="assessment_id", analyst="created_by__username",
    probability_basis=brier_scores.BASIS_OF_JUDGEMENT, brier=brier_scores.OF_JUDGEMENT,
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
WARNINGS = column_paths(
    "title", "issuer", "recipient", "incident", "date", "date_words", "date_earliest",
    "date_latest", "date_precision", "specificity", "channel", "heeded", "recipient_position",
    "note",
    issuer="issuer_id", recipient="recipient_id", incident="incident_id",
)  # fmt: skip
ALLEGATIONS = column_paths(
    "proposition", "kind", "claimants", "subject", "also_about", "target", "date", "date_words",
    "date_earliest", "date_latest", "date_precision", "incident", "warning", "relation",
    "umbrella", "url", "note", "verdicts",
    claimants=expressions.CLAIMANTS, verdicts=expressions.VERDICTS,
    also_about=expressions.ALSO_ABOUT,
    subject="subject_id", target="target_id", incident="incident_id", warning="warning_id",
    relation="relation_id", umbrella="umbrella_id",
)  # fmt: skip
"""An allegation is always exported with its claimants and verdicts, in words."""
ALLEGATION_SUBJECTS = row_columns(
    "allegation", "actor", "note",
    allegation="allegation_id", actor="actor_id",
)  # fmt: skip
CLAIMANTS = row_columns(
    "allegation", "actor", "name", "country", "is_passive", "note",
    allegation="allegation_id", actor="actor_id",
)  # fmt: skip
VERDICTS = row_columns(
    "allegation", "reviewer_kind", "reviewer", "rating", "rating_value", "scope_note", "words",
    "date", "note",
    allegation="allegation_id", reviewer="reviewer_id",
)  # fmt: skip
