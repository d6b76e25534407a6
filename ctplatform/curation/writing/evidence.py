"""Evidence of a proposal: look up ids in the registered kinds, and describe stored evidence."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from ctplatform.curation.models import ProposalEvidence
from ctplatform.curation.registry import evidence_kinds

WHOLE = "-"
"""The field of a Statement about the record as a whole."""


def attach(proposal, evidence, *, by) -> None:
    """Replace a proposal's evidence (rows or ids); ValidationError for what `by` cannot see."""
    found = resolve(evidence, by=by, project=proposal.project)
    proposal.evidence.all().delete()
    ProposalEvidence.objects.bulk_create(
        ProposalEvidence(proposal=proposal, object_type=key, object_id=pk, position=position)
        for position, (key, pk) in enumerate(found)
    )


def resolve(evidence, *, by, project) -> list[tuple[str, UUID]]:
    """Return (kind, id) of each piece of evidence, in the given order and without repeats."""
    wanted = list(dict.fromkeys(_identifier(item) for item in evidence))
    found = {}
    for kind in evidence_kinds() if wanted else ():
        rows = kind.visible(by, project).filter(pk__in=wanted)
        found.update(dict.fromkeys(rows.values_list("pk", flat=True), kind.key))
    if missing := [str(pk) for pk in wanted if pk not in found]:
        text = _("There is no such evidence: %(ids)s.") % {"ids": ", ".join(missing)}
        raise ValidationError({"evidence": text})
    return [(found[pk], pk) for pk in wanted]


def with_seen_evidence(rows, user) -> list:
    """Set `.seen_evidence` on proposals or revisions: the ids that this user may see.

    One query per kind of evidence.
    """
    rows = list(rows)
    prefetch_related_objects(rows, "evidence")
    seen = set()
    for kind in evidence_kinds():
        ids = {each.object_id for row in rows for each in row.evidence.all()}
        if ids:
            found = kind.model.objects.visible_to(user).filter(pk__in=ids).order_by()
            seen.update(found.values_list("pk", flat=True))
    for row in rows:
        row.seen_evidence = [e.object_id for e in row.evidence.all() if e.object_id in seen]
    return rows


def passages_about(record, user) -> dict:
    """{field: [Passage]} of a record, as far as visible to the user; "" is the whole record."""
    found = {}
    for kind in evidence_kinds():
        for name, rows in kind.about(record, user).items():
            found.setdefault(name, []).extend(rows)
    return found


def passages(proposal, *, record, user) -> list:
    """Describe the evidence that this user may see, in the author's order."""
    return passages_of([proposal], record=record, user=user)[proposal.pk]


def passages_of(proposals, *, record, user) -> dict:
    """{id of a proposal: its Passages} that this user may see, in the author's order.

    All proposals are of one project and about `record`; the number of queries is fixed.
    """
    prefetch_related_objects(proposals, "evidence")
    stands_on = {each.pk: list(each.evidence.all()) for each in proposals}
    return _seen(stands_on, proposals[0].project, record=record, user=user)


def passages_of_history(revisions, *, record, user) -> dict:
    """{id of a revision: its Passages}, in a fixed number of queries.

    A reviewed change has the evidence of its proposal. Evidence is prefetched.
    """
    stands_on = {each.pk: list((each.proposal or each).evidence.all()) for each in revisions}
    return _seen(stands_on, record.project, record=record, user=user)


@dataclass(frozen=True)
class Statement:
    """What a user states about evidence: its field, stance, stated value and credibility.

    An empty `field` stands for the fields that the change sets, an empty `stated` for its value.
    """

    id: UUID
    field: str = ""
    stance: str = "supports"
    stated: str = ""
    credibility: int | None = None


def stances() -> dict:
    """{key: label} of the stances that evidence can have towards a record."""
    return {key: label for kind in evidence_kinds() for key, label in kind.stances.items()}


def credibility_grades() -> dict:
    """{grade: label} of the credibility of evidence."""
    return {n: label for kind in evidence_kinds() for n, label in kind.credibility_grades.items()}


def link_evidence(statements, record, *, by, values, changed, row=None) -> None:
    """Link evidence to a record, so that its fields show their evidence.

    `values` are {field: value} that the change sets; `changed` are the fields of a statement that
    names none (empty: the record as a whole); `row` is the child row that the statements are about,
    with field "". Links that exist already stay unchanged.
    """
    for statement in statements:
        said = {"stance": statement.stance, "credibility": statement.credibility}
        said |= {"by": by, "row": row}
        for name in _fields_of(statement, changed):
            stated = _as_stated(statement.stated) if statement.stated else values.get(name)
            for kind in evidence_kinds():
                kind.link(statement.id, record, field=name, stated=stated, **said)


def _fields_of(statement, changed):
    if statement.field == WHOLE:
        return [""]
    return [statement.field] if statement.field else changed or [""]


def _as_stated(text):
    """Convert a whole number to int; other text stays as it is."""
    return int(text) if re.fullmatch(r"-?\d{1,15}", text) else text


def name_made_row(row, proposal) -> None:
    """Add the new child row to the links that its author made for the proposal."""
    ids = list(proposal.evidence.values_list("object_id", flat=True))
    for kind in evidence_kinds() if ids else ():
        kind.name_row(row, ids, by=proposal.author)


def offered(user, project, **which) -> list:
    """Passages to choose from in a form (see EvidenceKind)."""
    return [each for kind in evidence_kinds() for each in kind.offered(user, project, **which)]


def _seen(stands_on, project, *, record, user) -> dict:
    rows = [row for found in stands_on.values() for row in found]
    described = _described(rows, project, record=record, user=user) if rows else {}
    return {
        pk: [each for row in found for each in described.get(str(row.object_id), ())]
        for pk, found in stands_on.items()
    }


def _described(rows, project, *, record, user) -> dict:
    """{id of a piece of evidence: its Passages}, one for each link to the record."""
    described = {}
    for kind in evidence_kinds():
        ids = [row.object_id for row in rows if row.object_type == kind.key]
        if ids:
            seen = list(kind.visible(user, project).filter(pk__in=ids))
            for passage in kind.describe(seen, record, user):
                described.setdefault(passage.id, []).append(passage)
    return described


def _identifier(item):
    try:
        return UUID(str(getattr(item, "pk", item)))
    except ValueError as error:
        raise ValidationError({"evidence": _("Give evidence by its id.")}) from error
