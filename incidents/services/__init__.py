"""The register's verbs. Curated records change through ctplatform.curation.services alone."""

from incidents.services.actors import (
    SIZES,
    actors_named,
    add_size,
    create_actor,
    read_size_words,
)
from incidents.services.casualties import FIGURES, add_casualties, read_casualty_words
from incidents.services.gazetteer import load_gazetteer
from incidents.services.hypotheses import change_rating, rate, rate_all, require_passage
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
    "FIGURES", "SERIES_FIELDS", "SIZES", "SOURCE_FIELDS", "actors_named", "add_casualties",
    "add_size", "change_rating", "change_series", "change_source", "create_actor",
    "create_series", "create_source", "delete_series", "load_gazetteer", "rate", "rate_all",
    "read_casualty_words", "read_size_words", "request_rebuild", "require_may_change_source",
    "require_passage",
]  # fmt: skip
