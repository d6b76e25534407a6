"""The columns of each resource, under the list's names, as paths that one SELECT can read."""

TAIL = ("absences", "state", "version", "created", "updated")


def columns(*names, **paths):
    """{name: path} in the given order; a name without a path of its own is a column."""
    paths = {"project": "project__slug"} | paths
    return {name: paths.get(name, name) for name in ("id", "project", *names, *TAIL)}


INCIDENTS = columns(
    "title", "summary", "record_kind", "lifecycle",
    "date", "date_words", "date_earliest", "date_latest", "date_precision",
    "place", "place_name", "country", "attack_types", "embargo_until",
    place="place_id", place_name="place__name",
)  # fmt: skip
ACTORS = columns(
    "name", "aliases", "kind", "description", "country", "active", aliases="other_names"
)
ASSESSMENTS = columns(
    "statement", "kind", "holder", "parent", "estimative", "likelihood", "confidence",
    "date", "horizon", "horizon_latest", "horizon_source", "criteria",
    holder="holder_id", parent="parent_id",
)  # fmt: skip
