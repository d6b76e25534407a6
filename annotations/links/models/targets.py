"""Rows that refer to one of several models, with a nullable foreign key for each.

Every type of record that has fields for passages can be the target of links and comments. A new
type costs one migration here, which `makemigrations` writes; decision 121 explains why.
"""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

import incidents.models  # noqa: F401 - its models are loaded before they are listed
from ctplatform.curation.registry import roots


def record_targets() -> dict[str, type[models.Model]]:
    """{name: model} of the types of records that a passage or a comment can be about."""
    found = {kind.key: kind.model for kind in roots() if kind.model.passage_fields}
    return dict(sorted(found.items()))


TARGETS = record_targets()


class AboutRecord(models.Model):
    """A row with a foreign key for each type of record, of which one at most is set."""

    class Meta:
        abstract = True


for _name, _model in TARGETS.items():
    AboutRecord.add_to_class(
        _name,
        models.ForeignKey(_model, models.CASCADE, null=True, blank=True, related_name="+"),
    )


def exactly_one(names):
    """The condition that exactly one of the nullable foreign keys is set."""
    return reduce(
        or_,
        (Q(**{f"{name}__isnull": name != chosen for name in names}) for chosen in names),
    )


def chosen(row, names):
    """The name of the foreign key that is set."""
    return next(name for name in names if getattr(row, f"{name}_id"))
