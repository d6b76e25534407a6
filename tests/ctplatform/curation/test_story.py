"""An incident's life over the real API: made, published, changed with evidence, taken back."""

import pytest

from tests.factories import annotations as texts
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db


def test_an_incident_is_made_reviewed_disputed_and_restored(api):
    team = Team()
    author, reviewer, second = api(team.author), api(team.reviewer), api(team.second)
    article = texts.article(team.project, by=team.author)
    passage = texts.annotation(article, by=team.author, quote="more than 150 people died")

    made = author.post(
        "incidents/", {"project": team.project.slug, "title": "Market attack", "date": "2024-03"}
    )
    assert made.status_code == 201, made.content
    path = f"incidents/{made.json()['id']}/"
    row = author.post(
        "casualties/",
        {"incident": made.json()["id"], "kind": "killed", "stated": "more than 150"},
    )
    assert (row.status_code, row.json()["low"], row.json()["best"]) == (201, 151, None)
    assert author.act(f"{path}publish/").status_code == 403
    half = reviewer.act(f"{path}publish/", {"reason": "Read against the text."})
    assert (half.status_code, half.json()["grave_because"]) == (
        202,
        "It concerns fifty or more fatalities.",
    )
    published = second.act(f"{path}publish/", {"reason": "So it says."})
    assert (published.status_code, published.json()["state"]) == (200, "published")

    waits = author.patch(
        path,
        {"date": "2024-03-22", "reason": "¶2 names the day.", "evidence": [str(passage.pk)]},
        etag=published["ETag"],
    )
    assert (waits.status_code, waits.json()["evidence"]) == (202, [str(passage.pk)])
    rival = second.patch(path, {"date": "2024-03-21"}, etag=published["ETag"])
    assert rival.status_code == 202
    accept = f"proposals/{waits.json()['id']}/accept/"
    assert author.act(accept).status_code == 403
    assert second.act(accept, {"reason": "Yes."}).status_code == 200
    live = author.get(path)
    assert (live.json()["date"], live.json()["version"]) == ("2024-03-22", 4)
    assert live.json()["date_earliest"] == "2024-03-22"

    refused = reviewer.act(f"proposals/{rival.json()['id']}/accept/")
    assert refused.status_code == 409
    assert refused.json()["conflicts"] == {
        "date": {"from": "2024-03", "to": "2024-03-21", "live": "2024-03-22"}
    }

    rows = author.get(f"{path}history/").json()["results"]
    assert [each["kind"] for each in rows] == ["change", "publish", "create", "create"]
    back = author.post(f"revisions/{rows[0]['id']}/revert/", {"reason": "Not in the text."})
    assert back.status_code == 202
    assert reviewer.act(f"proposals/{back.json()['id']}/accept/").status_code == 200
    assert author.get(path).json()["date"] == "2024-03"
    assert len(author.get(f"{path}history/").json()["results"]) == 5


def test_evidence_of_another_project_or_out_of_sight_is_refused(api):
    team, others = Team(), Team()
    incident = team.published()
    foreign = texts.annotation(texts.article(others.project, by=others.author), by=others.author)
    others.project.memberships.create(user=team.author, role="reader")
    for person in (team.author, team.annotator):
        answer = api(person).patch(
            f"incidents/{incident.pk}/",
            {"title": "B", "evidence": [str(foreign.pk)]},
            etag=f'"{incident.pk}-2"',
        )
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/evidence"


def test_an_owner_alone_publishes_and_edits_in_an_open_project(api):
    team = Team("open")
    owner = api(team.owner)
    made = owner.post("incidents/", {"project": team.project.slug, "title": "Mine"})
    path = f"incidents/{made.json()['id']}/"
    published = owner.act(f"{path}publish/")
    assert published.json()["state"] == "published"
    changed = owner.patch(path, {"summary": "Known."}, etag=published["ETag"])
    assert (changed.status_code, changed.json()["summary"]) == (200, "Known.")
    assert len(owner.get(f"{path}history/").json()["results"]) == 3
