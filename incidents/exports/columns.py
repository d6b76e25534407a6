"""The columns of each export, as paths that one SELECT can read."""

from django.db.models import CharField, Value

TAIL = ("absences", "state", "merged_into", "version", "created", "updated")


def column_paths(*names, **paths):
    """{name: path} in the given order; the path of a name is by default the name itself."""
    paths = {"project": "project__slug", "merged_into": "merged_into_id"} | paths
    return {name: paths.get(name, name) for name in ("id", "project", *names, *TAIL)}


IN_WORDS = Value(None, output_field=CharField())
"""A placeholder for the figures of an estimate in words, which exports.redaction fills in."""


def row_columns(*names, **paths):
    """As `columns`, for child rows, which have neither project nor state."""
    return {name: paths.get(name, name) for name in ("id", *names, *TAIL[3:])}


DATED = ("date", "date_words", "date_earliest", "date_latest", "date_precision")
