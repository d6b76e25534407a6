"""Plan the undoing of an import, without writing: what goes, what is changed back, what stays."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Q

from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.registry import kind_named
from ctplatform.database.batches import in_batches
from incidents.imports.models import ImportedChange, TableImport
from incidents.imports.undoing.references import references_to, used_records
from incidents.imports.undoing.steps import Kept, Step, steps_back

CHUNK = 500


@dataclass
class UndoPlan:
    """What undoing an import does.

    `to_withdraw` are {key: ids} of the candidates that are withdrawn, `steps` the changes that are
    taken back, at once or through a proposal, `waiting` the ids of proposals of the import that
    nobody has accepted. `kept` is what stays, with the reason; `already_withdrawn` counts the
    records that somebody has withdrawn before.
    """

    to_withdraw: dict = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    waiting: list = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    already_withdrawn: int = 0

    def counts(self) -> dict:
        """The numbers of a preview, by record type and reason, as JSON."""
        at_once = [step for step in self.steps if step.is_at_once]
        stays = Counter((each.record_type, each.why, each.detail) for each in self.kept)
        return {
            "withdrawn": {key: len(ids) for key, ids in self.to_withdraw.items() if ids},
            "already_withdrawn": self.already_withdrawn,
            "changed_back": len(at_once),
            "to_review": len(self.steps) - len(at_once),
            "proposals_closed": len(self.waiting),
            "kept": [
                {"record_type": key, "why": why, "detail": detail, "count": number}
                for (key, why, detail), number in stays.most_common()
            ],
        }


def plan_undoing(source: TableImport, *, by) -> UndoPlan:
    """Plan the undoing of an import by a user; the number of queries grows by chunks of changes."""
    plan = UndoPlan()
    plan_changes(source, plan, by=by)
    at_once = [step for step in plan.steps if step.is_at_once]
    plan_withdrawals(source, plan, {row for step in at_once for row in step.no_longer_referring})
    return plan


def plan_withdrawals(source, plan, no_longer_referring=frozenset()) -> None:
    """Add the records that the import made: those that go, and those that stay.

    `no_longer_referring` are the (key, id) of rows that are changed back first.
    """
    going, references = set(), []
    made = source.made.order_by("record_type").values_list("record_type", flat=True).distinct()
    for kind in map(kind_named, made):
        ids = source.made.filter(record_type=kind.key).values("record_id")
        going |= _untouched(source, kind, ids, plan)
        references += references_to(kind, ids)
    used = used_records(going, references, no_longer_referring)
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
    if kind.key == "incident":
        undone = ImportedChange.objects.filter(incident__in=ids, source__undone__isnull=False)
        for revisions in undone.values_list("revisions", "undo_revisions"):
            taken_back.update(*revisions)
    return {root for pk, root in later.values_list("pk", "root_id") if str(pk) not in taken_back}


def _offered(kind, ids) -> set:
    waiting = Proposal.objects.filter(root_type=kind.key, root_id__in=ids)
    return set(waiting.filter(state__in=Proposal.WAITING).values_list("root_id", flat=True))


def plan_changes(source, plan, *, by) -> None:
    """Add what the import changed: the steps that take it back, and what stays."""
    changes = source.changes.select_related("incident__project").order_by("pk")
    for chunk in in_batches(changes.iterator(chunk_size=CHUNK), CHUNK):
        _plan_chunk(chunk, plan, by)


def _plan_chunk(chunk, plan, by):
    filed = [pk for change in chunk for pk in change.proposals]
    applied = [pk for change in chunk for pk in change.revisions]
    waiting = Proposal.objects.filter(pk__in=filed, state__in=Proposal.WAITING)
    plan.waiting += sorted(waiting.values_list("pk", flat=True))
    revisions = Revision.objects.filter(Q(pk__in=applied) | Q(proposal__in=filed)).order_by("id")
    for step in steps_back(chunk, revisions, by=by):
        (plan.kept if isinstance(step, Kept) else plan.steps).append(step)
