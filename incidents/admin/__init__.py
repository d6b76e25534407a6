"""The register in the admin: every write passes the door, rows are read inside their record."""

from incidents.admin import actors, assessments, contested, incidents, places, series, sources

__all__ = ["actors", "assessments", "contested", "incidents", "places", "series", "sources"]
