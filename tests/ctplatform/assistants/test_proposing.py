"""What assistants write is a proposal that a person reviews, whatever the role of the user."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from ctplatform.accounts.sign_in.tokens import create_token
from ctplatform.assistants.tools import operations
from ctplatform.assistants.tools.registry import tools
from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal, Revision
from incidents.models import Actor, CasualtyEstimate, Incident
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as texts
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db
WHY = "The second paragraph says so."


@pytest.fixture
def team():
    return Team()


def change_of(record, **values):
    return {
        "record_type": "incident",
        "id": str(record.pk),
        "base_version": record.version,
        "values": values,
        "reason": WHY,
    }


def calls_that_propose(team):
    """One good call of each tool that proposes."""
    record = team.published()
    row = team.casualty(team.candidate())
    return [
        (
            "propose_record",
            {
                "record_type": "incident",
                "project": team.project.slug,
                "values": {"title": "A raid"},
                "reason": WHY,
            },
        ),
        ("propose_change", change_of(record, title="Another title")),
        (
            "propose_row",
            {
                "row_type": "casualty",
                "record": str(record.pk),
                "values": {"kind": "killed", "low": 3, "high": 5},
                "reason": WHY,
            },
        ),
        (
            "propose_withdrawal",
            {"record_type": "casualty", "id": str(row.pk), "reason": WHY},
        ),
    ]


@pytest.mark.parametrize("role", ["author", "reviewer", "editor", "owner"])
@pytest.mark.parametrize("policy", ["four_eyes", "open"])
def test_every_write_is_a_proposal_whoever_asks_and_whatever_the_policy(assistant, role, policy):
    team = Team(policy=policy)
    calls = calls_that_propose(team)
    assert {name for name, _ in calls} == {name for name, tool in tools().items() if tool.proposes}
    person = assistant(getattr(team, role))
    for tool, arguments in calls:
        before, old = Proposal.objects.count(), set(Revision.objects.values_list("pk", flat=True))
        proposal = person.read(tool, **arguments)
        assert Proposal.objects.count() == before + 1
        assert (proposal["state"], proposal["channel"]) == ("open", "assistant"), tool
        assert proposal["author"] == getattr(team, role).username
        written = Revision.objects.exclude(pk__in=old)
        if tool == "propose_record":
            assert [row.kind for row in written] == ["create"]
            made = Incident.objects.get(pk=proposal["target_id"])
            assert (made.state, proposal["kind"]) == ("candidate", "publish")
        else:
            assert not written.exists()
    assert not Incident.objects.filter(title="Another title").exists()
    assert CasualtyEstimate.objects.count() == 1


def test_a_superuser_proposes_as_well(assistant, team):
    person = assistant(UserFactory(is_superuser=True))
    for tool, arguments in calls_that_propose(team):
        assert person.read(tool, **arguments)["state"] == "open"


def test_a_proposal_is_reviewed_by_a_second_person_and_changes_the_record(assistant, team):
    record = team.published()
    made = assistant(team.reviewer).read("propose_change", **change_of(record, title="New"))
    proposal = Proposal.objects.get(pk=made["id"])
    with pytest.raises(PermissionDenied):
        curation.accept(proposal, by=team.reviewer)
    curation.accept(proposal, by=team.second)
    record.refresh_from_db()
    assert record.title == "New"
    history = Api(team.reviewer).get(f"incidents/{record.pk}/history/").json()["results"][0]
    assert (history["channel"], history["reviewer"]) == ("assistant", team.second.username)


def test_a_new_actor_is_a_candidate_until_it_is_published(assistant, team):
    values = {"name": "The Group", "aliases": ["A Group"]}
    made = assistant(team.author).read(
        "propose_record",
        record_type="actor",
        project=team.project.slug,
        values=values,
        reason=WHY,
    )
    actor = Actor.objects.get(pk=made["target_id"])
    assert (actor.state, actor.aliases.get().text) == ("candidate", "A Group")
    curation.accept(Proposal.objects.get(pk=made["id"]), by=team.reviewer)
    actor.refresh_from_db()
    assert actor.state == "published"


def test_evidence_and_reason_are_kept_with_the_proposal(assistant, team):
    article = texts.article(team.project, team.author, "37 people died.")
    passage = texts.annotation(article, team.author, "37 people")
    arguments = change_of(team.published(), title="New") | {"evidence": [str(passage.pk)]}
    made = assistant(team.author).read("propose_change", **arguments)
    assert (made["reason"], made["evidence"]) == (WHY, [str(passage.pk)])
    made = assistant(team.author).read(
        "propose_record",
        record_type="incident",
        project=team.project.slug,
        values={"title": "A raid"},
        reason=WHY,
        evidence=[str(passage.pk)],
    )
    assert (made["reason"], made["evidence"]) == (WHY, [str(passage.pk)])


def test_a_token_that_only_reads_proposes_nothing(assistant, team):
    person = assistant(team.owner, scopes=["read", "export"])
    for tool, arguments in calls_that_propose(team):
        before = Proposal.objects.count(), Incident.objects.count()
        problem = person.refused(tool, **arguments)
        assert (problem["status"], "“annotate”" in problem["detail"]) == (403, True), tool
        assert (Proposal.objects.count(), Incident.objects.count()) == before


@pytest.mark.parametrize("who", ["reader", "nobody of the project"])
def test_who_may_not_propose_is_refused(assistant, team, who):
    user = team.reader if who == "reader" else UserFactory()
    person = assistant(user)
    for tool, arguments in calls_that_propose(team):
        before = Proposal.objects.count(), Incident.objects.count()
        assert person.refused(tool, **arguments)["status"] in (400, 403, 404), tool
        assert (Proposal.objects.count(), Incident.objects.count()) == before


def test_a_token_of_another_project_proposes_nothing_here(assistant, team):
    other = Team()
    curation_owner = team.owner
    person = assistant(key=create_token(by=curation_owner, name="x", projects=[team.project])[1])
    record = other.published()
    assert person.refused("propose_change", **change_of(record, title="New"))["status"] == 400


def test_wrong_values_are_named_and_nothing_is_stored(assistant, team):
    person, record = assistant(team.author), team.published()
    problem = person.refused("propose_change", **change_of(record, titel="x"))
    assert "/diff/titel" in [each["pointer"] for each in problem["errors"]]
    problem = person.refused("propose_change", **change_of(record, state="withdrawn"))
    assert "/diff/state" in [each["pointer"] for each in problem["errors"]]
    arguments = {"record_type": "incident", "project": team.project.slug, "reason": WHY}
    problem = person.refused(
        "propose_record", **arguments, values={"title": "x", "state": "published"}
    )
    assert "/state" in [each["pointer"] for each in problem["errors"]]
    problem = person.refused("propose_record", **arguments, values={"title": "x", "date": "soon"})
    assert "/date" in [each["pointer"] for each in problem["errors"]]
    problem = person.refused(
        "propose_record", **arguments, values={"title": "x", "project": "other"}
    )
    assert problem["errors"][0]["pointer"] == "/values"
    assert Proposal.objects.count() == 0
    assert Incident.objects.count() == 1


def test_what_is_one_persons_own_is_not_proposed(assistant):
    assert "judgement" not in operations.proposed_rows()
    assert "judgement" in operations.rows()


def test_a_repeated_key_proposes_once(assistant, team):
    person = assistant(team.author)
    for tool, arguments in calls_that_propose(team):
        before = Proposal.objects.count(), Incident.objects.count()
        first = person.read(tool, **arguments, idempotency_key=f"once {tool}")
        count = Proposal.objects.count(), Incident.objects.count()
        again = person.read(tool, **arguments, idempotency_key=f"once {tool}")
        assert again == first
        assert (Proposal.objects.count(), Incident.objects.count()) == count > before
    record = team.published()
    problem = person.refused(
        "propose_change", **change_of(record, title="x"), idempotency_key="once propose_change"
    )
    assert problem["status"] == 422


def test_keys_of_assistants_are_apart_from_those_of_the_api(assistant, team):
    values = {"title": "A raid", "project": team.project.slug}
    Api(team.author).post("incidents/", values, idempotency_key="k")
    made = assistant(team.author).read(
        "propose_record",
        record_type="incident",
        project=team.project.slug,
        values={"title": "A raid"},
        reason=WHY,
        idempotency_key="k",
    )
    assert made["kind"] == "publish"


def test_conflicts_are_told_as_data(assistant, team):
    record = team.published()
    old = record.version
    curation.accept(team.proposal(record, title="Meanwhile"), by=team.reviewer)
    found = assistant(team.author).call(
        "propose_change", **(change_of(record, title="Late") | {"base_version": old})
    )
    assert found["structuredContent"]["data"]["state"] == "open"
    assert "Meanwhile" in json.dumps(found["structuredContent"]["data"]["conflicts"])
