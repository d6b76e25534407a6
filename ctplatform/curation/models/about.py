"""What proposals and revisions have in common: they are about a row of a curated record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.accounts.models import Project
from ctplatform.curation import registry
from ctplatform.curation.models.records import reason
from ctplatform.records import seen


class AboutRecordQuerySet(models.QuerySet):
    """Rows about a curated record: seen where their project is and their record is."""

    def visible_to(self, user, roots=None):
        """By the rule of each kind of record, or of `roots` alone, the keys of some.

        PostgreSQL takes longer to plan the rules of all kinds than to answer by that of one.
        """
        shown = Q(pk__in=[])
        for kind in registry.roots() if roots is None else map(registry.kind_named, roots):
            shown |= Q(seen(kind.model, user, "root_id"), root_type=kind.key)
        return self.filter(shown, project__in=Project.objects.visible_to(user))

    def seen_by(self, user):
        """The visible ones of few rows, by the rules of the kinds of records of these rows."""
        return self.visible_to(user, self.roots())

    def seen_row(self, pk, user):
        return self.filter(pk=pk).seen_by(user)

    def roots(self) -> tuple:
        """The keys of the kinds of records that the rows are about, by one query."""
        return tuple(sorted(self.order_by().values_list("root_type", flat=True).distinct()))

    def seen_about(self, record, user):
        """The visible ones about a record, as `about` finds them."""
        return self.about(record).visible_to(user, [registry.kind_of(record).root.key])

    def about(self, record):
        """Rows about a record; for a top-level one its child rows' and those merged into it."""
        kind = registry.kind_of(record)
        if kind.parent is None:
            return self.filter(root_type=kind.key, root_id__in=record.family_ids())
        return self.filter(target_type=kind.key, target_id=record.pk)


class AboutRecord(models.Model):
    """What a proposal and a revision have in common: which row, of which record, why, by whom.

    `target` is the row itself, `root` the top-level record that it belongs to (often the same).
    Both are (registry key, UUID): the only generic keys, and they outlive a removed child row.
    `payload` holds what an act on several records needs besides the diff of one.
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
    reason = reason(_("reason"))

    objects = AboutRecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.target_type} {self.target_id}"

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
