"""Reports: a title, a summary, and blocks in an order."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated, evidence_kinds
from ctplatform.markings.levels import guard_marking, reason_of_lower_marking
from ctplatform.markings.models import Marked, marking_is_known
from ctplatform.search.folding import fold
from incidents.assessments.models.assessments import Assessment
from incidents.charts.models import ChartSnapshot
from incidents.charts.vocabulary import PINNED_KINDS
from incidents.events.models.incidents import Incident
from incidents.records.models import RegisterRecord, listed_by
from incidents.reports.content import blocks as block_rules
from incidents.reports.content.markup import plain_text
from incidents.reports.vocabulary import BLOCK_KINDS

NAMED = {"snapshot": ChartSnapshot, "assessment": Assessment}
"""{key of a block: model of the row whose id it holds}; passages are found by their evidence."""


def blocks_in_words(blocks) -> str:
    """The blocks as a diff shows them: texts, and of others only what kind they are.

    What a block shows is left out, since readers of the history may see fewer records.
    """
    return "\n\n".join(
        each["text"] if each["kind"] == block_rules.TEXT else f"[{_t(BLOCK_KINDS[each['kind']])}]"
        for each in blocks or ()
    )


def checked_blocks(blocks) -> list[dict]:
    """The blocks in one form; raises ValidationError naming the block that is wrong."""
    try:
        return block_rules.read_blocks(blocks, PINNED_KINDS)
    except block_rules.WrongBlock as error:
        text = f"block {error.number}: {error.message}" if error.number else error.message
        raise ValidationError({"blocks": text}) from error


def names_in_blocks(blocks) -> dict[str, list]:
    """{key of a kind: ids} of the curated records that blocks show, for the history."""
    named = named_rows(blocks)
    found = {"assessment": named["assessment"], "incident": named["incidents"]}
    return {key: sorted(map(str, ids)) for key, ids in found.items() if ids}


class BlocksColumn(models.JSONField):
    """The column of the blocks; diffs show them in words, to those who see all records in them."""

    in_words = staticmethod(blocks_in_words)
    names_in = staticmethod(names_in_blocks)
    named_kinds = ("assessment", "incident")

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


def guard_report(before, after, report, *, by, evidence=()):
    """Refuse a marking that hides the report from the user, and blocks about hidden records.

    What a change adds must be visible to the user who makes or accepts it.
    """
    guard_marking(before, after, report, by=by, evidence=evidence)
    check_added((before or {}).get("blocks"), (after or {}).get("blocks"), report.project, by=by)


def check_added(before, after, project, *, by):
    """Raise ValidationError if blocks name a row that the user does not see in the project.

    Only what a change adds is looked up.
    """
    kept = named_rows(before)
    for key, ids in named_rows(after).items():
        new = ids - kept[key]
        if new and len(new) > _visible(key, new, project, by):
            text = _t("%(what)s: there is no such record in this project.")
            raise ValidationError({"blocks": text % {"what": key}})


def named_rows(blocks) -> dict[str, set]:
    """{key of a block: ids} of the rows that blocks show."""
    found = {"snapshot": set(), "assessment": set(), "passage": set(), "incidents": set()}
    for each in blocks or ():
        for key in ("snapshot", "assessment", "passage"):
            if key in each:
                found[key].add(UUID(each[key]))
        found["incidents"].update(UUID(pk) for pk, _version in each.get("incidents", ()))
    return found


def _visible(key, ids, project, user) -> int:
    """How many of these rows the user may see in a project."""
    if key == "passage":
        kinds = evidence_kinds()
        return sum(each.visible(user, project).filter(pk__in=ids).count() for each in kinds)
    model = Incident if key == "incidents" else NAMED[key]
    return model.objects.visible_to(user).filter(pk__in=ids, project=project).count()


@curated(
    key="report",
    title="title",
    fields=("title", "summary", "blocks", "marking"),
    members_only=("blocks",),
    two_approvals_reason=reason_of_lower_marking,
    guard=guard_report,
)
class Report(Marked, RegisterRecord):
    """A page composed of blocks: text, quotes, pinned charts, tables and assessments.

    `blocks` is a list in order, see `content.blocks`. It holds the ids of what is shown, and of
    charts the frozen numbers; readers see of each block what they may see of its record, by
    `queries.shown_blocks`.
    """

    searched = ("title", "summary")
    passage_fields = {"title": _("Title"), "summary": _("Summary")}

    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), null=True, blank=True)
    blocks = BlocksColumn(_("blocks"), default=list, blank=True)

    class Meta(RegisterRecord.Meta):
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            *RegisterRecord.Meta.indexes,
            *listed_by("report", "title", "state", "updated"),
        ]
        constraints = [
            *RegisterRecord.Meta.constraints,
            marking_is_known("report_marking_is_known"),
        ]

    def __str__(self):
        return self.title

    def derive(self):
        super().derive()
        texts = [each["text"] for each in self.blocks or () if each.get("kind") == "text"]
        self.search_text = fold(self.title, self.summary, *map(plain_text, texts))

    def clean(self):
        self.blocks = checked_blocks(self.blocks)  # before the text for searches is derived
        super().clean()
