"""What an import is told beside its file, checked: dataset, encoding, mapping."""

import re

import orjson
from django.utils.translation import gettext as _

from incidents.mapping import check
from incidents.services.imports.own import OWN

DATASETS = {"ucdp": "ucdp-ged", "csv": OWN, "jsonl": OWN, "geojson": OWN}
"""The dataset whose keys a format carries; for a mapped table somebody has to name it."""


class BadOption(ValueError):
    """`name` is the option that is wrong."""

    def __init__(self, name, message):
        super().__init__(message)
        self.name = name


def dataset_of(format: str, given: str) -> str:
    """The name under which the keys are kept: letters, digits, hyphens; the format's own unless
    one is given."""
    name = given.strip().lower() or DATASETS.get(format, "")
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,59}", name, re.ASCII):
        raise BadOption(
            "dataset", _("Name the dataset: letters, digits and hyphens, as “gtd-2021”.")
        )
    return name


def read_options(*, format="", mapping="", encoding="") -> dict:
    """Options for a reader: `{mapping, encoding, actors}`; `mapping` is an object or its JSON."""
    if isinstance(mapping, (str, bytes)):
        try:
            mapping = orjson.loads(mapping) if mapping.strip() else {}
        except orjson.JSONDecodeError as error:
            raise BadOption("mapping", _("The mapping is no JSON: %s.") % error) from error
    if not isinstance(mapping, dict):
        raise BadOption("mapping", _("The mapping is an object: {“columns”: {column: field}}."))
    wrong = next(check(mapping), None) if format == "mapped" else None
    if wrong:
        raise BadOption("mapping", wrong)
    return {"mapping": mapping, "encoding": encoding, "actors": mapping.get("actors") or {}}
