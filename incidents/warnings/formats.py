"""The columns of the exports of warnings."""

from incidents.exports.columns import column_paths

WARNINGS = column_paths(
    "title", "issuer", "recipient", "incident", "date", "date_words", "date_earliest",
    "date_latest", "date_precision", "specificity", "channel", "heeded", "recipient_position",
    "note",
    issuer="issuer_id", recipient="recipient_id", incident="incident_id",
)  # fmt: skip
