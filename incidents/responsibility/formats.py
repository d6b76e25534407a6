"""The columns of the exports of statements of responsibility."""

from incidents.exports.columns import row_columns

RESPONSIBILITY = row_columns(
    "incident", "speaker", "about", "kind", "date", "date_words", "date_earliest", "date_latest",
    "date_precision", "mode", "channel", "authenticity", "note",
    incident="incident_id", speaker="speaker_id", about="about_id",
)  # fmt: skip
