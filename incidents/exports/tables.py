"""Incidents read from the JSONL and CSV that are exported here.

The tables themselves follow from the record types (incidents.record_types).
"""

from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.features import features
from ctplatform.exchange.registry import register_reader
from ctplatform.exchange.sheets import Sheet
from incidents.imports.formats import own_rows


def count_csv(path, options):
    return Sheet(path, options.get("encoding", "")).count()


@register_reader(
    "incidents",
    "csv",
    label=_("CSV, as exported here"),
    extensions=("csv", "xlsx"),
    count=count_csv,
    recognises=lambda facts: facts.is_table and own_rows.recognises_own(facts),
)
def read_csv(path, options):
    """Yield an ImportedRow for each row of a table."""
    sheet = Sheet(path, options.get("encoding", ""))
    own_rows.require_columns(sheet.header)
    for number, cells in sheet.rows():
        yield own_rows.from_cells(number, dict(zip(sheet.header, cells, strict=True)))


def count_json(path, _options):
    return sum(1 for _row in features(path))


@register_reader(
    "incidents",
    "jsonl",
    label=_("JSON Lines, as exported here"),
    extensions=("jsonl", "ndjson"),
    count=count_json,
    recognises=lambda facts: (
        facts.shape == "json" and not facts.is_geo and own_rows.recognises_own(facts)
    ),
)
def read_jsonl(path, _options):
    """Yield an ImportedRow for each line."""
    for number, row, point in features(path):
        own_rows.require_columns(row)
        yield own_rows.stated_of(number, row, point)
