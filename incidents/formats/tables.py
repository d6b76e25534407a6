"""JSONL and CSV of incidents, actors and assessments."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.registry import writes
from ctplatform.exchange.tables import write_csv, write_jsonl
from incidents.formats.columns import ACTORS, ASSESSMENTS, INCIDENTS

for noun, columns in (("incidents", INCIDENTS), ("actors", ACTORS), ("assessments", ASSESSMENTS)):
    writes(
        noun,
        "jsonl",
        label=_("JSON Lines"),
        media_type="application/jsonl; charset=utf-8",
        extension="jsonl",
        aliases=("ndjson",),
    )(partial(write_jsonl, columns=columns))
    writes(
        noun, "csv", label=_("CSV"), media_type="text/csv; charset=utf-8", extension="csv"
    )(partial(write_csv, columns=columns))  # fmt: skip
