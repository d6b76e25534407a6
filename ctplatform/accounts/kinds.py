"""Kinds of people: what the rules of access may ask of a person, apart from who it is.

Two people with the same roles in different projects see different rows by the same SQL.
"""

import datetime
import uuid
from functools import cache

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from ctplatform.prepared import prepare

MOMENT = datetime.datetime(1, 1, 2, 3, 4, 5, 6, tzinfo=datetime.UTC)
"""The stand-in of the present; see ctplatform.records."""


def ask(user, build, what, **values) -> list:
    """The rows of `build(user, what, **values)`, a queryset, by SQL made once for people of a kind.

    `build` is a module's function and reads of the values nothing but what it hands to the query;
    each of them is an id. Whoever is not signed in is a kind as well.
    """
    prepared, known = _prepared(user, build, what, *values)
    return prepared.all(known | values)


def count(user, build, what, **values) -> int:
    """How many rows `ask` would give, without reading them."""
    prepared, known = _prepared(user, build, what, *values)
    return prepared.count(known | values)


def sql_of(user, build, what) -> tuple:
    """(SQL, parameters) of `build(user, what)`; no SQL: there is no row."""
    prepared, known = _prepared(user, build, what)
    return prepared.sql, prepared.bound(known)


def _prepared(user, build, what, *names):
    """(the query for people of this kind, the values that stand for this person)."""
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
    """An id that no row has, the same one for the same name."""
    return uuid.uuid4()
