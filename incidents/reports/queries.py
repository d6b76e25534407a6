"""The blocks of reports as a reader sees them, read in a fixed number of queries."""

from dataclasses import dataclass, field

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ctplatform.curation.registry import evidence_kinds
from ctplatform.database.batches import in_batches
from ctplatform.exchange.tables import row_tuples
from incidents.assessments.models.assessments import Assessment
from incidents.charts.models import ChartSnapshot
from incidents.charts.vocabulary import PINNED_KINDS
from incidents.events.models.incidents import Incident
from incidents.events.models.killed import killed_words
from incidents.reports.content.markup import Part, read_markup
from incidents.reports.models import Report, named_rows
from incidents.reports.vocabulary import BLOCK_KINDS

BATCH = 100  # reports of an export that are read together


@dataclass
class TableRow:
    """An incident of a table; `has_changed` since the table was made."""

    incident: Incident
    fatalities: str
    has_changed: bool


@dataclass
class ShownBlock:
    """A block as one reader sees it.

    `is_hidden` says that its record is not shown to the reader: nothing else is filled then.
    `source` numbers the quotes, for the list of citations.
    """

    id: str
    kind: str
    is_hidden: bool = False
    caption: str = ""
    parts: list[Part] = field(default_factory=list)
    text: str = ""
    passage: object = None
    offsets: tuple = ()
    source: int = 0
    snapshot: ChartSnapshot | None = None
    drawn_as: str = "steps"
    assessment: Assessment | None = None
    rows: list[TableRow] = field(default_factory=list)
    found: int = 0
    taken: object = None
    not_shown: int = 0

    @property
    def label(self) -> str:
        """The kind in words."""
        return _(BLOCK_KINDS[self.kind])

    @property
    def drawn_as_label(self) -> str:
        """The kind of a chart in words."""
        return _(PINNED_KINDS[self.drawn_as])

    @property
    def drawing_address(self) -> str:
        """The path of the drawing of a pinned chart, or of the table of its numbers."""
        part = "table" if self.kind == "table" else f"{self.drawn_as}/drawing"
        return f"/chart-snapshots/{self.snapshot.pk}/{part}/"

    @property
    def changed(self) -> int:
        """How many incidents of a table have changed since it was made."""
        return sum(row.has_changed for row in self.rows)

    @property
    def further(self) -> int:
        """How many incidents were found beyond those of the table."""
        return self.found - len(self.rows) - self.not_shown

    @property
    def notes(self) -> list[str]:
        """What a table of incidents says of itself: when it was made, and what it leaves out."""
        day = date_format(self.taken, "Y-m-d H:i")
        found = [
            _("%(n)s incidents were found on %(day)s.") % {"n": self.found, "day": day},
        ]
        if self.changed:
            words = _("Changed since, and shown as they are now: %(n)s.")
            found.append(words % {"n": self.changed})
        if self.further:
            found.append(_("Further incidents, not in the table: %(n)s.") % {"n": self.further})
        if self.not_shown:
            found.append(_("Not shown to you: %(n)s.") % {"n": self.not_shown})
        return found


def shown_blocks(report: Report, user) -> list[ShownBlock]:
    """The blocks of a report, in order, with what the user may see of each."""
    return shown(report.blocks, report.project, user)


def shown(blocks, project, user) -> list[ShownBlock]:
    """As `shown_blocks`, for blocks that are being edited."""
    named = named_rows(blocks)
    rows = {
        "snapshot": _by_id(
            ChartSnapshot.objects.select_related("project", "series__project"), user, named
        ),
        "assessment": _assessments(named["assessment"], user),
        "passage": _passages(named["passage"], project, user),
        "incidents": _by_id(Incident.objects.all(), user, named),
    }
    found = [_shown(each, rows) for each in blocks]
    quotes = (each for each in found if each.passage)
    for number, each in enumerate(quotes, 1):
        each.source = number
    return found


KEYS = {ChartSnapshot: "snapshot", Incident: "incidents"}


def _by_id(rows, user, named) -> dict:
    ids = named[KEYS[rows.model]]
    if not ids:
        return {}
    return {str(row.pk): row for row in rows.visible_to(user).filter(pk__in=ids)}


def _assessments(ids, user) -> dict:
    """{id: assessment}; one that was merged is replaced by the record that was kept."""
    if not ids:
        return {}
    rows = Assessment.objects.filter(pk__in=ids)
    kept = dict(rows.values_list("pk", "merged_into"))
    wanted = {pk: into or pk for pk, into in kept.items()}
    seen = Assessment.objects.visible_to(user).select_related("holder")
    seen = seen.in_bulk([*wanted.values()])
    return {str(pk): seen[shown] for pk, shown in wanted.items() if shown in seen}


def _passages(ids, project, user) -> dict:
    """{id: (Passage, start, end)}; quotes are cut to what the user may read of their text."""
    found = {}
    for kind in evidence_kinds() if ids else ():
        rows = kind.visible(user, project).filter(pk__in=ids)
        spans = {str(pk): span for pk, *span in rows.values_list("pk", "start", "end")}
        for passage in kind.offered(user, project, ids=list(spans)) if spans else ():
            found[passage.id] = (passage, tuple(spans[passage.id]))
    return found


