"""`proposals/?updated_since=` finds what shows something else than before."""

import datetime

import pytest
from django.utils import timezone

from ctplatform.curation import services
from ctplatform.curation.models import Proposal
from ctplatform.curation.services.proposal_expiry import (
    remind_of_proposals,
    withdraw_lapsed_proposals,
)
from incidents.models import CasualtyEstimate, Participation
from tests.ctplatform.rest.client import Api
from tests.factories.curation import Team
from tests.factories.incidents import ActorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return Team()


def found(person, moment):
    rows = Api(person).rows("proposals/", updated_since=moment.isoformat())
    return [row["id"] for row in rows]


def grave_candidate(team):
    """A candidate that waits for two, and its proposal after the first approval."""
    candidate = team.candidate()
    team.casualty(candidate, low=None, high=None, best=60)
    candidate.refresh_from_db()
    return candidate, services.publish(candidate, by=team.reviewer).proposal


def test_a_publication_moves_when_its_candidate_or_a_row_of_it_changes(team):
    candidate, proposal = grave_candidate(team)
    estimate = CasualtyEstimate.objects.get()
    for record, values in ((candidate, {"title": "Siege of In Amenas"}), (estimate, {"best": 70})):
        moment = timezone.now()
        assert found(team.second, moment) == []
        services.change_record(record, values, by=team.author)
        assert found(team.second, moment) == [str(proposal.pk)]


def test_a_publication_whose_candidate_changes_is_not_forgotten(team):
    candidate, proposal = grave_candidate(team)
    rows = Proposal.objects.filter(pk=proposal.pk)
    long_ago = timezone.now() - datetime.timedelta(days=40)
    rows.update(last_act=long_ago)
    remind_of_proposals()
    services.change_record(candidate, {"title": "Siege of In Amenas"}, by=team.author)
    assert rows.get().reminded is None
    assert not rows.forgotten().exists()


def test_a_publication_stands_still_when_a_row_that_not_all_see_changes(team):
    candidate, proposal = grave_candidate(team)
    actor = ActorFactory(project=team.project, created_by=team.owner, marking="red")
    api, moment = Api(team.second), timezone.now()
    before = api.get(f"proposals/{proposal.pk}/")
    values = {"incident": candidate, "actor": actor, "role": "perpetrator"}
    row = services.create_record(Participation, values, by=team.owner).record
    services.change_record(row, {"note": "who it was"}, by=team.owner)
    services.withdraw_record(row, by=team.owner)
    after = api.get(f"proposals/{proposal.pk}/")
    assert (after["ETag"], after.content) == (before["ETag"], before.content)
    assert found(team.second, moment) == []


def test_a_waiting_change_moves_when_the_live_record_does(team):
    incident = team.published()
    proposal = team.proposal(incident)
    moment = timezone.now()
    assert found(team.reviewer, moment) == []
    services.accept(team.proposal(incident, title="Another"), by=team.second)
    shown = Api(team.reviewer).get(f"proposals/{proposal.pk}/").json()
    assert shown["conflicts"]["title"]["live"] == "Another"
    assert str(proposal.pk) in found(team.reviewer, moment)


def test_a_reminder_and_a_lapse_are_found(team):
    proposal = team.proposal()
    rows = Proposal.objects.filter(pk=proposal.pk)
    for days, act in ((40, remind_of_proposals), (100, withdraw_lapsed_proposals)):
        long_ago = timezone.now() - datetime.timedelta(days=days)
        rows.update(last_act=long_ago, reminded=long_ago if days == 100 else None)
        moment = timezone.now()
        assert found(team.reviewer, moment) == []
        act()
        assert found(team.reviewer, moment) == [str(proposal.pk)]
