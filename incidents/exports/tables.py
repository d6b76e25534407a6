"""The register's records and child rows as JSONL and CSV.

Incidents can be imported from both again.
"""

from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.features import features
from ctplatform.exchange.registry import reads
from ctplatform.exchange.sheets import Sheet
from ctplatform.exchange.tables import writes_tables
from incidents.exports import columns
from incidents.exports.precision_codes import ADDED, incidents_told
from incidents.exports.redaction import (
    assessments_told,
    estimates_told,
    positions_told,
    relations_told,
)
from incidents.imports.formats import own_rows

writes_tables("incidents", columns.INCIDENTS | dict.fromkeys(ADDED), told=incidents_told)
writes_tables("actors", columns.ACTORS)
writes_tables("assessments", columns.ASSESSMENTS, told=assessments_told)
writes_tables("places", columns.PLACES, told=positions_told)
writes_tables("participations", columns.PARTICIPATIONS)
writes_tables("incident-places", columns.INCIDENT_PLACES)
writes_tables("casualties", columns.CASUALTIES, told=estimates_told)
writes_tables("responsibility", columns.RESPONSIBILITY)
writes_tables("actor-aliases", columns.ALIASES)
writes_tables("actor-kinds", columns.KIND_PERIODS)
writes_tables("actor-sizes", columns.SIZES, told=estimates_told)
writes_tables("actor-relations", columns.RELATIONS, told=relations_told)
writes_tables("assessment-scopes", columns.SCOPES)
writes_tables("judgements", columns.JUDGEMENTS)
writes_tables("hypotheses", columns.HYPOTHESES)
writes_tables("ach-items", columns.ACH_ITEMS)
writes_tables("ach-ratings", columns.ACH_RATINGS)
writes_tables("incident-links", columns.LINKS)
writes_tables("warnings", columns.WARNINGS)
writes_tables("allegations", columns.ALLEGATIONS)
writes_tables("allegation-subjects", columns.ALLEGATION_SUBJECTS)
writes_tables("claimants", columns.CLAIMANTS)
writes_tables("verdicts", columns.VERDICTS)


def count_csv(path, options):
    return Sheet(path, options.get("encoding", "")).count()


@reads("incidents", "csv", label=_("CSV, as exported here"), extensions=("csv", "xlsx"),
       count=count_csv)  # fmt: skip
def read_csv(path, options):
    """Yield an ImportedRow for each row of a table."""
    sheet = Sheet(path, options.get("encoding", ""))
    own_rows.require_columns(sheet.header)
    for number, cells in sheet.rows():
        yield own_rows.from_cells(number, dict(zip(sheet.header, cells, strict=True)))


def count_json(path, _options):
    return sum(1 for _row in features(path))


@reads("incidents", "jsonl", label=_("JSON Lines, as exported here"),
       extensions=("jsonl", "ndjson"), count=count_json)  # fmt: skip
def read_jsonl(path, _options):
    """Yield an ImportedRow for each line."""
    for number, row, point in features(path):
        own_rows.require_columns(row)
        yield own_rows.stated_of(number, row, point)
