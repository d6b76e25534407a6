"""Eight people at once, on a server that lets them: nothing is applied twice, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from ctplatform.curation import services
from ctplatform.curation.errors import FieldConflict, WrongState
from ctplatform.curation.models import Proposal, Revision
from incidents.models import Incident
from tests.factories.accounts import member
from tests.factories.curation import Team

pytestmark = [
    pytest.mark.services,
    pytest.mark.both_databases,
    pytest.mark.urls("tests.ctplatform.curation.urls"),
    pytest.mark.django_db(transaction=True),
]

PEOPLE = 8
EDITS = 25  # of each
COUNTED = 8  # of each, tried again until they pass


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
        for _ in range(COUNTED):
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
    assert incident.summary == str(PEOPLE * COUNTED)
    assert incident.version == PEOPLE * COUNTED + 1
    assert Revision.objects.about(incident).count() == PEOPLE * COUNTED + 1


@pytest.mark.parametrize(
    ("best", "ends"), [(1, ["published"]), (60, ["candidate", "published"])], ids=["one", "two"]
)
def test_a_candidate_is_published_once_by_as_many_as_it_takes(best, ends):
    team = Team()
    incident = team.candidate()
    team.casualty(incident, low=None, high=None, best=best)
    reviewers = [member(team.project, "reviewer") for _ in range(PEOPLE)]

    def publish(by):
        try:
            return services.publish(Incident.objects.get(pk=incident.pk), by=by).record.state
        except WrongState:
            return "refused"

    refused = ["refused"] * (PEOPLE - len(ends))
    assert sorted(at_once(publish, reviewers)) == [*ends, *refused]
    assert Proposal.objects.filter(state="applied").count() == len(ends) - 1
    assert Revision.objects.about(incident).filter(kind="publish").count() == 1


def test_of_edits_proposed_and_accepted_at_once_none_is_lost_and_each_conflict_told():
    team = Team()
    incident = team.published(summary="0")
    pairs = [
        (member(team.project, "annotator"), member(team.project, "reviewer")) for _ in range(PEOPLE)
    ]

    def edit(pair):
        author, reviewer = pair
        applied, refused = [], []
        for number in range(EDITS):
            live = Incident.objects.get(pk=incident.pk)
            value = f"{author.username} {number}"
            proposal = services.propose(
                live, {"summary": value}, by=author, base_version=live.version
            )
            try:
                services.accept(proposal, by=reviewer)
                applied.append(value)
            except FieldConflict as conflict:
                refused.append((live.summary, conflict.fields["summary"]))
        return applied, refused

    found = at_once(edit, pairs)
    applied = [value for values, _refused in found for value in values]
    refused = [each for _values, told in found for each in told]
    assert all(said["live"] != seen == said["from"] for seen, said in refused)
    history = Revision.objects.about(incident).filter(kind="change").order_by("version")
    written = [row.diff["summary"] for row in history]
    assert len(applied) + len(refused) == PEOPLE * EDITS
    assert sorted(step["to"] for step in written) == sorted(applied)
    assert [step["from"] for step in written] == ["0", *(step["to"] for step in written[:-1])]
    assert Proposal.objects.filter(state="open").count() == len(refused)
    incident.refresh_from_db()
    assert (incident.summary, incident.version) == (written[-1]["to"], len(applied) + 2)
