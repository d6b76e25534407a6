"""Plan the undoing of an import, without writing: what goes, what is changed back, what stays."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Q

from ctplatform.accounts.roles import with_roles_read_once
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.registry import kind_named
from incidents.imports.models import ImportedChange, TableImport
from incidents.imports.undoing.references import references_to, used_records
from incidents.imports.undoing.sources import KEY as SOURCE
from incidents.imports.undoing.sources import plan_sources
from incidents.imports.undoing.steps import Kept, Step, steps_back

CHUNK = 500


@dataclass
class UndoPlan:
    """What undoing an import does.

    `to_withdraw` are {key: ids} of the candidates that are withdrawn. `changed_back` and
    `to_review` count the changes that are taken back at once or through a proposal,
    `proposals_closed` the proposals of the import that nobody has accepted. `no_longer_referring`
    are the (key, id) of rows that are changed back at once and stop referring to other records.
    Sources, which are not curated, are deleted or changed back. `kept` is what stays, with the
    reason; `already_withdrawn` counts the records that somebody has withdrawn before.
    """

    to_withdraw: dict = field(default_factory=dict)
    changed_back: int = 0
    to_review: int = 0
    proposals_closed: int = 0
    no_longer_referring: set = field(default_factory=set)
    sources_to_delete: list = field(default_factory=list)
    sources_back: list = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    already_withdrawn: int = 0

    def counts(self) -> dict:
        """The numbers of a preview, by record type and reason, as JSON."""
        stays = Counter((each.record_type, each.why, each.detail) for each in self.kept)
        return {
            "withdrawn": {key: len(ids) for key, ids in self.to_withdraw.items() if ids},
            "deleted": {"source": number} if (number := len(self.sources_to_delete)) else {},
            "already_withdrawn": self.already_withdrawn,
            "changed_back": self.changed_back + len(self.sources_back),
            "to_review": self.to_review,
            "proposals_closed": self.proposals_closed,
            "kept": [
                {"record_type": key, "why": why, "detail": detail, "count": number}
                for (key, why, detail), number in stays.most_common()
            ],
        }

    def count_step(self, step: Step) -> None:
        """Count a change that is taken back."""
        if step.is_at_once:
            self.changed_back += 1
            self.no_longer_referring.update(step.no_longer_referring)
        else:
            self.to_review += 1


@dataclass
class PlannedChunk:
    """Some changes of an import: the steps that take them back, and their waiting proposals."""

    changes: list[ImportedChange]
    steps: list[Step] = field(default_factory=list)
    waiting: list = field(default_factory=list)


def plan_undoing(source: TableImport, *, by) -> UndoPlan:
    """Plan the undoing of an import by a user; the number of queries grows by chunks of changes."""
    plan = UndoPlan()
    for chunk in plan_changes(source, plan, by=by):
        plan.proposals_closed += len(chunk.waiting)
        for step in chunk.steps:
            plan.count_step(step)
    plan_withdrawals(source, plan)
    plan_sources(source, plan, by=by)
    return plan


def plan_withdrawals(source, plan) -> None:
    """Add the records that the import made: those that go, and those that stay."""
    going, references = set(), []
    made = source.made.exclude(record_type=SOURCE).order_by("record_type")
    for kind in map(kind_named, made.values_list("record_type", flat=True).distinct()):
        ids = source.made.filter(record_type=kind.key).values("record_id")
        going |= _untouched(source, kind, ids, plan)
        references += references_to(kind, ids)
    used = used_records(going, references, plan.no_longer_referring)
    plan.kept += [
        Kept(key, pk, "used", label) for (key, pk), label in sorted(used.items(), key=str)
    ]
    ordered = sorted(going - used.keys(), key=lambda each: (ORDER.get(each[0], 0), each))
    plan.to_withdraw = {
        key: [pk for _key, pk in found] for key, found in groupby(ordered, lambda each: each[0])
    }


ORDER = {"incident": 0, "actor": 1, "place": 2}
"""The order in which records go: those that refer to others first."""


def _untouched(source, kind, ids, plan) -> set:
    """(key, id) of the records of a kind that nobody has worked on since."""
    changed, offered = _changed_since(source, kind, ids), _offered(kind, ids)
    found = set()
    rows = kind.model._base_manager.filter(pk__in=ids).order_by("pk")
    for pk, state, merged in rows.values_list("pk", "state", "merged_into"):
        if state == "withdrawn":
            plan.already_withdrawn += 1
            continue
        reasons = (
            (state == "published", "published"),
            (merged is not None, "merged"),
            (pk in offered, "in_review"),
            (pk in changed, "changed"),
        )
        if why := next((why for holds, why in reasons if holds), ""):
            plan.kept.append(Kept(kind.key, pk, why))
        else:
            found.add((kind.key, pk))
    return found


def _changed_since(source, kind, ids) -> set:
    """The ids of records with a revision by somebody else, or by an import that is not undone."""
    later = Revision.objects.filter(root_type=kind.key, root_id__in=ids).exclude(
        kind=Revision.Kind.CREATE, at=source.started, by=source.created_by_id
    )
    taken_back = set()
    undone = ImportedChange.objects.filter(
        Q(source__undone__isnull=False) | Q(source=source), record_type=kind.key, record_id__in=ids
    )
    for revisions in undone.values_list("revisions", "undo_revisions"):
        taken_back.update(*revisions)
    return {root for pk, root in later.values_list("pk", "root_id") if str(pk) not in taken_back}


def _offered(kind, ids) -> set:
    waiting = Proposal.objects.filter(root_type=kind.key, root_id__in=ids)
    return set(waiting.filter(state__in=Proposal.WAITING).values_list("root_id", flat=True))


def plan_changes(source, plan, *, by) -> Iterator[PlannedChunk]:
    """What takes back the changes of the import, some of them at a time.

    What stays is added to the plan. The next chunk is planned when it is asked for, so that the
    one before can be written first. Rows that the import added to its own new records go with
    these.
    """
    changes = source.changes.filter(of_new_record=False).exclude(record_type=SOURCE)
    changes, last = changes.order_by("pk"), None
    while found := list((changes.filter(pk__gt=last) if last else changes)[:CHUNK]):
        last = found[-1].pk
        yield _plan_chunk(found, plan, by)


def _plan_chunk(changes, plan, by) -> PlannedChunk:
    chunk = PlannedChunk(changes)
    filed = [pk for change in changes for pk in change.proposals]
    applied = [pk for change in changes for pk in change.revisions]
    waiting = Proposal.objects.filter(pk__in=filed, state__in=Proposal.WAITING)
    chunk.waiting = sorted(waiting.values_list("pk", flat=True))
    made = Q(pk__in=applied) | Q(proposal__in=filed) if filed else Q(pk__in=applied)
    revisions = list(Revision.objects.filter(made).order_by("id"))
    for step in steps_back(changes, revisions, by=with_roles_read_once(by)):
        (plan.kept if isinstance(step, Kept) else chunk.steps).append(step)
    return chunk
