"""The columns of the exports of checks."""

from incidents.exports.columns import column_paths

CHECKS = column_paths(
    "claim", "comparison", "parameters", "series", "incident", "actor", "assessment", "resolves",
    "source", "outcome", "override", "override_reason", "note", "marking",
    series="series_id", incident="incident_id", actor="actor_id", assessment="assessment_id",
    source="source_id",
)  # fmt: skip
