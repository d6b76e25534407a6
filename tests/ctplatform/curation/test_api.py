"""proposals/ and revisions/."""

import pytest

from ctplatform.curation import services
from ctplatform.curation.models import Proposal, Revision
from incidents.models import CasualtyEstimate
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db

NOWHERE = "0192b0c0-0000-7000-8000-000000000000"


def about(incident, **values):
    return {"target_type": "incident", "target_id": str(incident.pk), **values}


def test_a_proposal_is_made_shown_and_accepted(api):
    team = Team()
    incident = team.published()
    made = api(team.author).post(
        "proposals/", about(incident, diff={"title": "B"}, reason="¶3", base_version=2)
    )
    assert made.status_code == 201, made.content
    body = made.json()
    shown = api(team.reader).get(f"proposals/{body['id']}/")
    assert shown.json() == body
    assert body["last_act"] >= body["created"]
    assert body | {"id": "", "created": "", "last_act": ""} == {
        "id": "",
        "project": team.project.slug,
        "kind": "change",
        "target_type": "incident",
        "target_id": str(incident.pk),
        "base_version": 2,
        "diff": {"title": {"from": "Siege", "to": "B"}},
        "reason": "¶3",
        "evidence": [],
        "state": "open",
        "policy": "four_eyes",
        "author": team.author.username,
        "channel": "direct",
        "approvals_needed": 1,
        "grave_because": "",
        "first_reviewer": None,
        "first_decision": "",
        "reviewer": None,
        "decision": "",
        "created": "",
        "decided": None,
        "last_act": "",
        "lapses": None,
        "version": 1,
        "rest_of": None,
        "rivals": [],
        "conflicts": {},
    }
    assert made["ETag"] == f'"{body["id"]}-1"'
    done = api(team.reviewer).act(f"proposals/{body['id']}/accept/", {"reason": "Yes."})
    assert (done.status_code, done.json()["state"]) == (200, "applied")
    assert (done.json()["reviewer"], done.json()["decision"]) == (team.reviewer.username, "Yes.")
    incident.refresh_from_db()
    assert incident.title == "B"


def test_a_conflict_is_409_and_names_from_to_and_live(api):
    team = Team()
    incident = team.published()
    proposal = team.proposal(incident, title="A")
    services.accept(team.proposal(incident, title="B"), by=team.second)
    shown = api(team.reviewer).get(f"proposals/{proposal.pk}/").json()
    at_odds = {"title": {"from": "Siege", "to": "A", "live": "B"}}
    assert shown["conflicts"] == at_odds
    refused = api(team.reviewer).act(f"proposals/{proposal.pk}/accept/")
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
    assert refused.json()["conflicts"] == at_odds
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/title"]
    assert api(team.reviewer).get(f"proposals/{proposal.pk}/").json()["state"] == "open"


@pytest.mark.parametrize("act", ["accept", "reject", "request-changes", "withdraw"])
def test_decisions_answer_by_role(api, act):
    team = Team()
    proposal = team.proposal()
    path = f"proposals/{proposal.pk}/{act}/"
    why = {"reason": "Because."}
    assert api().post(path, why).status_code == 401
    assert api(UserFactory()).post(path, why).status_code == 404
    assert api(team.reader).post(path, why).status_code == 403
    wrong = team.reviewer if act == "withdraw" else team.author
    assert api(wrong).post(path, why).status_code == 403
    right = team.author if act == "withdraw" else team.reviewer
    assert api(right).act(path, {"reason": ["x"]}).status_code == 400
    assert api(right).act(path, {"reason": "x" * 4001}).status_code == 400
    assert api(right).act(path, why).status_code == 200
    assert api(right).act(path, why).status_code == 409


@pytest.mark.parametrize("act", ["reject", "request-changes"])
def test_a_refusal_needs_a_reason(api, act):
    team = Team()
    answer = api(team.reviewer).post(f"proposals/{team.proposal().pk}/{act}/")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/reason"


def test_superusers_need_second_eyes(api):
    team = Team()
    root = UserFactory(is_superuser=True)
    proposal = team.proposal(by=root)
    assert api(root).act(f"proposals/{proposal.pk}/accept/").status_code == 403


