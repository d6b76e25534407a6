"""The abstract Row and Record, and `visible_to(user)`, through which all rows are read."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.access.visibility import has_field, visible_condition, visible_reference
from ctplatform.accounts.models import Project
from ctplatform.database.checks import plainly_holds
from ctplatform.search.folding import fold

ABSENCES = ("unknown", "not_applicable")


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

    def visible_by_id(self, user):
        """The same rows, by a condition on the id of each, whose SQL is compiled once.

        For look-ups by id: an index on another column than the id does not serve the condition.
        """
        if type(self).visible_to is not VisibleQuerySet.visible_to:
            return self.visible_to(user)
        return self.filter(visible_reference(self.model, user, "pk"))

    def get_visible_row(self, pk, user):
        """The row of this id, if it is visible."""
        return self.visible_by_id(user).filter(pk=UUID(str(pk)))

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

    constraints_met = frozenset()
    """Names of constraints that need no check: see `ctplatform.database.checks`."""

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True

    def validate_unique(self, exclude=None):
        """Check all unique fields but the id, which is random."""
        super().validate_unique({*(exclude or ()), "id"})

    def get_constraints(self):
        """The constraints to validate by query, without CHECKs that certainly hold."""
        return [
            (
                model,
                [
                    each
                    for each in constraints
                    if each.name not in self.constraints_met and not plainly_holds(each, self)
                ],
            )
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
            elif not has_field(cls, name):
                wrong[name] = _("There is no such field.")
        return wrong
