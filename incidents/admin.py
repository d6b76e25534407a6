"""The register in the admin: every write goes through the curation services.

Importing this module registers the pages of all subjects.
"""

from incidents.actors import admin as actors
from incidents.allegations import admin as allegations
from incidents.assessments import admin as assessments
from incidents.events.admin import incidents, links
from incidents.imports import admin as imports
from incidents.places import admin as places
from incidents.regions import admin as regions
from incidents.series import admin as series
from incidents.sources import admin as sources
from incidents.warnings import admin as warnings

__all__ = [
    "actors", "allegations", "assessments", "imports", "incidents", "links", "places", "regions",
    "series", "sources", "warnings",
]  # fmt: skip
