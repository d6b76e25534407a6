"""One file a format; importing this package registers them all (see ctplatform.exchange)."""

from incidents.formats import geojson, mapped, tables, ucdp

__all__ = ["geojson", "mapped", "tables", "ucdp"]
