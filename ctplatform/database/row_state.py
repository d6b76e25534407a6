"""The values of a row, to detect whether an update changes any."""

from copy import deepcopy


def columns_of(row) -> dict:
    """{column: value} of a row in memory, without columns that were not loaded.

    Compare the result before and after setting new values on a locked row: if equal, nothing is
    saved and neither `version` nor `updated` changes.
    """
    unread = row.get_deferred_fields()
    names = (field.attname for field in row._meta.concrete_fields)
    return {name: deepcopy(getattr(row, name)) for name in names if name not in unread}