def test_amend_is_a_patch_by_the_author(api):
    team = Team()
    incident = team.published()
    proposal = services.request_changes(
        team.proposal(incident), by=team.reviewer, reason="Which source?"
    )
    path, tag = f"proposals/{proposal.pk}/", f'"{proposal.pk}-{proposal.version}"'
    better = {"diff": {"title": "C"}, "reason": "Desert Papers."}
    assert api(team.reviewer).patch(path, better, etag=tag).status_code == 403
    assert api(team.author).patch(path, better).status_code == 428
    assert api(team.author).patch(path, better, etag=f'"{proposal.pk}-1"').status_code == 412
    assert api(team.author).patch(path, {"diff": {}}, etag=tag).status_code == 400
    assert api(team.author).patch(path, {"diff": {"x": 1}}, etag=tag).status_code == 400
    done = api(team.author).patch(path, better, etag=tag)
    assert (done.status_code, done.json()["state"]) == (200, "open")
    assert done.json()["diff"] == {"title": {"from": "Siege", "to": "C"}}
    assert done.json()["reason"] == "Desert Papers."
    assert done["ETag"] == f'"{proposal.pk}-{proposal.version + 1}"'
    services.accept(proposal, by=team.reviewer)
    tag = f'"{proposal.pk}-{proposal.version + 2}"'
    assert api(team.author).patch(path, better, etag=tag).status_code == 409


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"target_type": "nonsense"}, "/target_type"),
        ({"target_type": 5}, "/target_type"),
        ({"target_type": None}, "/target_type"),
        ({"target_id": "x"}, "/target_id"),
        ({"target_id": NOWHERE}, "/target_id"),
        ({"target_id": None}, "/target_type"),
        ({"kind": "merge"}, "/kind"),
        ({"kind": "create"}, "/target_id"),
        ({"diff": {}}, "/diff"),
        ({"diff": []}, "/diff"),
        ({"diff": {"title": "Siege"}}, "/diff"),
        ({"diff": {"date": "2013-02-30"}}, "/diff/date"),
        ({"diff": {"state": "published"}}, "/diff/state"),
        ({"diff": {"place": NOWHERE}}, "/diff/place"),
        ({"diff": {"title": {"from": "Siege", "to": "B"}}}, "/diff/title"),
        ({"base_version": 0}, "/base_version"),
        ({"base_version": 99}, "/base_version"),
        ({"base_version": "two"}, "/base_version"),
        ({"evidence": [NOWHERE]}, "/evidence"),
        ({"reason": "x" * 4001}, "/reason"),
    ],
)
def test_a_bad_proposal_is_400_naming_the_field(api, changes, pointer):
    team = Team()
    body = about(team.published(), diff={"title": "B"}) | changes
    answer = api(team.author).post("proposals/", body)
    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)
    assert not Proposal.objects.exists()


def test_a_foreign_record_does_not_exist(api):
    team, others = Team(), Team()
    foreign = others.published()
    body = about(foreign, diff={"title": "B"})
    one = api(team.author).post("proposals/", body)
    other = api(team.author).post("proposals/", body | {"target_id": NOWHERE})
    assert one.status_code == other.status_code == 400
    assert one.json()["errors"] == other.json()["errors"]


def test_readers_and_strangers_do_not_propose(api):
    team = Team(visibility="public")
    body = about(team.published(), diff={"title": "B"})
    assert api().post("proposals/", body).status_code == 401
    assert api(team.reader).post("proposals/", body).status_code == 403
    assert api(UserFactory()).post("proposals/", body).status_code == 403


def test_a_child_row_is_proposed_by_its_type(api):
    team = Team()
    incident = team.published()
    diff = {"incident": str(incident.pk), "kind": "killed", "low": 37}
    made = api(team.author).post("proposals/", {"target_type": "casualty", "diff": diff})
    assert (made.status_code, made.json()["kind"]) == (201, "create")
    accepted = api(team.reviewer).act(f"proposals/{made.json()['id']}/accept/")
    assert accepted.status_code == 200
    child = CasualtyEstimate.objects.get()
    gone = api(team.author).post(
        "proposals/", {"target_type": "casualty", "target_id": str(child.pk), "kind": "withdraw"}
    )
    assert gone.status_code == 201
    assert gone.json()["diff"]["low"] == {"from": 37, "to": None}