def _shown(block, rows) -> ShownBlock:
    found = ShownBlock(block["id"], block["kind"], caption=block.get("caption", ""))
    if found.kind == "text":
        found.text, found.parts = block["text"], read_markup(block["text"])
        return found
    if "incidents" in block:
        return _table(found, block, rows["incidents"])
    key = next(name for name in ("snapshot", "assessment", "passage") if name in block)
    row = rows[key].get(block[key])
    if row is None:
        return ShownBlock(found.id, found.kind, is_hidden=True)
    if key == "passage":
        found.passage, found.offsets = row
    else:
        setattr(found, key, row)
    found.drawn_as = block.get("drawn_as", "steps")
    return found


def _table(found, block, incidents):
    for pk, version in block["incidents"]:
        row = incidents.get(pk)
        if row is None:
            found.not_shown += 1
            continue
        found.rows.append(TableRow(row, killed_words(row) or "", row.version != version))
    if not found.rows:
        return ShownBlock(found.id, found.kind, is_hidden=True)
    found.found, found.taken = block["found"], parse_datetime(block["taken"])
    return found


def redacted(reports, user) -> dict:
    """{id of a report: its blocks as JSON that the user may see}, in a fixed number of queries.

    A block whose record is hidden keeps its id and kind, with `hidden`. A table leaves out hidden
    incidents and counts them in `not_shown`.
    """
    seen = visible_ids([block for report in reports for block in report.blocks], user)
    return {each.pk: [redact(block, seen) for block in each.blocks] for each in reports}


def visible_blocks(reports, user) -> dict:
    """{id of a report: (its visible blocks in the form in which they are stored, hidden parts)}."""
    found = {}
    for pk, blocks in redacted(reports, user).items():
        shown = [each for each in blocks if not each.get("hidden")]
        hidden = len(blocks) - len(shown) + sum(each.get("not_shown", 0) for each in shown)
        kept = [
            {name: value for name, value in each.items() if name != "not_shown"} for each in shown
        ]
        found[pk] = kept, hidden
    return found


def visible_ids(blocks, user) -> dict:
    """{key of a block: ids as text} of the rows named in blocks that the user may see."""
    named = named_rows(blocks)
    found = {}
    for key, model in (("snapshot", ChartSnapshot), ("incidents", Incident)):
        rows = model.objects.visible_to(user).filter(pk__in=named[key])
        found[key] = set(map(str, rows.values_list("pk", flat=True))) if named[key] else set()
    found["assessment"] = set(_assessments(named["assessment"], user))
    found["passage"] = set()
    for kind in evidence_kinds() if named["passage"] else ():
        rows = kind.model.objects.visible_to(user).filter(pk__in=named["passage"])
        found["passage"].update(map(str, rows.values_list("pk", flat=True)))
    return found


def redact(block, seen) -> dict:
    """One block as JSON, without what is not in `seen` (see `visible_ids`)."""
    hidden = {"id": block["id"], "kind": block["kind"], "hidden": True}
    for key in ("snapshot", "assessment", "passage"):
        if key in block and block[key] not in seen[key]:
            return hidden
    if "incidents" not in block:
        return block
    rows = [row for row in block["incidents"] if row[0] in seen["incidents"]]
    if not rows:
        return hidden
    left_out = len(block["incidents"]) - len(rows)
    return block | {"incidents": rows} | ({"not_shown": left_out} if left_out else {})


def restored(given, report: Report | None, user) -> list:
    """The blocks that a user sends, with those put back that are as the user was shown them.

    So a user who does not see a block moves or keeps it, and never loses it by an edit.
    """
    before = {each["id"]: each for each in report.blocks} if report else {}
    if not isinstance(given, list) or not before:
        return given
    seen = visible_ids(before.values(), user)
    shown_then = {pk: redact(block, seen) for pk, block in before.items()}
    return [_restored(each, before, shown_then) for each in given]


def _restored(given, before, shown_then):
    pk = given.get("id") if isinstance(given, dict) else None
    if not isinstance(pk, str) or pk not in before:
        return given
    if _without_caption(given) != _without_caption(shown_then[pk]):
        return given
    if given.get("hidden"):
        return before[pk]
    caption = {"caption": given["caption"]} if "caption" in given else {}
    return _without_caption(before[pk]) | caption


def _without_caption(block) -> dict:
    return {name: value for name, value in block.items() if name != "caption"}


def redact_reports(rows, columns, reader):
    """Yield the tuples of reports for an export, with the blocks that the reader may see."""
    names = tuple(columns)
    at = names.index("blocks")
    found = row_tuples(rows, columns)
    for batch in in_batches(found, BATCH):
        seen = visible_ids([block for row in batch for block in row[at]], reader)
        for row in batch:
            yield (*row[:at], [redact(block, seen) for block in row[at]], *row[at + 1 :])
