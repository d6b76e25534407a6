"""Cache answers about large registers until something changes, so that they are always exact.

Every change of a record, a role or the names on a record adds to the chain of the history in its
own transaction (ctplatform.curation.history_chain). So the end of the chain and its pending rows
differ after each such change. They are part of the cache key, and so is the SQL of the query, which
contains the user and the filters.
"""

import hashlib
from datetime import UTC, datetime
from functools import cache

from django.apps import apps
from django.core.cache import caches
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Count, Func, Subquery, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from ctplatform.accounts.models import Membership, Project
from ctplatform.curation import registry
from ctplatform.curation.models import HistoryEntry, HistoryPending
from ctplatform.database.compiled_sql import as_parameter, compile_once

WORTH = 5_000
"""Smaller answers are not cached: to compute them again takes no longer than a page."""
SECONDS = 600
NOW = datetime(1, 2, 3, tzinfo=UTC)
"""A placeholder for the present moment in the query of the state, which is compiled once."""


def while_unchanged(name, rows, since, work, size):
    """Return `work()`, or its cached result if the query is the same and nothing has changed.

    `name` identifies the question about the querysets `rows`; they were built after `since`, so a
    later time among their parameters means the present. The answer is cached where `size(answer)`
    is WORTH or more. `work` may read only these rows and their child rows.
    """
    key = _key(name, rows, since)
    if key is None:
        return work()
    answer = caches["counts"].get(key)
    if answer is None:
        answer = work()
        if size(answer) >= WORTH:
            caches["counts"].set(key, answer, SECONDS)
    return answer


def _key(name, rows, since):
    """The cache key; None where the answer depends on tables that the history does not cover."""
    asked = []
    for each in rows:
        try:
            sql, params = each.query.get_compiler(each.db).as_sql()
        except EmptyResultSet:
            continue
        if any(f'"{table}"' in sql for table in _unwatched()):
            return None
        asked.append((sql, _timeless(params, since, connections[each.db])))
    return hashlib.sha256(repr((name, asked, register_state())).encode()).hexdigest()


def _timeless(params, since, connection):
    """The parameters of a query, with "now" in place of the present time."""
    first, last = (as_parameter(each, connection) for each in (since, timezone.now()))
    return [
        "now" if isinstance(each, type(first)) and first <= each <= last else each
        for each in params
    ]


def register_state():
    """A value that differs after each change of a record, and after the end of each embargo."""
    return list(Project.objects.order_by().values_list(RegisterState())[:1])


class RegisterState(Func):
    """The state of the register as text, by SQL compiled once."""

    output_field = TextField()

    def as_sql(self, compiler, connection, **_context):
        return compile_once(_state, (), {"now": timezone.now()}, compiler, connection)


def _state():
    waiting = HistoryPending.objects.order_by().annotate(all=Value(1)).values("all")
    found = {
        "last": Subquery(HistoryEntry.objects.order_by("-position").values("hash")[:1]),
        "waiting": Subquery(waiting.annotate(n=Count("pk")).values("n")),
    }
    for number, model in enumerate(_under_embargo()):
        ended = model._base_manager.filter(embargo_until__lte=NOW).order_by("-embargo_until")
        found[f"ended_{number}"] = Subquery(ended.values("embargo_until")[:1])
    return Cast(JSONObject(**found), TextField()), {"now": NOW}


@cache
def _under_embargo():
    return [
        model
        for model in apps.get_models()
        if any(field.name == "embargo_until" for field in model._meta.concrete_fields)
    ]


@cache
def _unwatched():
    """The tables whose changes may be missing from the history."""
    watched = {kind.model for kind in registry.kinds() if not kind.personal}
    watched |= {model.named.through for model in watched if hasattr(model, "named")}
    watched |= {Project, Membership}
    return [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model not in watched
    ]
