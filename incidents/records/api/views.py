"""Helpers shared by the viewsets of several kinds of record."""


def same_named_columns(*columns):
    """Return {name: name}, for columns that are sorted under their own names."""
    return {name: name for name in columns}
