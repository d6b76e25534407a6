"""Prepared queries whose SQL is shared by all users with the same set of roles.

Two users with the same roles, in different projects, see different rows by the same SQL.
"""

import datetime
import uuid
from functools import cache

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from ctplatform.database.prepared_queries import prepare

MOMENT = datetime.datetime(1, 1, 2, 3, 4, 5, 6, tzinfo=datetime.UTC)
"""The placeholder of the present time; see ctplatform.access.records."""


def cached_rows(user, build, what, **values) -> list:
    """The rows of the queryset `build(user, what, **values)`, with SQL built once per set of roles.

    `build` is a module-level function and uses the values, which are ids, only as query parameters.
    Anonymous users share one SQL, too.
    """
    prepared, known = _prepared(user, build, what, *values)
    return prepared.all(known | values)


def cached_count(user, build, what, **values) -> int:
    """The number of rows that `ask` would return, counted in the database."""
    prepared, known = _prepared(user, build, what, *values)
    return prepared.count(known | values)


def sql_of(user, build, what) -> tuple:
    """(SQL, parameters) of `build(user, what)`; the SQL is None if there can be no rows."""
    prepared, known = _prepared(user, build, what)
    return prepared.sql, prepared.bound(known)


def _prepared(user, build, what, *names):
    """(the query for users with the same roles, the parameters of this user)."""
    held = user.roles() if user.is_authenticated else {}
    roles = sorted((role.rank, project, role) for project, role in held.items())
    kind = (user.is_authenticated, user.is_superuser, *(role for _, _, role in roles))
    now = getattr(user, "moment", None) or timezone.now()
    known = {place: project for place, (_, project, _) in enumerate(roles)}
    found = prepare(_built, build, what, kind, *names)
    return found, {"user": user.pk, "moment": now, **known}


def _built(build, what, kind, *names):
    signed_in, superuser, *roles = kind
    person = AnonymousUser()
    if signed_in:
        person = get_user_model()(pk=_id("user"), is_superuser=superuser)
        person.remember_roles({_id(place): role for place, role in enumerate(roles)})
    person.moment = MOMENT
    ids = {name: _id(name) for name in ("user", *names, *range(len(roles)))}
    return build(person, what, **{name: ids[name] for name in names}), {"moment": MOMENT, **ids}


@cache
def _id(_name):
    """A random id as a placeholder, always the same for the same name."""
    return uuid.uuid4()
