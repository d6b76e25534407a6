"""The table of the one door over HTTP: 201/200/204 at once, 202 with the proposal."""

import pytest

from ctplatform.curation import services
from ctplatform.curation.models import Proposal, Revision
from incidents.models import CasualtyEstimate, Incident
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ctplatform.curation.urls")]


def tag(record):
    record.refresh_from_db()
    return f'"{record.pk}-{record.version}"'


@pytest.mark.parametrize("policy", ["four_eyes", "open"])
def test_a_candidate_is_written_at_once(api, policy):
    team = Team(policy)
    author = api(team.author)
    made = author.post(
        "records/", {"project": team.project.slug, "title": "Siege", "reason": "From ¶3."}
    )
    assert made.status_code == 201
    path = f"records/{made.json()['id']}/"
    assert made["ETag"] == f'"{made.json()["id"]}-1"'
    changed = author.patch(path, {"title": "B"}, etag=made["ETag"])
    assert (changed.status_code, changed.json()["title"]) == (200, "B")
    row = author.post("rows/", {"incident": made.json()["id"], "kind": "killed", "low": 3})
    assert row.status_code == 201
    gone = author.delete(f"rows/{row.json()['id']}/", etag=row["ETag"])
    assert (gone.status_code, gone.content) == (204, b"")
    late = author.delete(path, {"reason": "Twice."}, etag=changed["ETag"])
    assert late.status_code == 412  # its rows have changed since
    last = author.delete(path, {"reason": "Twice."}, etag=author.get(path)["ETag"])
    assert last.status_code == 204
    assert author.get(path).json()["state"] == "withdrawn"
    assert list(Revision.objects.order_by("id").values_list("kind", "reason")) == [
        ("create", "From ¶3."),
        ("change", ""),
        ("create", ""),
        ("withdraw", ""),
        ("withdraw", "Twice."),
    ]


def test_a_published_record_under_four_eyes_answers_202_with_the_proposal(api):
    team = Team()
    incident = team.published()
    child = CasualtyEstimate(incident=incident, kind="killed", low=37)
    child.save()
    author, path = api(team.author), f"records/{incident.pk}/"
    answers = [
        author.patch(path, {"title": "B", "reason": "why"}, etag=tag(incident)),
        author.delete(path, etag=tag(incident)),
        author.post("rows/", {"incident": str(incident.pk), "kind": "injured", "low": 1}),
        author.patch(f"rows/{child.pk}/", {"low": 38}, etag=tag(child)),
        author.delete(f"rows/{child.pk}/", etag=tag(child)),
    ]
    assert [answer.status_code for answer in answers] == [202] * 5
    assert [answer.json()["kind"] for answer in answers] == [
        "change",
        "withdraw",
        "create",
        "change",
        "withdraw",
    ]
    first = answers[0].json()
    assert (first["state"], first["diff"], first["reason"], first["author"]) == (
        "open",
        {"title": {"from": "Siege", "to": "B"}},
        "why",
        team.author.username,
    )
    assert (first["target_type"], first["target_id"]) == ("incident", str(incident.pk))
    for answer in answers:
        accepted = api(team.reviewer).act(f"proposals/{answer.json()['id']}/accept/")
        expected = 409 if answer in (answers[2], answers[3], answers[4]) else 200
        assert accepted.status_code == expected, accepted.content
    incident.refresh_from_db()
    assert (incident.title, incident.state) == ("B", "withdrawn")


def test_a_published_record_of_an_open_project_is_written_at_once(api):
    team = Team("open")
    incident = team.published()
    author = api(team.annotator)
    assert (
        author.patch(f"records/{incident.pk}/", {"title": "B"}, etag=tag(incident)).json()["title"]
        == "B"
    )
    row = author.post("rows/", {"incident": str(incident.pk), "kind": "killed", "low": 1})
    assert row.status_code == 201
    assert author.delete(f"records/{incident.pk}/", etag=tag(incident)).status_code == 204
    assert not Proposal.objects.exists()


def test_answers_come_in_the_promised_order(api):
    team, others = Team(), Team()
    incident = team.candidate()
    path = f"records/{incident.pk}/"
    bad = {"title": "", "date": "2013-02-30"}
    assert api().patch(path, bad).status_code == 401
    assert api(others.owner).patch(path, bad).status_code == 404
    assert api(team.reader).patch(path, bad).status_code == 403
    assert api(team.author).patch(path, bad).status_code == 428
    stale = f'"{incident.pk}-9"'
    assert api(team.author).patch(path, bad, etag=stale).status_code == 412
    wrong = api(team.author).patch(path, bad, etag=f"W/{tag(incident)}")
    assert wrong.status_code == 400
    assert "/title" in {error["pointer"] for error in wrong.json()["errors"]}


