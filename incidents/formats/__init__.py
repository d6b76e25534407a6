"""One file a format; importing this package registers them all (see ctplatform.exchange)."""

from incidents.formats import geojson, tables, ucdp

__all__ = ["geojson", "tables", "ucdp"]
