"""Check the options of an import: dataset, encoding, mapping."""

import orjson
from django.utils.translation import gettext as _

from incidents.imports.imported_row import is_dataset
from incidents.imports.mapping import check_mapping
from incidents.imports.record_tables.mapping import check_mapping as check_record_mapping
from incidents.imports.record_tables.tables import table_at
from incidents.imports.services.own import OWN

DATASETS = {
    "ucdp": "ucdp-ged",
    "stix": "stix",
    "stix-actors": "stix",
    "csv": OWN,
    "jsonl": OWN,
    "geojson": OWN,
}
"""The dataset of the keys of each format; for a mapped table the user has to name it."""
MAPPED = "mapped"
"""The format of tables of incidents whose columns the user maps."""


class BadOption(ValueError):
    """An option is wrong; `name` is its name."""

    def __init__(self, name, message):
        super().__init__(message)
        self.name = name


def is_mapped(format: str) -> bool:
    """Whether the columns of a format have meanings that the user may change."""
    return format == MAPPED or table_at(format) is not None


def check_columns(format: str, mapping: dict, header=None):
    """Yield the faults of the mapping of a table, by the record type that it holds."""
    if table := table_at(format):
        return check_record_mapping(table, mapping, header)
    return check_mapping(mapping, header)


def dataset_of(format: str, given: str) -> str:
    """The dataset name for the keys: the given one, in lower case, or the format's default."""
    name = given.strip().lower() or DATASETS.get(format, OWN if table_at(format) else "")
    if not is_dataset(name):
        raise BadOption(
            "dataset", _("Name the dataset: letters, digits and hyphens, as “gtd-2021”.")
        )
    return name


def clean_options(*, format="", mapping="", encoding="") -> dict:
    """Options for a reader: `{mapping, encoding, actors}`; `mapping` is a dict or its JSON."""
    if isinstance(mapping, (str, bytes)):
        try:
            mapping = orjson.loads(mapping) if mapping.strip() else {}
        except orjson.JSONDecodeError as error:
            raise BadOption("mapping", _("The mapping is not JSON: %s.") % error) from error
    if not isinstance(mapping, dict):
        raise BadOption("mapping", _("The mapping is an object: {“columns”: {column: field}}."))
    is_checked = format == MAPPED or (mapping and table_at(format))
    wrong = next(check_columns(format, mapping), None) if is_checked else None
    if wrong:
        raise BadOption("mapping", wrong)
    return {"mapping": mapping, "encoding": encoding, "actors": mapping.get("actors") or {}}
