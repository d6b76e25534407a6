"""The columns of the exports of casualty estimates."""

from incidents.exports.columns import IN_WORDS, row_columns

CASUALTIES = row_columns(
    "incident", "kind", "group", "low", "best", "high", "qualifier", "stated",
    "includes_perpetrators", "as_of", "source", "credibility", "selected", "selection_method",
    "figures",
    incident="incident_id", source="source_id", figures=IN_WORDS,
)  # fmt: skip
