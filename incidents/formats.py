"""Importing this module registers all file formats, one module each (see ctplatform.exchange)."""

from incidents.exports import geojson, tables
from incidents.imports.formats import mapped, ucdp

__all__ = ["geojson", "mapped", "tables", "ucdp"]
