"""Which tables a bundle holds, with which columns, and why it leaves the others out."""

from dataclasses import dataclass
from functools import cache, cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.models import Project, User
from ctplatform.curation.history_chain.purging import in_project, project_tables

LEFT_OUT = {
    "accounts.Invitation": _("Invitations are answered in the installation that sent them."),
    "accounts.Token_projects": _("Tokens belong to the users of an installation."),
    "annotations.ReadingPosition": _("Where somebody stopped reading is private."),
    "annotations.Rereading": _("Checks of how files were read are made again."),
    "audit.AuditedProject": _("What left an installation is logged there."),
    "changes.Change": _("Each installation has a feed of changes of its own."),
    "incidents.DirtyBucket": _("All series are counted again."),
    "incidents.ImportedChange": _("An import is undone where it was made."),
    "incidents.ImportedKey": _("Rows of tables are found by the ids and names of records."),
    "incidents.ImportFile": _("Imported files were read; their rows are in the bundle."),
    "incidents.MadeRecord": _("An import is undone where it was made."),
    "incidents.TableImport": _("An import is undone where it was made."),
    "incidents.SeriesFindings": _("Findings are computed again."),
    "incidents.SeriesPoint": _("Points are counted again."),
    "jobs.Job": _("Background work belongs to an installation."),
    "webhooks.Delivery": _("What was sent from an installation is logged there."),
    "webhooks.Webhook": _("An address gets what changes in one installation."),
    "notifications.Notification": _("Notifications were read, or not, by one person."),
}
"""Tables of a project that no bundle holds, each with the reason."""

NOT_COPIED = {
    "accounts.Membership": _("The user who copies a project is the only member of the copy."),
    "incidents.Release": _("A release is cited by its address, so it has no copies."),
    "incidents.ReleaseFile": _("A release is cited by its address, so it has no copies."),
    "incidents.Takedown": _("A release is cited by its address, so it has no copies."),
}
"""Tables that are restored, and are left out of a copy."""

LEFT_OUT_COLUMNS = {
    "accounts.Project": ("open_requested_by",),
    "incidents.CheckOutcome": ("recounts", "seconds"),
    "incidents.Release": ("job",),
    "incidents.Series": ("recounts", "recounted", "edits"),
}
"""Columns about background work, or about a request that is answered where it was made."""

DERIVED_COLUMNS = {"incidents.ActorRelation": ("identity",)}
"""Columns that are derived from ids, which differ between installations, by `derive()`."""

QUERY_COLUMNS = {"lists.SavedView": ("query",), "incidents.Release": ("query",)}
"""Text columns that hold the ids of rows inside a query string."""


@dataclass(frozen=True)
class BundledTable:
    """A table of a project; one of `lookups` leads from a row of it to the project's id."""

    model: type[models.Model]
    lookups: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name in bundles, such as "incidents.actor"."""
        return self.model._meta.label_lower

    @cached_property
    def fields(self) -> list:
        """The columns that a bundle holds; an id that the database numbers is not one of them."""
        label = self.model._meta.label
        left_out = (*LEFT_OUT_COLUMNS.get(label, ()), *DERIVED_COLUMNS.get(label, ()))
        return [
            field
            for field in self.model._meta.concrete_fields
            if field.name not in left_out and not isinstance(field, models.AutoField)
        ]

    @cached_property
    def query_columns(self) -> tuple:
        return QUERY_COLUMNS.get(self.model._meta.label, ())

    @property
    def has_derived_columns(self) -> bool:
        return self.model._meta.label in DERIVED_COLUMNS

    @property
    def is_copied(self) -> bool:
        """Whether a copy has its rows; who is named on red records is not copied."""
        return self.model._meta.label not in NOT_COPIED and not self.name.endswith("_named")

    def rows(self, project):
        """All rows of the project, in an order that is the same in every installation."""
        rows = self.model._base_manager.filter(in_project(self.lookups, project))
        if not self.model._meta.auto_created:
            return rows.order_by("pk")
        return rows.order_by(*(field.attname for field in self.fields))

    def visible_rows(self, project, reader):
        """The rows of the project that the reader may see.

        A table without a rule of its own shows the rows of visible parents.
        """
        if reader.is_superuser:
            return self.rows(project)
        if hasattr(self.model._default_manager.all(), "visible_to"):
            shown = self.model._default_manager.visible_to(reader)
        else:
            parent = self.model._meta.get_field(self.lookups[0].partition("__")[0])
            parents = parent.related_model._default_manager.visible_to(reader)
            shown = self.model._default_manager.filter(**{f"{parent.name}__in": parents})
        return self.rows(project).filter(pk__in=shown.order_by().values("pk"))


@cache
def bundled_tables() -> tuple[BundledTable, ...]:
    """The tables of a bundle: the rows that others refer to last, the project last of all."""
    return tuple(
        BundledTable(model, lookups)
        for model, lookups in project_tables()
        if model._meta.label not in LEFT_OUT
    )


def is_reference(field) -> bool:
    """Whether a column refers to a row of another table, or of its own."""
    return field.is_relation and field.related_model is not None


def refers_to_person(field) -> bool:
    return is_reference(field) and field.related_model is User


def refers_to_project(field) -> bool:
    return is_reference(field) and field.related_model is Project
