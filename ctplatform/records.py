"""The abstract Record, and the one rule behind every door: `visible_to(user)`."""

from uuid import UUID

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.accounts.kinds import ask, sql_of
from ctplatform.accounts.models import Project
from ctplatform.accounts.roles import edited_by, joined_by
from ctplatform.checks import plainly_holds
from ctplatform.markings import levels

ABSENCES = ("unknown", "not_applicable")


def visibility(model, user, path=""):
    """Return the condition (Q) under which rows of `model` are shown to `user`.

    A model has a `project` of its own (null: shared, read by all), or names in `visible_through`
    the relations that it hangs on or speaks of, or both; all of them must be visible. So must what
    its rows name, where it is never shown without them: `tells_of`, {rows: their relation}.
    `embargo_until` narrows the rule: until then only the project's editors and owners and the
    record's creator see it, and with it everything that hangs on it. So does its `marking` (see
    ctplatform.markings), of several the strictest. So does `withheld`,
    {column: values}: such rows are for the project's members, however public the project.
    """
    if user.is_superuser:
        return Q()
    through = getattr(model, "visible_through", ())
    condition = _own(model, user, path) if _has_field(model, "project") else Q()
    for name in through:
        field = model._meta.get_field(name)
        condition &= _through(field, user, f"{path}{name}")
    for rows, part in getattr(model, "tells_of", {}).items():
        condition &= _telling_nothing(model._meta.get_field(rows), part, user, path)
    return condition


def _telling_nothing(relation, part, user, path):
    """The condition that none of the rows that it is always shown with names what is hidden."""
    field = relation.related_model._meta.get_field(part)
    rows = relation.related_model.objects.filter(
        **{relation.field.name: OuterRef(f"{path}pk"), f"{part}__isnull": False}
    )
    return Q(~Exists(rows.exclude(seen(field.related_model, user, part))))


def _through(field, user, path):
    """The condition that what a row hangs on is visible, or that it hangs on nothing there.

    What may be missing is asked for apart: a row with one of eight possible targets would else
    join them all, and PostgreSQL takes longer to plan that than to answer.
    """
    if not field.null:
        return visibility(field.related_model, user, f"{path}__")
    return Q(**{f"{path}__isnull": True}) | Q(seen(field.related_model, user, path))


def seen(model, user, path):
    """The condition that the row of `model` whose id stands at a path is visible."""
    return Seen(F(path), model=model, user=user)


def ids_of(user, model):
    """The ids of what this person may see of a model; see ctplatform.accounts.kinds."""
    return model.objects.filter(visibility(model, user)).order_by().values("id")


def visible_row(user, model, pk):
    """The id of the row of a model that has it, where this person may know of that row."""
    return model.objects.visible_to(user).filter(pk=pk).order_by().only("pk")


class Seen(Func):
    """Whether an id is that of a visible row, by SQL that is made once for people of a kind.

    The rule of a link's targets, and of what they speak of in turn, takes Django long to build.
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
        shown &= levels.shown(model, user, path)
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
    def visible_to(self, user):
        """Rows that this person (or AnonymousUser) may know of."""
        return self.filter(visibility(self.model, user))

    def seen_row(self, pk, user):
        """The row of this id, if it is visible: of what is asked for most, the rule is kept."""
        found = ask(user, visible_row, self.model, pk=UUID(str(pk)))
        return self.filter(pk__in=[row.pk for row in found])

    def in_project(self, project):
        return self.filter(project=project)


class Row(models.Model):
    """What every public row has: a UUIDv7 (sortable by creation), a version, two times."""

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
        """Ask about all that is unique but the id, which was made at random."""
        super().validate_unique({*(exclude or ()), "id"})

    def get_constraints(self):
        """What the validation of a row asks the database: no CHECK that plainly holds."""
        return [
            (model, [each for each in constraints if not plainly_holds(each, self)])
            for model, constraints in super().get_constraints()
        ]


class Record(Row):
    """A row that belongs to a project (null: shared by all, written by set-up alone).

    `absences` tells the three empty values apart: {field: "unknown" | "not_applicable"};
    null and not listed is "not coded yet". A listed field is null.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("project")
    )
    absences = models.JSONField(_("absences"), default=dict, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def check_absences(cls, absences):
        """Return {field: message} of what is wrong with an `absences` value."""
        wrong = {}
        for name, kind in absences.items():
            if kind not in ABSENCES:
                wrong[name] = _("An absence is “unknown” or “not_applicable”.")
            elif not _has_field(cls, name):
                wrong[name] = _("There is no such field.")
        return wrong
