"""Imports by hand: a file, its columns, a dry run, the import."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ctplatform.jobs.models import Job
from ctplatform.jobs.sweeping import sweep
from incidents.models import ImportMapping, Incident
from tests.factories.curation import Team
from tests.factories.incidents import ActorAliasFactory, ActorFactory

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "Ref,When,Group,Dead\n1,2024-03-22,Taliban,20+\n2,2024-03-23,Taliban,3\n"


@pytest.fixture
def team(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Team()


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def uploaded(client, team, content=TABLE, **values):
    file = SimpleUploadedFile("table.csv", content.encode())
    values = {"format": "mapped", "dataset": "mine", "file": file, **values}
    return client.post(f"/imports/new/?project={team.project.slug}", values)


def text(answer):
    assert answer.status_code == 200, answer
    return " ".join(answer.content.decode().split())


def test_from_a_file_to_incidents(team):
    client = browser(team.author)
    assert "No imports yet" in text(client.get(f"/imports/?project={team.project.slug}"))
    page = uploaded(client, team)["Location"]
    form = text(client.get(page))
    assert "20+" in form
    assert form.count('<option value="key" selected>') == 1
    answer = client.post(page, {"c0": "key", "c1": "date", "c2": "perpetrator", "c3": "killed",
                                "separator": ";", "name": "Our tables"})  # fmt: skip
    assert Job.objects.get().parameters["dry_run"] is True
    sweep()
    told = text(client.get(answer["Location"]))
    assert "Dry run: nothing was written." in told
    assert "2 new, 0 changed, 0 as before" in told
    assert not Incident.objects.exists()
    made = client.post(f"{answer['Location']}commit/")["Location"]
    sweep()
    assert "Imported." in text(client.get(made))
    assert Incident.objects.count() == 2
    assert "table.csv" in text(client.get(f"/imports/?project={team.project.slug}"))
    assert client.get(made.replace("/imports/", "/jobs/"))["Location"] == made


def test_a_kept_mapping_is_proposed_for_the_same_columns(team):
    client = browser(team.author)
    page = uploaded(client, team)["Location"]
    client.post(page, {"c0": "title", "c1": "date", "name": "Odd one", "day_first": "true"})
    assert ImportMapping.objects.get().columns["columns"] == {"Ref": "title", "When": "date"}
    again = text(client.get(uploaded(client, team)["Location"]))
    assert "Filled in from the mapping “Odd one”." in again
    assert '<option value="title" selected>' in again


def test_errors_are_shown_and_taken_along(team):
    client = browser(team.author)
    page = uploaded(client, team, TABLE.replace("2024-03-23", "31.02.2024"))["Location"]
    asked = client.post(page, {"c0": "key", "c1": "date", "c2": "perpetrator"})["Location"]
    sweep()
    told = text(client.get(asked))
    assert "“31.02.2024” is no day." in told
    assert "commit/" not in told
    errors = client.get(f"{asked}errors.csv").content.decode().splitlines()
    assert errors == ["row,column,message", "3,When,“31.02.2024” is no day."]


def test_who_is_meant_is_asked_and_kept(team):
    one, other = (ActorFactory(project=team.project, name=f"Taliban, {n}") for n in ("A", "B"))
    for actor in (one, other):
        ActorAliasFactory(actor=actor, text="Taliban")
        actor.save()
    client = browser(team.author)
    page = uploaded(client, team)["Location"]
    asked = client.post(page, {"c0": "key", "c2": "perpetrator", "c1": "date"})["Location"]
    sweep()
    assert "Who is meant by “Taliban”" in text(client.get(asked))
    again = client.post(f"{asked}commit/", {"who-0": str(other.pk)})["Location"]
    sweep()
    client.post(f"{again}commit/")
    sweep()
    assert other.participations.count() == 2
    assert not one.participations.exists()


def test_mistakes_are_told_at_the_field(team):
    client = browser(team.author)
    assert "Name the dataset" in text(uploaded(client, team, dataset=""))
    assert "submitted file is empty" in text(uploaded(client, team, ""))
    page = uploaded(client, team)["Location"]
    assert "another column is date already" in text(client.post(page, {"c0": "date", "c1": "date"}))
    assert "Say at least which column" in text(client.post(page, {"c0": "key"}))
    broken = uploaded(client, team, "a,a\n1,2\n")["Location"]
    assert "Two columns are called" in text(client.get(broken))
    assert not Job.objects.exists()


def test_pages_of_others_are_not_there(team):
    page = uploaded(browser(team.author), team)["Location"]
    assert browser(team.annotator).get(page).status_code == 404
    assert browser(team.reader).get(f"/imports/new/?project={team.project.slug}").status_code == 403
    assert browser(team.editor).get(page).status_code == 200
