"""Rows that refer to one of several models, with a nullable foreign key for each."""

from functools import reduce
from operator import or_

from django.db.models import Q


def exactly_one(names):
    """The condition that exactly one of the nullable foreign keys is set."""
    return reduce(
        or_,
        (Q(**{f"{name}__isnull": name != chosen for name in names}) for chosen in names),
    )


def chosen(row, names):
    """The name of the foreign key that is set."""
    return next(name for name in names if getattr(row, f"{name}_id"))
