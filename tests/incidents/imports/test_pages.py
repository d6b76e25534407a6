"""Imports by hand: a file, its columns, a dry run, the import."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ctplatform.jobs.models import Job
from incidents.imports.services import mappings
from incidents.models import ImportMapping, Incident
from tests.all_jobs import do_all_work
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
    assert "4 columns were filled in by their names, which is a guess" in form
    assert form.count('<option value="key" selected>') == 1
    answer = client.post(
        page,
        {
            "c0": "key",
            "c1": "date",
            "c2": "perpetrator",
            "c3": "killed",
            "separator": ";",
            "name": "Our tables",
        },
    )
    assert Job.objects.get().parameters["dry_run"] is True
    do_all_work()
    told = text(client.get(answer["Location"]))
    assert "Dry run: nothing was written." in told
    assert "2 new, 0 changed, 0 unchanged" in told
    assert not Incident.objects.exists()
    made = client.post(f"{answer['Location']}commit/")["Location"]
    do_all_work()
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
    do_all_work()
    told = text(client.get(asked))
    assert "“31.02.2024” is not a day." in told
    assert "commit/" not in told
    errors = client.get(f"{asked}errors.csv").content.decode().splitlines()
    assert errors == ["row,column,message", "3,When,“31.02.2024” is not a day."]


def test_who_is_meant_is_asked_and_kept(team):
    one, other = (ActorFactory(project=team.project, name=f"Taliban, {n}") for n in ("A", "B"))
    for actor in (one, other):
        ActorAliasFactory(actor=actor, text="Taliban")
        actor.save()
    client = browser(team.author)
    page = uploaded(client, team)["Location"]
    asked = client.post(page, {"c0": "key", "c2": "perpetrator", "c1": "date"})["Location"]
    do_all_work()
    assert "Who is meant by “Taliban”" in text(client.get(asked))
    again = client.post(f"{asked}commit/", {"who-0": str(other.pk)})["Location"]
    do_all_work()
    client.post(f"{again}commit/")
    do_all_work()
    assert other.participations.count() == 2
    assert not one.participations.exists()


def test_mistakes_are_told_at_the_field(team):
    client = browser(team.author)
    assert "Name the dataset" in text(uploaded(client, team, dataset="No name"))
    assert "The file is empty" in text(uploaded(client, team, ""))
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


def test_one_row_gives_any_field_a_value_for_all_rows(team):
    client = browser(team.author)
    page = uploaded(client, team, "When\n2024-03-22\n2024-03-23\n")["Location"]
    form = text(client.get(page))
    assert form.count('name="constant-0-field"') == 1
    assert "constant-1-field" not in form
    row = text(client.get("/imports/constant/?row=1&constant-2-field=role"))
    assert '<select name="constant-2-value"' in row
    assert '<option value="suspected_perpetrator">' in row
    assert 'name="constant-1-field"' in text(client.get("/imports/constant/?constant-0-field="))
    constants = {
        "perpetrator": "Taliban",
        "event_type": "battles",
        "country": "AF",
        "admin1": "Ghazni",
        "weapon_types": "explosives",
        "suicide": "no",
    }
    sent = {"c0": "date", "dataset": "other-one", "rights": "restricted"}
    for n, (field, value) in enumerate(constants.items()):
        sent |= {f"constant-{n}-field": field, f"constant-{n}-value": value}
    asked = client.post(page, sent)["Location"]
    do_all_work()
    client.post(f"{asked}commit/")
    do_all_work()
    for incident in Incident.objects.all():
        assert (incident.country, incident.rights) == ("AF", "restricted")
        assert (incident.event_type, incident.suicide) == ("battle", "no")
        assert incident.weapon_types == ["explosives"]
        assert incident.participations.get().actor.name == "Taliban"
        assert incident.place.name == "Ghazni"
        assert incident.external_records.get().dataset == "other-one"
    assert Incident.objects.count() == 2
    form = text(client.get(page))
    for kept in ('value="Afghanistan"', 'value="other-one"'):
        assert kept in form
    assert '<option value="restricted" selected>' in form


def test_a_constant_that_is_wrong_is_said_at_its_row(team):
    client = browser(team.author)
    page = uploaded(client, team)["Location"]
    sent = {"c1": "date", "constant-0-field": "country", "constant-0-value": "Nowhere"}
    assert "“Nowhere” is not a valid country" in text(client.post(page, sent))
    half = {"c1": "date", "constant-0-field": "country", "constant-0-value": ""}
    assert "Give the value for all rows." in text(client.post(page, half))
    half = {"c1": "date", "constant-0-field": "", "constant-0-value": "Mali"}
    assert "Choose the field" in text(client.post(page, half))
    twice = {f"constant-{n}-field": "country" for n in (0, 1)}
    twice |= {"c1": "date", "constant-0-value": "ML", "constant-1-value": "NE"}
    assert "has two values for all rows" in text(client.post(page, twice))
    assert not Job.objects.exists()


def test_kept_values_are_counted_changed_and_deleted(team):
    client = browser(team.author)
    table = "When,Land,How\n2024,Ruritania,fun\n2024,ruritania,fun; fire\n2024,Zenda,\n"
    page = uploaded(client, team, table)["Location"]
    columns = {"c0": "date", "c1": "country", "c2": "attack_types"}
    first = client.post(page, columns)["Location"]
    do_all_work()
    missed = Job.objects.get(kind="import").result["not_understood"]
    meant = {"Ruritania": "Mali", "ruritania": "Mali", "Zenda": "Niger", "fun": "-", "fire": "-"}
    values = {f"value-{n}": meant[row["value"]] for n, row in enumerate(missed)}
    client.post(f"{first}values/", values)
    do_all_work()
    form = text(client.get(page))
    assert "Replaced values" in form
    assert '<td class="number nowrap">2 rows</td>' in form
    kept = Job.objects.filter(kind="import").latest("id").parameters["mapping"]["values"]
    rows = [(f, t, i) for f, texts in kept.items() for t, i in texts.items()]
    sent = dict(columns)
    for n, (field, cell, instead) in enumerate(rows):
        sent |= {f"value-{n}-field": field, f"value-{n}-text": cell, f"value-{n}-instead": instead}
    wrong = sent | {
        f"value-{n}-instead": "Nowhere" for n, row in enumerate(rows) if row[1] == "Zenda"
    }
    assert "“Nowhere” is not a valid country" in text(client.post(page, wrong))
    sent |= {f"value-{n}-instead": "Chad" for n, row in enumerate(rows) if row[1] == "Zenda"}
    sent |= {f"value-{n}-delete": "on" for n, row in enumerate(rows) if row[1] == "fire"}
    client.post(page, sent)
    do_all_work()
    changed = Job.objects.filter(kind="import").latest("id")
    assert changed.parameters["mapping"]["values"]["country"]["Zenda"] == "Chad"
    assert "fire" not in changed.parameters["mapping"]["values"]["attack_types"]
    assert [row["value"] for row in changed.result["not_understood"]] == ["fire"]


def test_a_mapping_without_a_name_is_offered_to_be_kept_after_the_dry_run(team):
    client = browser(team.author)
    page = uploaded(client, team)["Location"]
    asked = client.post(page, {"c1": "date", "c2": "perpetrator"})["Location"]
    do_all_work()
    assert "Keep this mapping as" in text(client.get(asked))
    client.post(f"{asked}mapping/", {"name": ""})
    assert not ImportMapping.objects.exists()
    answer = client.post(f"{asked}mapping/", {"name": "Ours"}, follow=True)
    assert "Kept as “Ours”." in text(answer)
    assert "Keep this mapping as" not in text(client.get(asked))
    again = text(client.get(uploaded(client, team)["Location"]))
    assert "Filled in from the mapping “Ours”." in again
    other = client.post(page, {"c1": "date", "c2": "perpetrator", "day_first": "true"})["Location"]
    do_all_work()
    assert 'value="Ours"' in text(client.get(other))
    assert browser(team.annotator).post(f"{asked}mapping/", {"name": "X"}).status_code == 404


def test_many_kept_values_are_listed_in_part_and_all_stay(team):
    client = browser(team.author)
    values = {"country": {f"Land {n}": "Mali" for n in range(230)}}
    columns = {"columns": {"Ref": "key", "When": "date"}, "values": values}
    mappings.save_mapping(
        by=team.author,
        project=team.project,
        name="Ours",
        columns=columns,
        header=TABLE.splitlines()[0].split(","),
    )
    page = uploaded(client, team)["Location"]
    form = text(client.get(page))
    assert form.count("-instead") >= 200
    assert "30 more are kept and not listed here." in form
    sent = {
        "c0": "key",
        "c1": "date",
        "value-0-field": "country",
        "value-0-text": "Land 0",
        "value-0-instead": "Mali",
        "value-0-delete": "on",
    }
    client.post(page, sent)
    kept = Job.objects.get().parameters["mapping"]["values"]["country"]
    assert len(kept) == 229
    assert "Land 0" not in kept
