"""Check the options of an import: dataset, encoding, mapping."""

import orjson
from django.utils.translation import gettext as _

from incidents.imports.imported_row import is_dataset
from incidents.imports.mapping import check_mapping
from incidents.imports.services.own import OWN

DATASETS = {"ucdp": "ucdp-ged", "stix": "stix", "csv": OWN, "jsonl": OWN, "geojson": OWN}
"""The dataset of the keys of each format; for a mapped table the user has to name it."""


class BadOption(ValueError):
    """An option is wrong; `name` is its name."""

    def __init__(self, name, message):
        super().__init__(message)
        self.name = name


def dataset_of(format: str, given: str) -> str:
    """The dataset name for the keys: the given one, in lower case, or the format's default."""
    name = given.strip().lower() or DATASETS.get(format, "")
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
    wrong = next(check_mapping(mapping), None) if format == "mapped" else None
    if wrong:
        raise BadOption("mapping", wrong)
    return {"mapping": mapping, "encoding": encoding, "actors": mapping.get("actors") or {}}
