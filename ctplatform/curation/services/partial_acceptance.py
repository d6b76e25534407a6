"""Accept some fields of a proposal; the others stay open as a proposal of their own."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from ctplatform.curation import diff
from ctplatform.curation.models import Proposal, ProposalEvidence
from ctplatform.curation.proposal_handlers import handler_of
from ctplatform.curation.rows import cleared_values
from ctplatform.curation.services.decisions import approve, load_to_accept


@transaction.atomic
def accept_fields(proposal, fields, *, by, reason="", expected_version=None) -> Proposal:
    """As `accept`, for some fields of a change; the others are filed as its `rests`."""
    context = load_to_accept(proposal, by=by, reason=reason, expected_version=expected_version)
    _set_rest_aside(context, fields)
    handler_of(proposal).check(context)
    approve(context)
    return context.proposal


def _set_rest_aside(context, fields) -> None:
    proposal, handler, names = context.proposal, handler_of(context.proposal), set(fields)
    if unknown := names - proposal.diff.keys():
        text = _("Not in this proposal: %s.") % ", ".join(sorted(unknown))
        raise ValidationError({"fields": text})
    values = {name: proposal.diff[name]["to"] for name in names}
    names |= cleared_values(context.live, values).keys() & proposal.diff.keys()
    taken, left = diff.divide(proposal.diff, names)
    if not taken or not handler.is_field_change:
        raise ValidationError({"fields": _("Choose fields of a change.")})
    if left:
        _file_rest(context, left)
        proposal.diff = taken
        handler.set_required_approvals(context)


def _file_rest(context, left) -> None:
    proposal, handler = context.proposal, handler_of(context.proposal)
    rest = Proposal.objects.get(pk=proposal.pk)
    rest.pk, rest.version, rest.rest_of, rest.diff = uuid7(), 1, proposal, left
    rest.first_reviewer, rest.first_decision = None, ""
    rest.is_acted_on()
    handler.set_required_approvals(handler.new_context(rest, context.live))
    rest.save(force_insert=True)
    ProposalEvidence.objects.bulk_create(
        ProposalEvidence(
            proposal=rest,
            object_type=row.object_type,
            object_id=row.object_id,
            position=row.position,
        )
        for row in proposal.evidence.all()
    )
