"""Importing this module registers all file formats, one module each (see ctplatform.exchange)."""

from incidents.exports import geojson, tables
from incidents.exports.analysis import events, register_tables
from incidents.exports.datasets import acled, gtd
from incidents.exports.datasets import ucdp as ucdp_layout
from incidents.imports.formats import mapped, ucdp
from incidents.networks import formats as networks

__all__ = [
    "acled", "events", "geojson", "gtd", "mapped", "networks", "register_tables", "tables", "ucdp",
    "ucdp_layout",
]  # fmt: skip
