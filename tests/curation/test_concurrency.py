"""Eight people at once, on a server that lets them: nothing is applied twice, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from ctplatform.curation import services
from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Proposal, Revision
from incidents.models import Incident
from tests.factories.accounts import member
from tests.factories.curation import Team

pytestmark = [
    pytest.mark.services,
    pytest.mark.urls("tests.curation.urls"),
    pytest.mark.django_db(transaction=True),
]

PEOPLE = 8
EDITS = 8


def at_once(work, arguments):
    """Run `work` in as many threads as there are arguments; return the results."""

    def run(argument):
        try:
            return work(argument)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(arguments)) as threads:
        return list(threads.map(run, arguments))


def test_a_proposal_accepted_by_eight_is_applied_once():
    team = Team()
    incident = team.published()
    proposal = team.proposal(incident)
    reviewers = [member(team.project, "reviewer") for _ in range(PEOPLE)]

    def accept(by):
        try:
            return services.accept(Proposal.objects.get(pk=proposal.pk), by=by).state
        except WrongState:
            return "refused"

    assert sorted(at_once(accept, reviewers)) == ["applied"] + ["refused"] * (PEOPLE - 1)
    assert Revision.objects.filter(proposal=proposal).count() == 1
    incident.refresh_from_db()
    assert incident.version == 3


def test_eight_clients_with_if_match_lose_no_edit(api):
    team = Team()
    incident = team.candidate(summary="0")
    path = f"records/{incident.pk}/"

    def count_up(by):
        client = api(by)
        for _ in range(EDITS):
            while True:
                seen = client.get(path)
                more = {"summary": str(int(seen.json()["summary"]) + 1)}
                answer = client.patch(path, more, etag=seen["ETag"])
                if answer.status_code == 200:
                    break
                assert answer.status_code == 412, answer.content

    editors = [member(team.project, "editor") for _ in range(PEOPLE)]
    at_once(count_up, editors)
    incident.refresh_from_db()
    assert incident.summary == str(PEOPLE * EDITS)
    assert incident.version == PEOPLE * EDITS + 1
    assert Revision.objects.about(incident).count() == PEOPLE * EDITS + 1


def test_a_candidate_is_published_once_and_never_by_a_late_editor():
    team = Team()
    incident = team.candidate()
    reviewers = [member(team.project, "reviewer") for _ in range(PEOPLE)]

    def publish(by):
        try:
            return services.publish(Incident.objects.get(pk=incident.pk), by=by).state
        except WrongState:
            return "refused"

    assert sorted(at_once(publish, reviewers)) == ["published"] + ["refused"] * (PEOPLE - 1)
    assert Revision.objects.about(incident).filter(kind="publish").count() == 1
