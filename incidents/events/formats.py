"""The columns of the exports of incidents, participants, further places and links."""

from django.db.models import CharField, Value

from incidents.events import expressions
from incidents.events.models import dataset_ids
from incidents.events.models.variables import VARIABLE_FIELDS
from incidents.exports.columns import column_paths, row_columns

INCIDENTS = column_paths(
    "title", "summary", "record_kind", "lifecycle", "domain",
    "date", "date_words", "date_basis", "date_earliest", "date_latest", "date_precision",
    "place", "place_name", "place_kind", "place_precision", "lat", "lon", "uncertainty_m",
    "country", "further_places", "attack_types", "target_types", "weapon_types", "killed",
    "killed_low", "killed_high", "killed_words",
    *VARIABLE_FIELDS, "transnational", "claimed", "embargo_until", "rights", "marking",
    *dataset_ids.COLUMNS,
    place="place_id", place_name="place__name", place_kind="place__kind", killed="killed_best",
    killed_words="killed_qualifier", further_places="pk",
    **dict.fromkeys(("claimed", *dataset_ids.COLUMNS), Value(None, output_field=CharField())),
)  # fmt: skip
"""`claimed` (exports.redaction) and the dataset ids (exports.dataset_ids) depend on the reader."""
PARTICIPATIONS = row_columns(
    "incident", "actor", "role", "certainty", "count", "note",
    incident="incident_id", actor="actor_id",
)  # fmt: skip
INCIDENT_PLACES = row_columns(
    "incident", "place", "place_name", "place_kind", "country", "role", "note",
    incident="incident_id", place="place_id", place_name="place__name", place_kind="place__kind",
)  # fmt: skip
LINKS = row_columns(
    "from", "kind", "to", "status", "target_mismatch", "note", "lag_days",
    **{"from": "incident_id", "to": "to_id", "lag_days": expressions.LAG_DAYS},
)  # fmt: skip
