"""Importing this module registers all file formats, one module each (see ctplatform.exchange)."""

from incidents.exports import claim_reviews, geojson, tables
from incidents.exports.analysis import events, register_tables
from incidents.exports.datasets import acled, gtd
from incidents.exports.datasets import ucdp as ucdp_layout
from incidents.exports.stix import formats as stix
from incidents.imports.formats import mapped, ucdp
from incidents.networks import formats as networks

__all__ = [
    "acled", "claim_reviews", "events", "geojson", "gtd", "mapped", "networks", "register_tables",
    "stix", "tables", "ucdp", "ucdp_layout",
]  # fmt: skip
