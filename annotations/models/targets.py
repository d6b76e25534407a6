"""A row that points at one of several things does so by one nullable foreign key for each."""

from functools import reduce
from operator import or_

from django.db.models import Q


def exactly_one(names):
    """The condition that one of the nullable references is set, and one only."""
    return reduce(
        or_,
        (Q(**{f"{name}__isnull": name != chosen for name in names}) for chosen in names),
    )


def chosen(row, names):
    """The name of the reference that is set."""
    return next(name for name in names if getattr(row, f"{name}_id"))
