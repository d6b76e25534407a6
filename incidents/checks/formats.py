"""The columns of the exports of checks, and of the figures that sources state."""

from incidents.exports.columns import column_paths, row_columns

CHECKS = column_paths(
    "claim", "comparison", "parameters", "series", "incident", "actor", "assessment", "resolves",
    "source", "outcome", "override", "override_reason", "note", "marking",
    series="series_id", incident="incident_id", actor="actor_id", assessment="assessment_id",
    source="source_id",
)  # fmt: skip
CHECK_FIGURES = row_columns(
    "data_check", "source", "low", "best", "high", "qualifier", "stated", "date", "note",
    data_check="data_check_id", source="source_id",
)  # fmt: skip
