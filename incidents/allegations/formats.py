"""The columns of the exports of allegations, their subjects, claimants and verdicts."""

from incidents.allegations import expressions
from incidents.exports.columns import column_paths, row_columns

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
