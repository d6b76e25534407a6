"""The register's verbs. Curated records change through ctplatform.curation.services alone."""

from incidents.services.actors import create_actor
from incidents.services.casualties import FIGURES, add_casualties, read_casualty_words
from incidents.services.countries import load_countries
from incidents.services.series import (
    SERIES_FIELDS,
    change_series,
    create_series,
    delete_series,
    request_rebuild,
)
from incidents.services.sources import (
    SOURCE_FIELDS,
    change_source,
    create_source,
    require_may_change_source,
)

__all__ = [
    "FIGURES", "SERIES_FIELDS", "SOURCE_FIELDS", "add_casualties", "change_series",
    "change_source", "create_actor", "create_series", "create_source", "delete_series",
    "load_countries", "read_casualty_words", "request_rebuild", "require_may_change_source",
]  # fmt: skip
