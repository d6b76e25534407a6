"""Evidence of a proposal: resolve ids through the registered kinds, and describe what is stored."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from ctplatform.curation.models import ProposalEvidence
from ctplatform.curation.registry import evidence_kinds


def attach(proposal, evidence, *, by) -> None:
    """Replace a proposal's evidence by rows or ids; ValidationError for what `by` cannot see."""
    found = resolve(evidence, by=by, project=proposal.project)
    proposal.evidence.all().delete()
    ProposalEvidence.objects.bulk_create(
        ProposalEvidence(proposal=proposal, object_type=key, object_id=pk, position=position)
        for position, (key, pk) in enumerate(found)
    )


def resolve(evidence, *, by, project) -> list[tuple[str, UUID]]:
    """Return (kind, id) of each piece of evidence, in the order given and without repeats."""
    wanted = list(dict.fromkeys(_identifier(item) for item in evidence))
    found = {}
    for kind in evidence_kinds() if wanted else ():
        rows = kind.visible(by, project).filter(pk__in=wanted)
        found.update(dict.fromkeys(rows.values_list("pk", flat=True), kind.key))
    if missing := [str(pk) for pk in wanted if pk not in found]:
        text = _("There is no such evidence: %(ids)s.") % {"ids": ", ".join(missing)}
        raise ValidationError({"evidence": text})
    return [(found[pk], pk) for pk in wanted]


def passages(proposal, *, record, user) -> list:
    """Describe the evidence that this person may see, in the author's order."""
    return passages_of([proposal], record=record, user=user)[proposal.pk]


def passages_of(proposals, *, record, user) -> dict:
    """{id of a proposal: its Passages}: what this person may see, in the author's order.

    All proposals are of one project and about `record`; the number of queries does not grow.
    """
    prefetch_related_objects(proposals, "evidence")
    stands_on = {each.pk: list(each.evidence.all()) for each in proposals}
    return _seen(stands_on, proposals[0].project, record=record, user=user)


def passages_of_history(revisions, *, record, user) -> dict:
    """{id of a revision: its Passages}, in a number of queries that does not grow.

    A change that was reviewed rests on its proposal's evidence. Both are prefetched.
    """
    stands_on = {each.pk: list((each.proposal or each).evidence.all()) for each in revisions}
    return _seen(stands_on, record.project, record=record, user=user)


def _seen(stands_on, project, *, record, user) -> dict:
    rows = [row for found in stands_on.values() for row in found]
    described = _described(rows, project, record=record, user=user) if rows else {}
    return {
        pk: [described[str(row.object_id)] for row in found if str(row.object_id) in described]
        for pk, found in stands_on.items()
    }


def _described(rows, project, *, record, user) -> dict:
    described = {}
    for kind in evidence_kinds():
        ids = [row.object_id for row in rows if row.object_type == kind.key]
        if ids:
            seen = list(kind.visible(user, project).filter(pk__in=ids))
            described |= {passage.id: passage for passage in kind.describe(seen, record, user)}
    return described


def _identifier(item):
    try:
        return UUID(str(getattr(item, "pk", item)))
    except ValueError as error:
        raise ValidationError({"evidence": _("Give evidence by its id.")}) from error