def test_filters(api):
    team, others = Team(), Team()
    team.project.memberships.create(user=others.author, role="annotator")
    first, second = team.published(), team.published()
    one = team.proposal(first)
    two = team.proposal(second, by=team.annotator, title="B")
    services.accept(one, by=team.reviewer)
    others.proposal()
    client = api(others.author)

    def ids(**query):
        return [row["id"] for row in client.get("proposals/", **query).json()["results"]]

    assert len(ids()) == 3
    assert ids(project=team.project.slug) == [str(two.pk), str(one.pk)]
    assert ids(state="applied") == [str(one.pk)]
    assert ids(target_type="incident", target_id=first.pk) == [str(one.pk)]
    assert ids(author=team.annotator.username) == [str(two.pk)]
    for bad in ({"state": "x"}, {"target_id": "x"}, {"nonsense": "1"}):
        assert client.get("proposals/", **bad).status_code == 400


def test_what_one_may_not_see_is_not_there(api):
    team = Team()
    incident = team.published()
    proposal = team.proposal(incident)
    revision = Revision.objects.first()
    for person in (None, UserFactory()):
        for path in (f"proposals/{proposal.pk}/", f"revisions/{revision.pk}/"):
            assert api(person).get(path).status_code == 404
        for path in ("proposals/", "revisions/"):
            assert api(person).get(path).json()["results"] == []
    assert api(None).post(f"revisions/{revision.pk}/revert/").status_code == 401
    assert api(UserFactory()).post(f"revisions/{revision.pk}/revert/").status_code == 404


def test_what_is_said_about_an_embargoed_record_is_hidden_with_it(api):
    team = Team(visibility="public")
    incident = team.published(embargo_until="2999-01-01T00:00:00Z")
    child = team.proposal(incident)
    assert api(team.reader).get("proposals/").json()["results"] == []
    assert api(team.reader).get(f"proposals/{child.pk}/").status_code == 404
    assert api(team.reader).get("revisions/").json()["results"] == []
    assert len(api(team.editor).get("proposals/").json()["results"]) == 1


def test_revisions_and_revert(api):
    team = Team()
    incident = team.candidate()
    services.change_record(incident, {"title": "B"}, by=team.author)
    found = api(team.author).get("revisions/", target_type="incident", target_id=incident.pk)
    latest = found.json()["results"][0]
    assert latest["changes"] == {"title": {"from": "Siege", "to": "B"}}
    path = f"revisions/{latest['id']}/revert/"
    assert api(team.reader).post(path, {"reason": "x"}).status_code == 403
    assert api(team.author).post(path).status_code == 400
    done = api(team.author).post(path, {"reason": "Wrong."})
    assert (done.status_code, done.json()["version"]) == (200, 3)
    assert done.json()["changes"] == {"title": {"from": "B", "to": "Siege"}}
    again = api(team.author).post(path, {"reason": "Wrong."})
    assert again.status_code == 409
    assert again.json()["conflicts"] == {"title": {"from": "B", "to": "Siege", "live": "Siege"}}


def test_revert_of_a_published_record_is_202(api):
    team = Team()
    incident = team.published()
    services.accept(team.proposal(incident), by=team.reviewer)
    latest = Revision.objects.about(incident).first()
    answer = api(team.author).post(f"revisions/{latest.pk}/revert/", {"reason": "Wrong."})
    assert (answer.status_code, answer.json()["state"]) == (202, "open")


def test_history_is_not_written_over_http(api):
    team = Team()
    team.candidate()
    path = f"revisions/{Revision.objects.get().pk}/"
    owner = api(team.owner)
    assert owner.patch(path, {"reason": "x"}).status_code == 405
    assert owner.delete(path).status_code == 405
    assert owner.post("revisions/", {}).status_code == 405
    proposal = team.proposal()
    assert owner.delete(f"proposals/{proposal.pk}/").status_code == 405


def test_lists_take_as_many_queries_for_many_rows(api, count_queries):
    team = Team()
    client = api(team.reviewer)

    def fill():
        incident = team.published()
        team.proposal(incident)
        services.propose_creation(
            CasualtyEstimate, {"incident": incident, "kind": "killed", "low": 1}, by=team.author
        )

    fill()
    few = [count_queries(lambda p=path: client.get(p)) for path in ("proposals/", "revisions/")]
    for _ in range(8):
        fill()
    many = [count_queries(lambda p=path: client.get(p)) for path in ("proposals/", "revisions/")]
    assert many == few
