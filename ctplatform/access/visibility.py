"""The rule of visibility, and its SQL, which is compiled once for users with the same roles.

Two users with the same roles in different projects see different rows by the same SQL.
"""

import datetime
import uuid
from functools import cache

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery
from django.utils import timezone

from ctplatform.accounts.models import Project
from ctplatform.accounts.roles import edited_by, joined_by
from ctplatform.database.compiled_sql import compile_once
from ctplatform.markings import levels

MOMENT = datetime.datetime(1, 1, 2, 3, 4, 5, 6, tzinfo=datetime.UTC)
"""The placeholder of the present time."""


def visible_condition(model, user, path=""):
    """Return the condition (Q) under which rows of `model` are visible to `user`.

    A model has its own `project` (null: shared, readable by all), or lists in `visible_through`
    relations to rows that it belongs to or is about, or both; all of them must be visible. So must
    rows named in `hidden_with` ({reverse relation: its foreign key}), which are always shown with
    it. `embargo_until`: before that time only editors and owners of the project and the record's
    creator see it and everything that belongs to it. `marking` restricts it further (see
    ctplatform.markings); of several the strictest applies. `withheld` ({column: values}): such rows
    are visible to members of the project only, even in a public project. A model may restrict it
    further by a class method `shown_only_if(user, path)`, which returns a Q.
    """
    if user.is_superuser:
        return Q()
    through = getattr(model, "visible_through", ())
    condition = _own(model, user, path) if has_field(model, "project") else Q()
    for name in through:
        field = model._meta.get_field(name)
        condition &= _through(field, user, f"{path}{name}")
    if hasattr(model, "shown_only_if"):
        condition &= model.shown_only_if(user, path)
    for rows, part in getattr(model, "hidden_with", {}).items():
        condition &= _telling_nothing(model._meta.get_field(rows), part, user, path)
    return condition


def _telling_nothing(relation, part, user, path):
    """The condition that no row shown with it (`hidden_with`) names a hidden record."""
    field = relation.related_model._meta.get_field(part)
    rows = relation.related_model.objects.filter(
        **{relation.field.name: OuterRef(f"{path}pk"), f"{part}__isnull": False}
    )
    return Q(~Exists(rows.exclude(visible_reference(field.related_model, user, part))))


def _through(field, user, path):
    """The condition that the related row is visible, or that there is none.

    A nullable relation is checked by a subquery: with eight possible targets, a row would else join
    them all, and PostgreSQL takes longer to plan that than to run the query.
    """
    if not field.null:
        return visible_condition(field.related_model, user, f"{path}__")
    return Q(**{f"{path}__isnull": True}) | Q(visible_reference(field.related_model, user, path))


def visible_reference(model, user, path):
    """The condition that the row of `model` whose id is at `path` is visible."""
    return VisibleExists(F(path), user, _visible_ids, model)


def _own(model, user, path):
    shown = Q(**{f"{path}project__in": Project.objects.visible_to(user)})
    if model._meta.get_field("project").null:
        shown |= Q(**{f"{path}project__isnull": True})
    if has_field(model, "embargo_until"):
        shown &= _lifted(user, path)
    if has_field(model, "marking"):
        shown &= levels.marking_condition(model, user, path)
    for name, values in getattr(model, "withheld", {}).items():
        shown &= ~Q(**{f"{path}{name}__in": values}) | Q(**{f"{path}project__in": joined_by(user)})
    return shown


def _lifted(user, path):
    name = f"{path}embargo_until"
    now = getattr(user, "moment", None) or timezone.now()
    lifted = Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": now})
    if user.is_authenticated:
        lifted |= Q(**{f"{path}created_by": user})
        lifted |= Q(**{f"{path}project__in": edited_by(user)})
    return lifted


def has_field(model, name) -> bool:
    """Whether the model has a field of that name."""
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


# Compiled once ------------------------------------------------------------------------------------


class VisibleExists(Func):
    """Whether an id is among those of `ids(user, what)`, by SQL compiled once per set of roles.

    Django takes long to build the rule of a link's targets and of their relations. `ids` is a
    function of a module that returns a query for ids, which depends on the user's roles only.
    """

    output_field = models.BooleanField()

    def __init__(self, expression, user, ids, what):
        super().__init__(expression)
        self.user, self.ids, self.what = user, ids, what

    def as_sql(self, compiler, connection, **_context):
        outer, before = compiler.compile(self.source_expressions[0])
        sql, params = _ids_sql(self.user, (self.ids, self.what), compiler, connection)
        if sql is None:
            return "(1 = 0)", ()
        exists = f"EXISTS (SELECT 1 FROM {sql} seen WHERE seen.id = {outer})"  # noqa: S608 - ours
        return exists, (*params, *before)


class CompiledForUser(Func):
    """An expression over what a user sees, by SQL compiled once per set of roles.

    `build(user, *shape, **ids)` is a function of a module that returns the expression and makes no
    query; the roles and `shape` are all that it may depend on. `ids` are {name: UUID}.
    """

    def __init__(self, user, build, *shape, output_field, **ids):
        super().__init__(output_field=output_field)
        self.user, self.build, self.shape, self.ids = user, build, shape, ids

    def as_sql(self, compiler, connection, **_context):
        return _sql_for(self.user, self.build, self.shape, self.ids, compiler, connection)


def visible_ids_sql(user, model, compiler, connection) -> tuple:
    """(SQL, parameters) of the ids of all rows of `model` that the user may see, in parentheses.

    For `as_sql` of an expression. The SQL is None if there can be no rows.
    """
    return _ids_sql(user, (_visible_ids, model), compiler, connection)


def _ids_sql(user, asked, compiler, connection) -> tuple:
    return _sql_for(user, _ids_query, asked, {}, compiler, connection)


def _ids_query(user, ids, what):
    return Subquery(ids(user, what))


def _sql_for(user, build, shape, ids, compiler, connection) -> tuple:
    held = user.roles() if user.is_authenticated else {}
    roles = sorted((role.rank, project, role) for project, role in held.items())
    held_roles = tuple(role for _, _, role in roles)
    is_limited = user.is_authenticated and user.only_projects is not None
    is_known = user.is_authenticated, user.is_superuser, is_limited
    shape = (build, shape, tuple(ids), *is_known, held_roles)
    now = getattr(user, "moment", None) or timezone.now()
    values = {place: project for place, (_, project, _) in enumerate(roles)}
    values |= {"user": user.pk, "moment": now, **ids}
    return compile_once(_built_for, shape, values, compiler, connection)


def _visible_ids(user, model):
    return model.objects.filter(visible_condition(model, user)).order_by().values("id")


def _built_for(build, shape, ids, is_authenticated, is_superuser, is_limited, roles):
    """The expression of `_sql_for`, for a user whose id and projects are placeholders."""
    user = AnonymousUser()
    if is_authenticated:
        user = get_user_model()(pk=_placeholder("user"), is_superuser=is_superuser)
        user.remember_roles({_placeholder(place): role for place, role in enumerate(roles)})
        if is_limited:
            user.limit_to_projects(user.roles())
    user.moment = MOMENT
    values = {name: _placeholder(name) for name in ("user", *ids, *range(len(roles)))}
    found = build(user, *shape, **{name: values[name] for name in ids})
    return found, {"moment": MOMENT, **values}


@cache
def _placeholder(_name):
    """A random id, always the same for the same name."""
    return uuid.uuid4()
