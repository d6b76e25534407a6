"""Tables of records other than incidents are recognised, previewed, mapped, imported and undone."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from ctplatform.imports.kinds import TABLES, recognise
from ctplatform.imports.recognition.limited_facts import facts_of_upload
from ctplatform.jobs.models import Job
from incidents.actors.services import create_actor
from incidents.imports.record_tables.tables import TABLES as RECORD_TABLES
from incidents.models import Actor, ActorRelation, ImportMapping
from tests.all_jobs import do_all_work
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
ACTORS = 'id,name,aliases,kind,version\n,A,"[""B""]",state,1\n'
FOREIGN = "code,name,aliases,sort\n1,A,B;C,gang\n2,D,,state\n"


@pytest.fixture
def team(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return Team()


@pytest.fixture
def api(team):
    client = APIClient()
    client.force_authenticate(team.author)
    return client


def post(api, team, text, name="a.csv", **more):
    file = SimpleUploadedFile(name, text.encode())
    return api.post("/api/v1/file-imports/", {"project": team.project.slug, "file": file, **more})


def finished(api, answer):
    assert answer.status_code == 202, answer.content
    do_all_work()
    found = api.get(f"/api/v1/file-imports/{answer.json()['id']}/").json()
    assert found["state"] in ("done", "failed"), found
    return found


def refused_fields(answer):
    assert answer.status_code == 400
    return [each["pointer"] for each in answer.json()["errors"]]


def worked(client, answer):
    """The page of the job that a form has started, once it is done."""
    assert answer.status_code == 302, answer.content.decode()
    do_all_work()
    return client.get(answer["Location"]).content.decode()


def test_each_export_is_recognised_as_its_type(team):
    for table in RECORD_TABLES:
        client = APIClient()
        client.force_authenticate(team.author)
        for format in ("csv", "jsonl"):
            answer = client.get(f"/api/v1/{table.noun}/export/?format={format}")
            text = b"".join(answer.streaming_content)
            if format == "csv":
                text += b"," * text.count(b",") + b"\n"
                kind = recognise(facts_of_upload(SimpleUploadedFile("a.csv", text)))
                assert (kind.way, kind.formats) == (TABLES, (table.noun,))


def test_tables_for_analysis_are_recognised():
    actors = "id,project,name,aliases,kind,country,country_iso3\n1,p,A,B; C,state,Mali,MLI\n"
    relations = "id,subject,subject_name,kind,label,object,object_name,polarity\n" + "," * 7 + "\n"
    for text, noun in ((actors, "actors"), (relations, "actor-relations")):
        file = SimpleUploadedFile("a.csv", text.encode())
        assert recognise(facts_of_upload(file)).formats == (noun,)


def test_an_export_is_previewed_and_imported_over_http(api, team):
    found = finished(api, post(api, team, ACTORS))
    assert (found["format"], found["dry_run"]) == ("actors", True)
    counts = {"record_type": "actors", "made": 1, "changed": 0, "unchanged": 0, "skipped": []}
    assert found["counts"] == [counts]
    assert not Actor.objects.filter(project=team.project).exists()
    found = finished(api, post(api, team, ACTORS, dry_run=False))
    assert Actor.objects.get(project=team.project).other_names == ["B"]
    preview = api.get(f"/api/v1/imports/{found['id']}/undo/").json()
    assert (preview["withdrawn"], preview["deleted"]) == ({"actor": 1}, {})
    assert api.post(f"/api/v1/imports/{found['id']}/undo/").status_code == 202
    do_all_work()
    assert Actor.objects.get(project=team.project).state == "withdrawn"


def test_columns_of_another_table_are_guessed_and_errors_named(api, team):
    found = finished(api, post(api, team, FOREIGN))
    assert found["mapping"]["columns"] == {"code": "key", "name": "name", "aliases": "aliases"}
    text = FOREIGN.replace("sort", "type")
    found = finished(api, post(api, team, text))
    (skipped,) = [each for each in found["counts"] if each["record_type"] == "records"]
    assert skipped["skipped"][0]["count"] == 1
    assert found["errors"][0]["column"] == "type"
    answer = post(api, team, text, dry_run=False)
    assert refused_fields(answer) == ["/mapping"]


def test_a_chosen_type_takes_any_table(api, team):
    for name in ("JNIM", "ISGS"):
        create_actor({"project": team.project, "name": name}, by=team.author)
    text = "from,to,type\nJNIM,ISGS,rival_of\n"
    found = finished(api, post(api, team, text, format="actor-relations", dataset="mine"))
    assert found["counts"][0]["made"] == 1
    mapping = '{"columns": {"from": "subject", "to": "object", "type": "kind"}}'
    more = {"format": "actor-relations", "dataset": "mine", "mapping": mapping, "dry_run": False}
    finished(api, post(api, team, text, **more))
    assert ActorRelation.objects.get().object.name == "ISGS"
    answer = post(api, team, "a,b\n1,2\n", format="actor-relations")
    assert refused_fields(answer) == ["/mapping"]
    answer = post(api, team, text, **more | {"mapping": '{"columns": {"from": "nothing"}}'})
    assert refused_fields(answer) == ["/mapping"]


def test_the_page_maps_replaces_keeps_and_imports(client, team):
    client.force_login(team.author)
    file = io.BytesIO(FOREIGN.replace("sort", "type").encode())
    file.name = "groups.csv"
    answer = client.post(f"/imports/?project={team.project.slug}", {"file": file}, follow=True)
    page, address = answer.content.decode(), answer.redirect_chain[-1][0]
    assert "What the columns mean" in page
    assert "other names" in page
    chosen = {"c0": "key", "c1": "name", "c2": "aliases", "c3": "kind", "dataset": "groups"}
    page = worked(client, client.post(address, chosen | {"name": "Groups"}))
    assert "Not understood" in page
    assert '<option value="armed_group">' in page
    job = Job.objects.filter(kind="import").latest("id")
    given = {"value-0": "armed_group"}
    page = worked(client, client.post(f"{job.get_absolute_url()}values/", given))
    assert "Import 2 rows" in page
    assert ImportMapping.objects.get().columns["values"] == {"kind": {"gang": "armed_group"}}
    job = Job.objects.filter(kind="import").latest("id")
    page = worked(client, client.post(f"{job.get_absolute_url()}commit/"))
    assert f"/actors/?project={team.project.slug}" in page
    assert Actor.objects.get(name="A", project=team.project).kind == "armed_group"
    listed = client.get(f"/imports/?project={team.project.slug}").content.decode()
    assert "actors: 2 new" in listed
    job = Job.objects.filter(kind="import").latest("id")
    preview = client.get(f"{job.get_absolute_url()}undo/").content.decode()
    assert "Withdrawn: 2 actors" in preview
    assert "The incidents that it made" not in preview
    file.seek(0)
    answer = client.post(f"/imports/?project={team.project.slug}", {"file": file}, follow=True)
    assert "Filled in from the mapping “Groups”" in answer.content.decode()
    page = worked(client, client.post(answer.redirect_chain[-1][0], chosen))
    assert "Nothing would change" in page
    assert "Import 2 rows" not in page


def test_another_type_of_record_can_be_chosen(client, team):
    client.force_login(team.author)
    file = io.BytesIO(b"name,reliability,repeats\nAFP,B,\n")
    file.name = "sources.csv"
    answer = client.post(f"/imports/?project={team.project.slug}", {"file": file}, follow=True)
    address = answer.redirect_chain[-1][0]
    assert '<option value="sources" selected>' in answer.content.decode()
    page = client.get(f"{address}?format=actors").content.decode()
    assert '<option value="actors" selected>' in page
    assert "No column" not in page
    chosen = {"c0": "name", "c1": "", "c2": "", "dataset": "mine"}
    worked(client, client.post(f"{address}?format=actors", chosen))
    job = Job.objects.filter(kind="import").latest("id")
    assert job.parameters["format"] == "actors"
    assert job.result["types"]["actors"]["made"] == 1


def test_pages_of_wrong_files_name_the_type_of_record(client, api, team):
    text = ACTORS.replace("state", "gang")
    found = finished(api, post(api, team, text))
    client.force_login(team.author)
    page = client.get(f"/imports/{found['id']}/").content.decode()
    assert "new places" not in page
    assert "Table of actors" in page
    listed = client.get(f"/imports/?project={team.project.slug}").content.decode()
    assert "1 error; nothing can be imported" in listed


def test_a_wrong_format_is_named_with_a_way_back(client, api, team):
    found = finished(api, post(api, team, ACTORS, format="stix"))
    assert found["state"] == "failed"
    assert "The file is not a STIX bundle (JSON)" in found["cause"]
    client.force_login(team.author)
    page = client.get(f"/imports/{found['id']}/").content.decode()
    assert "Choose the file again" in page


def test_a_table_with_a_column_twice_is_not_read_as_a_text(api, team):
    answer = post(api, team, "name,aliases,name\nA,,B\n")
    assert refused_fields(answer) == ["/file"]
    assert "Two columns are called “name”" in answer.content.decode()


def test_an_ambiguous_name_is_chosen_on_the_page(client, team):
    client.force_login(team.author)
    for kind in ("state", "movement"):
        create_actor({"project": team.project, "name": "Taliban", "kind": kind}, by=team.author)
    file = io.BytesIO(b"id,name,aliases,country,version\n,Taliban,,AF,1\n")
    file.name = "actors.csv"
    answer = client.post(f"/imports/?project={team.project.slug}", {"file": file})
    assert "Who is meant by “Taliban”" in worked(client, answer)
    job = Job.objects.filter(kind="import").latest("id")
    chosen = Actor.objects.get(kind="state", project=team.project)
    worked(client, client.post(f"{job.get_absolute_url()}commit/", {"who-0": str(chosen.pk)}))
    job = Job.objects.filter(kind="import").latest("id")
    worked(client, client.post(f"{job.get_absolute_url()}commit/"))
    chosen.refresh_from_db()
    assert chosen.country == "AF"