def test_create_answers_403_before_400_and_hides_foreign_projects(api):
    team, others = Team(), Team()
    reader = api(team.reader)
    assert reader.post("records/", {"project": team.project.slug}).status_code == 403
    incident = team.candidate()
    assert reader.post("rows/", {"incident": str(incident.pk)}).status_code == 403
    assert api(team.annotator).post("rows/", {"incident": str(incident.pk)}).status_code == 403
    foreign = api(others.owner).post("records/", {"project": team.project.slug, "title": "x"})
    missing = api(others.owner).post("records/", {"project": "no-such", "title": "x"})
    assert (foreign.status_code, missing.status_code) == (400, 400)
    for body in ([], "x", {"project": 5}, {"project": None}, {}):
        assert api(team.author).post("records/", body).status_code == 400
    assert api(others.owner).post("rows/", {"incident": str(incident.pk)}).status_code == 400


def test_publish_over_http(api):
    team = Team()
    incident = team.candidate()
    services.change_record(incident, {"title": "B"}, by=team.editor)
    path = f"records/{incident.pk}/publish/"
    assert api().post(path).status_code == 401
    assert api(team.reader).post(path).status_code == 403
    assert api(team.author).post(path).status_code == 403
    assert api(team.editor).post(path).status_code == 403
    assert api(team.reviewer).act(path, {"reason": 5}).status_code == 400
    done = api(team.reviewer).act(path, {"reason": "Read."})
    assert (done.status_code, done.json()["state"]) == (200, "published")
    assert done["ETag"] == f'"{incident.pk}-3"'
    assert api(team.reviewer).act(path).status_code == 409


def test_evidence_that_does_not_exist_is_refused(api):
    team = Team()
    incident = team.published()
    nothing = "0192b0c0-0000-7000-8000-000000000000"
    for evidence in ([nothing], ["x"], "x", [None]):
        refused = api(team.author).patch(
            f"records/{incident.pk}/", {"title": "B", "evidence": evidence}, etag=tag(incident)
        )
        assert refused.status_code == 400, evidence
        assert refused.json()["errors"][0]["pointer"].startswith("/evidence")
    assert not Proposal.objects.exists()


def test_history_shows_the_record_and_its_child_rows_newest_first(api):
    team = Team()
    incident = team.candidate()
    child = team.casualty(incident)
    services.publish(incident, by=team.second)
    services.accept(team.proposal(incident), by=team.reviewer)
    rows = api(team.reader).get(f"records/{incident.pk}/history/").json()["results"]
    assert [(row["kind"], row["version"], row["by"]) for row in rows] == [
        ("change", 4, team.author.username),
        ("publish", 3, team.second.username),  # the row had moved the record to its version 2
        ("create", 1, team.author.username),
        ("create", 1, team.author.username),
    ]
    assert rows[0]["changes"] == {"title": {"from": "Siege", "to": "In Amenas siege"}}
    assert rows[0]["reviewer"] == team.reviewer.username
    assert rows[0]["proposal"] == str(Proposal.objects.get().pk)
    assert rows[2]["target_id"] == str(child.pk)
    own = api(team.reader).get(f"rows/{child.pk}/history/").json()["results"]
    assert [row["kind"] for row in own] == ["create"]


def test_history_takes_as_many_queries_for_many_rows(api, count_queries):
    team = Team()
    incident = team.published()
    reader = api(team.reader)
    path = f"records/{incident.pk}/history/"
    few = count_queries(lambda: reader.get(path))
    for n in range(12):
        services.accept(team.proposal(incident, title=f"T{n}"), by=team.reviewer)
    assert count_queries(lambda: reader.get(path)) == few


def test_a_repeated_create_acts_once(api):
    team = Team()
    body = {"project": team.project.slug, "title": "Siege"}
    author = api(team.author)
    first = author.post("records/", body, **{"Idempotency-Key": "k1"})
    second = author.post("records/", body, **{"Idempotency-Key": "k1"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Incident.objects.count() == 1


def test_a_patch_may_repeat_the_project_but_not_move_the_record(api):
    team, others = Team(), Team()
    incident = team.candidate()
    path = f"records/{incident.pk}/"
    author = api(team.author)
    same = author.patch(path, {"project": team.project.slug, "title": "B"}, etag=tag(incident))
    assert same.status_code == 200
    others.project.memberships.create(user=team.author, role="owner")
    moved = author.patch(path, {"project": others.project.slug}, etag=tag(incident))
    assert moved.status_code == 400
