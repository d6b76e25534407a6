"""The columns of the exports of assessments and their child rows."""

from incidents.exports import brier_scores
from incidents.exports.columns import column_paths, row_columns

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
