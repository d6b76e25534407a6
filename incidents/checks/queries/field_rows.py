"""The section "Fields" of the page of a check."""

from incidents.checks.queries.rules import rule_in_words
from incidents.records.queries.field_rows import FieldRow, column_row

REFERENCES = ("incident", "actor", "assessment", "source")


def check_field_rows(record, user):
    """The comparison, what it reads, and the rule in words; what it does not read is left out."""
    yield column_row(record, "comparison", user)
    if record.series is not None:
        url = f"/figures/{record.series_id}/"
        yield FieldRow("series", "", record.series.title, url=url)
    for name in REFERENCES:
        if getattr(record, f"{name}_id") is not None:
            yield column_row(record, name, user)
    yield FieldRow("parameters", "", rule_in_words(record, user))
