"""The types of subjects of notifications. Each app registers its own in `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q


@dataclass(frozen=True)
class Description:
    """How a notification shows its subject: `title` links to `url`, `detail` adds its kind."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Subject:
    """A type of subject, with the key used in `Notification.subject_type`.

    `shown(user, rows)` is the condition on notifications (`rows`, all of this type) whose subject
    the user may still see. `describe(ids, user)` is {id: Description} of visible subjects, in a
    fixed number of queries.
    """

    key: str
    shown: Callable[[Any, Any], Q]
    describe: Callable[[list, Any], dict]


_subjects: dict[str, Subject] = {}


def register_subject(subject: Subject) -> None:
    _subjects[subject.key] = subject


def shown_condition(user, rows) -> Q:
    """The condition under which a user may see the subjects of these notifications.

    One more query finds the types that occur, so that the rules of the others are left out.
    """
    condition = Q(pk__in=[])
    for key in sorted(set(rows.order_by().values_list("subject_type", flat=True).distinct())):
        if key in _subjects:
            own = rows.filter(subject_type=key)
            condition |= Q(_subjects[key].shown(user, own), subject_type=key)
    return condition


def describe(notifications, user) -> list:
    """Set `.subject`, a Description or None, on visible notifications: a few queries per type."""
    notifications, ids = list(notifications), {}
    for row in notifications:
        ids.setdefault(row.subject_type, set()).add(row.subject_id)
    found = {key: _subjects[key].describe(sorted(each), user) for key, each in ids.items()}
    for row in notifications:
        row.subject = found[row.subject_type].get(row.subject_id)
    return notifications
