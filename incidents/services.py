"""Services of the register. Curated records change only through ctplatform.curation.services."""

from incidents.actors.services import SIZES, actors_named, add_size, create_actor, read_size_words
from incidents.assessments.services import change_rating, rate_all, rate_item, validate_passage_id
from incidents.casualties.services import FIGURES, add_casualties, read_casualty_words
from incidents.places.gazetteer import load_gazetteer
from incidents.series.services import (
    SERIES_FIELDS,
    change_series,
    create_series,
    delete_series,
    request_rebuild,
)
from incidents.sources.services import (
    SOURCE_FIELDS,
    change_source,
    create_source,
    require_may_change_source,
)

__all__ = [
    "FIGURES",
    "SERIES_FIELDS",
    "SIZES",
    "SOURCE_FIELDS",
    "actors_named",
    "add_casualties",
    "add_size",
    "change_rating",
    "change_series",
    "change_source",
    "create_actor",
    "create_series",
    "create_source",
    "delete_series",
    "load_gazetteer",
    "rate_all",
    "rate_item",
    "read_casualty_words",
    "read_size_words",
    "request_rebuild",
    "require_may_change_source",
    "validate_passage_id",
]
