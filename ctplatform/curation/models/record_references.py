"""The base of proposals and revisions: both are about a row of a curated record."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.access.export_rights import passed_on
from ctplatform.access.visibility import visible_reference
from ctplatform.accounts.models import Project
from ctplatform.curation import registry
from ctplatform.curation.models.records import reason
from ctplatform.curation.named_records import NamesNothingHidden, joined, names_of_changes


class AboutRecordQuerySet(models.QuerySet):
    """Rows about a curated record, visible with their project, the record and all they name."""

    def visible_to(self, user, roots=None):
        """The rows visible under the rule of each kind of record, or of the kinds `roots` (keys).

        PostgreSQL takes longer to plan the rules of all kinds than to run the query with one of
        them.
        """
        shown, kinds = Q(pk__in=[]), registry.roots()
        if roots is not None:
            kinds = list(map(registry.kind_named, roots))
        for kind in kinds:
            shown |= Q(visible_reference(kind.model, user, "root_id"), root_type=kind.key)
        rows = self.filter(shown, project__in=Project.objects.visible_to(user))
        if user.is_superuser:
            return rows
        keys = sorted(kind.key for kind in kinds)
        rows = rows.filter(NamesNothingHidden(F("names"), user=user, roots=keys))
        for kind in registry.kinds():
            if kind.history_shown and (roots is None or kind.root.key in roots):
                rows = rows.filter(~Q(target_type=kind.key) | kind.history_shown(user))
        return rows

    def passed_on_to(self, user):
        """Those about records that the user may export."""
        own = list(user.roles()) if user.is_authenticated else []
        shown = Q(project__in=own)
        for kind in registry.roots():
            records = kind.model.objects.filter(pk=OuterRef("root_id"))
            shown |= Q(Exists(passed_on(records, user)), root_type=kind.key)
        return self.filter(shown)

    def records_naming(self, user) -> dict:
        """{model: ids} of the marked records that these rows are about and that name the user."""
        found = {}
        for kind in registry.roots():
            if hasattr(kind.model, "named"):
                about = self.filter(root_type=kind.key).order_by().values("root_id")
                ids = kind.model.objects.filter(named=user.pk, pk__in=about).order_by()
                if ids := sorted(map(str, ids.values_list("pk", flat=True))):
                    found[kind.model._meta.label] = ids
        return found

    def seen_by(self, user):
        """As `visible_to`, for few rows: applies only the rules of their kinds of record."""
        return self.visible_to(user, self.roots())

    def get_visible_row(self, pk, user):
        return self.filter(pk=pk).seen_by(user)

    def roots(self) -> tuple:
        """The keys of the record kinds that the rows are about, in one query."""
        return tuple(sorted(self.order_by().values_list("root_type", flat=True).distinct()))

    def seen_about(self, record, user):
        """The rows about a record (see `about`) that the user may see."""
        return self.about(record).visible_to(user, [registry.kind_of(record).root.key])

    def about(self, record):
        """Rows about a record; for a top-level one, its child rows and merged records too."""
        kind = registry.kind_of(record)
        if kind.parent is None:
            return self.filter(root_type=kind.key, root_id__in=record.family_ids())
        return self.filter(target_type=kind.key, target_id=record.pk)


class AboutRecord(models.Model):
    """The common fields of a proposal and a revision: which row of which record, why, and by whom.

    `target` is the row itself, `root` the top-level record that it belongs to (often the same).
    Both are (registry key, UUID), the only generic keys here; they remain after a child row is
    removed. `payload` holds what a change of several records needs besides the diff of one. `names`
    are the records that the row, the diff and the payload refer to and that may be hidden from a
    user who sees the record itself: {key of the kind: ids}. Ids are added to it and never removed.
    """

    class Kind(models.TextChoices):
        CREATE = "create", _("New record")
        CHANGE = "change", _("Change")
        WITHDRAW = "withdraw", _("Withdrawal")
        PUBLISH = "publish", _("Publication")
        MERGE = "merge", _("Merge")
        UNMERGE = "unmerge", _("Undoing of a merge")
        SPLIT = "split", _("Split")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    target_type = models.CharField(_("record type"), max_length=40)
    target_id = models.UUIDField(_("record"))
    root_type = models.CharField(max_length=40, editable=False)
    root_id = models.UUIDField(editable=False)
    diff = models.JSONField(_("changes"), default=dict, blank=True)
    payload = models.JSONField(null=True, editable=False)
    names = models.JSONField(null=True, editable=False)
    reason = reason(_("reason"))

    objects = AboutRecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.target_type} {self.target_id}"

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is None and not self.get_deferred_fields():
            self.add_names()
        super().save(*args, update_fields=update_fields, **kwargs)

    def add_names(self):
        """Add the records that the diff and the payload refer to to `names`."""
        self.names = joined(self.names, names_of_changes(self))

    @property
    def target_kind(self):
        return registry.kind_named(self.target_type)

    @property
    def target_noun(self):
        return self.target_kind.noun


class Evidence(models.Model):
    """One piece of evidence: (kind of the evidence registry, id of its row)."""

    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def __str__(self):
        return f"{self.object_type} {self.object_id}"
