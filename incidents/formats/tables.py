"""JSONL and CSV of the register: its records, and the rows that hang on them by id.

Incidents are read back as well.
"""

from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.features import features
from ctplatform.exchange.registry import reads
from ctplatform.exchange.sheets import Sheet
from ctplatform.exchange.tables import writes_tables
from incidents.formats import columns, rows
from incidents.formats.codes import CODES, incidents_told
from incidents.formats.told import positions_told, verdicts_told

writes_tables("incidents", columns.INCIDENTS | dict.fromkeys(CODES), told=incidents_told)
writes_tables("actors", columns.ACTORS)
writes_tables("assessments", columns.ASSESSMENTS)
writes_tables("places", columns.PLACES, told=positions_told)
writes_tables("participations", columns.PARTICIPATIONS)
writes_tables("casualties", columns.CASUALTIES)
writes_tables("responsibility", columns.RESPONSIBILITY)
writes_tables("actor-aliases", columns.ALIASES)
writes_tables("actor-kinds", columns.KIND_PERIODS)
writes_tables("actor-sizes", columns.SIZES)
writes_tables("actor-relations", columns.RELATIONS, told=verdicts_told)
writes_tables("assessment-scopes", columns.SCOPES)
writes_tables("judgements", columns.JUDGEMENTS)
writes_tables("hypotheses", columns.HYPOTHESES)
writes_tables("ach-items", columns.ACH_ITEMS)
writes_tables("ach-ratings", columns.ACH_RATINGS)
writes_tables("incident-links", columns.LINKS)
writes_tables("warnings", columns.WARNINGS)
writes_tables("allegations", columns.ALLEGATIONS)
writes_tables("claimants", columns.CLAIMANTS)
writes_tables("verdicts", columns.VERDICTS)


def count_csv(path, options):
    return Sheet(path, options.get("encoding", "")).count()


@reads("incidents", "csv", label=_("CSV, as exported here"), extensions=("csv", "xlsx"),
       count=count_csv)  # fmt: skip
def read_csv(path, options):
    """Yield what each row states."""
    sheet = Sheet(path, options.get("encoding", ""))
    rows.require_columns(sheet.header)
    for number, cells in sheet.rows():
        yield rows.from_cells(number, dict(zip(sheet.header, cells, strict=True)))


def count_json(path, _options):
    return sum(1 for _row in features(path))


@reads("incidents", "jsonl", label=_("JSON Lines, as exported here"),
       extensions=("jsonl", "ndjson"), count=count_json)  # fmt: skip
def read_jsonl(path, _options):
    """Yield what each line states."""
    for number, row, point in features(path):
        rows.require_columns(row)
        yield rows.stated_of(number, row, point)
