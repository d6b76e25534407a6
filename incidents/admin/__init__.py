"""The register in the admin: every write passes the door, rows are read inside their record."""

from incidents.admin import actors, assessments, incidents, places, series, sources

__all__ = ["actors", "assessments", "incidents", "places", "series", "sources"]
