"""Each kind of proposal has a handler, and what can no longer be applied is refused at once."""

import pytest

from ctplatform.curation import services
from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Proposal
from ctplatform.curation.proposal_handlers import handler_named
from incidents.models import CasualtyEstimate, Incident
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", Proposal.Kind)
def test_each_kind_of_proposal_has_a_handler_of_its_own(kind):
    others = [handler_named(each) for each in Proposal.Kind if each != kind]
    assert handler_named(kind) not in others


def test_the_first_of_two_approvals_is_refused_for_a_record_that_is_withdrawn():
    team = Team()
    incident = team.published()
    values = {"incident": incident, "kind": "killed", "best": 60}
    proposal = services.create_record(CasualtyEstimate, values, by=team.author).proposal
    assert proposal.approvals_needed == 2
    withdrawal = services.withdraw_record(incident, by=team.author).proposal
    services.accept(withdrawal, by=team.reviewer)
    with pytest.raises(WrongState):
        services.accept(proposal, by=team.reviewer)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.first_reviewer, proposal.version) == ("open", None, 1)


def test_the_undoing_of_a_merge_is_refused_once_the_record_is_merged_elsewhere():
    team = Team()
    kept, gone, third = team.published(), team.published(), team.published()
    merge = services.merge(gone, kept, by=team.editor).proposal
    for by in (team.reviewer, team.second):
        merge = services.accept(merge, by=by)
    undoing = services.unmerge(Incident.objects.get(pk=gone.pk), by=team.editor).proposal
    elsewhere = services.merge(Incident.objects.get(pk=kept.pk), third, by=team.editor).proposal
    for by in (team.reviewer, team.second):
        elsewhere = services.accept(elsewhere, by=by)
    assert Incident.objects.get(pk=gone.pk).merged_into_id == third.pk
    with pytest.raises(WrongState, match="merged this record elsewhere"):
        services.accept(undoing, by=team.reviewer)
