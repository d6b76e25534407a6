"""Admin pages of models that are not records: importing this module registers them.

Those of record types are registered with the types (incidents.record_types).
"""

from incidents.imports import admin as imports
from incidents.regions import admin as regions
from incidents.releases import admin as releases
from incidents.series import admin as series

__all__ = ["imports", "regions", "releases", "series"]
