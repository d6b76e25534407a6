"""What a type of record gets that is declared in one module: run by test_record_types.py."""

import json

import pytest
from django.test import Client

from ctplatform.exchange.registry import formats_of
from tests.ctplatform.assistants.conftest import Assistant
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team
from tests.trials.models import Trial

pytestmark = pytest.mark.django_db
TITLE = "The Kerman trial"


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def trial(team):
    actor = make.ActorFactory(project=team.project, created_by=team.author, name="Jundallah")
    body = {
        "project": team.project.slug,
        "title": TITLE,
        "outcome": "convicted",
        "defendant": str(actor.pk),
        "date": "2014-03",
    }
    made = Api(team.author).post("trials/", body).json()
    return Trial.objects.get(pk=made["id"])


def page(user, address, status=200, **query):
    client = Client()
    client.force_login(user)
    answer = client.get(address, query)
    assert answer.status_code == status, answer.content[:2000]
    return answer.content.decode()


def publish(trial, team):
    version = {"version": trial.version}
    Api(team.second).post(f"trials/{trial.pk}/publish/", version, 200)


def test_the_api_writes_reviews_filters_and_describes_it(team, trial):
    api = Api(team.author)
    publish(trial, team)
    trial.refresh_from_db()
    assert trial.state == "published"
    tag = api.get(f"trials/{trial.pk}/")["ETag"]
    waits = api.patch(f"trials/{trial.pk}/", {"court": "Tehran"}, 202, if_match=tag).json()
    Api(team.second).post(f"proposals/{waits['id']}/accept/", {"version": waits["version"]}, 200)
    assert api.get(f"trials/{trial.pk}/").json()["court"] == "Tehran"
    assert [row["title"] for row in api.rows("trials/", outcome="convicted")] == [TITLE]
    assert api.rows("trials/", outcome="acquitted") == []
    assert "/api/v1/trials/{id}/" in api.get("schema/").content.decode()


def test_it_has_a_list_a_page_and_a_form(team, trial):
    assert TITLE in page(team.author, "/trials/", project=team.project.slug)
    shown = page(team.author, f"/trials/{trial.pk}/")
    assert all(words in shown for words in (TITLE, "Jundallah", "Convicted", "March 2014"))
    assert "Judgment" in page(team.author, "/trials/new/", project=team.project.slug)
    client = Client()
    client.force_login(team.author)
    values = {"title": "Another", "outcome": "dropped"}
    client.post(f"/trials/new/?project={team.project.slug}", values)
    assert Trial.objects.filter(title="Another", outcome="dropped", state="candidate").exists()
    client.post(f"/trials/{trial.pk}/edit/", {"title": TITLE, "court": "Zahedan", "version": "1"})
    trial.refresh_from_db()
    assert trial.court == "Zahedan"


def test_it_is_searched_referred_to_and_saved_as_a_view(team, trial):
    found = page(team.author, "/search/", q="kerman", project=team.project.slug)
    assert f"/trials/{trial.pk}/" in found
    assert "Trials" in found
    asked = page(team.author, "/register/find/trial/", q="kerman", project=team.project.slug)
    assert json.loads(asked)["results"][0]["id"] == str(trial.pk)
    view = {"project": team.project.slug, "list": "trials", "title": "Mine", "query": ""}
    Api(team.author).post("saved-views/", view)


def test_passages_and_comments_are_about_it(team, trial):
    article = texts.article(project=team.project, by=team.author)
    passage = texts.annotation(article, by=team.author)
    api = Api(team.author)
    link = {
        "annotation": str(passage.pk),
        "target_type": "trial",
        "target_id": str(trial.pk),
        "field": "outcome",
        "role": "supports",
    }
    api.post("links/", link)
    assert [row["target_id"] for row in api.rows("links/", target_type="trial")] == [str(trial.pk)]
    assert len(api.rows(f"trials/{trial.pk}/evidence/")) == 1
    assert passage.quote in page(team.author, f"/trials/{trial.pk}/")
    config = page(team.author, f"/articles/{article.pk}/")
    assert '"type": "trial"' in config or '"type":"trial"' in config
    comment = {"on_type": "trial", "on_id": str(trial.pk), "text": "Which court was it?"}
    api.post("comments/", comment)
    assert len(api.rows("comments/", on_type="trial")) == 1


def test_a_published_one_without_passages_is_found(team, trial):
    publish(trial, team)
    assert [row["id"] for row in Api(team.author).rows("trials/", unsourced="true")] == [
        str(trial.pk)
    ]


def test_it_is_exported(team, trial):
    assert [each.name for each in formats_of("trials")] == ["jsonl", "csv"]
    written = Api(team.author).get("trials/export/", {"format": "csv"}).streaming_content
    header, row = b"".join(written).decode().splitlines()
    assert dict(zip(header.split(","), row.split(","), strict=True))["outcome"] == "convicted"


def test_assistants_read_it_and_propose_one(team, trial, settings):
    settings.ASSISTANTS = True
    person, project = Assistant(team.author), team.project.slug
    assert [row["title"] for row in person.read("list_trials")["results"]] == [TITLE]
    assert person.read("search", query="kerman")["trial"]["results"][0]["id"] == str(trial.pk)
    found = person.read("get_record", record_type="trial", id=str(trial.pk))
    assert found["record"]["outcome"] == "convicted"
    assert "court" in person.read("describe_record_type", record_type="trial")["changeable"]
    values = {"title": "Another", "outcome": "dropped"}
    why = {"project": project, "reason": "The court said so."}
    made = person.read("propose_record", record_type="trial", values=values, **why)
    assert (made["target_type"], made["channel"]) == ("trial", "assistant")


def test_the_admin_has_it(trial):
    administrator = UserFactory(is_superuser=True, is_staff=True)
    assert TITLE in page(administrator, "/admin/trials/trial/")
    assert TITLE in page(administrator, f"/admin/trials/trial/{trial.pk}/change/")
