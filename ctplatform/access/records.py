"""The abstract Record, and the rule of visibility for all readers: `visible_to(user)`."""

from uuid import UUID

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.accounts.access_queries import cached_rows, sql_of
from ctplatform.accounts.models import Project
from ctplatform.accounts.roles import edited_by, joined_by
from ctplatform.database.checks import plainly_holds
from ctplatform.markings import levels
from ctplatform.search.folding import fold

ABSENCES = ("unknown", "not_applicable")


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
    condition = _own(model, user, path) if _has_field(model, "project") else Q()
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
    return VisibleExists(F(path), model=model, user=user)


def ids_of(user, model):
    """The ids of the visible rows of a model; see ctplatform.accounts.access_queries."""
    return model.objects.filter(visible_condition(model, user)).order_by().values("id")


def visible_row(user, model, pk):
    """A query for the row of this id, empty if the user may not see it."""
    return model.objects.visible_to(user).filter(pk=pk).order_by().only("pk")


class VisibleExists(Func):
    """Whether an id is that of a visible row, with SQL prepared per set of roles.

    Django takes long to build the rule of a link's targets and of their relations.
    """

    output_field = models.BooleanField()

    def __init__(self, *expressions, model, user):
        super().__init__(*expressions)
        self.model, self.user = model, user

    def as_sql(self, compiler, connection, **_context):
        outer, before = compiler.compile(self.source_expressions[0])
        sql, params = sql_of(self.user, ids_of, self.model)
        if sql is None:
            return "(1 = 0)", ()
        exists = f"EXISTS (SELECT 1 FROM ({sql}) seen WHERE seen.id = {outer})"  # noqa: S608 - ours
        return exists, (*params, *before)


def _own(model, user, path):
    shown = Q(**{f"{path}project__in": Project.objects.visible_to(user)})
    if model._meta.get_field("project").null:
        shown |= Q(**{f"{path}project__isnull": True})
    if _has_field(model, "embargo_until"):
        shown &= _lifted(user, path)
    if _has_field(model, "marking"):
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


def _has_field(model, name):
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


class VisibleQuerySet(models.QuerySet):
    """QuerySet with `visible_to`.

    `branches` is {column: conditions}, of which each row meets one: pagination by that column reads
    each branch separately, using an index of its own.
    """

    branches = {}

    def _clone(self):
        found = super()._clone()
        found.branches = self.branches
        return found

    def visible_to(self, user):
        """Rows that this user (or AnonymousUser) may see."""
        return self.filter(visible_condition(self.model, user))

    def get_visible_row(self, pk, user):
        """The row of this id, if it is visible; uses a prepared query."""
        found = cached_rows(user, visible_row, self.model, pk=UUID(str(pk)))
        return self.filter(pk__in=[row.pk for row in found])

    def with_words(self, words, seen=None):
        """Rows whose `search_text` contains every word, ignoring case and accents.

        `seen` are all rows that the user sees, for models that also search related rows.
        """
        for word in fold(words).split():
            self = self.filter(search_text__contains=word)
        return self

    def in_project(self, project):
        return self.filter(project=project)


class Row(models.Model):
    """Base of all public rows: a UUIDv7 (sortable by creation), a version, two times."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True

    def validate_unique(self, exclude=None):
        """Check all unique fields but the id, which is random."""
        super().validate_unique({*(exclude or ()), "id"})

    def get_constraints(self):
        """The constraints to validate by query, without CHECKs that certainly hold."""
        return [
            (model, [each for each in constraints if not plainly_holds(each, self)])
            for model, constraints in super().get_constraints()
        ]


class Record(Row):
    """A row that belongs to a project (null: shared by all projects, written at set-up only).

    `absences` distinguishes three empty values: {field: "unknown" | "not_applicable"}; null without
    an entry is "not coded yet". A field with an entry is null.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("project")
    )
    absences = models.JSONField(_("absences"), default=dict, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def check_absences(cls, absences):
        """Return {field: message} for the errors of an `absences` value."""
        wrong = {}
        for name, kind in absences.items():
            if kind not in ABSENCES:
                wrong[name] = _("An absence is “unknown” or “not_applicable”.")
            elif not _has_field(cls, name):
                wrong[name] = _("There is no such field.")
        return wrong
