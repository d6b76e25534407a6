"""Undoing an import on its page and over HTTP: read what goes, undo it, accept what waits."""

import pytest

from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal
from incidents.models import Incident, TableImport
from tests.all_jobs import do_all_work
from tests.factories.curation import Team
from tests.incidents.conftest import client_of
from tests.incidents.imports.test_pages import browser, text, uploaded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
COLUMNS = {"c0": "key", "c1": "date", "c2": "perpetrator", "c3": "killed", "separator": ";"}
TABLE = "Ref,When,Group,Dead\n1,2024-03-22,Taliban,20+\n2,2024-03-23,Taliban,3\n"


@pytest.fixture
def team(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Team()


def imported(team, content=TABLE):
    """The address of the page of a finished import of a table."""
    client = browser(team.author)
    page = client.post(uploaded(client, team, content)["Location"], COLUMNS)["Location"]
    do_all_work()
    page = client.post(f"{page}commit/")["Location"]
    do_all_work()
    return page


def undone(team, page):
    """The address of the page of the job that undid the import of a page."""
    answer = browser(team.author).post(f"{page}undo/")
    do_all_work()
    return answer["Location"]


def test_the_page_says_what_goes_and_does_it(team):
    page = imported(team)
    client = browser(team.author)
    assert "Undo this import" in text(client.get(page))
    preview = text(client.get(f"{page}undo/"))
    assert "Withdrawn: 2 incidents" in preview
    assert "Withdrawn: 1 actor<" in preview
    assert set(Incident.objects.values_list("state", flat=True)) == {"candidate"}
    job = undone(team, page)
    assert "Withdrawn: 2 incidents" in text(client.get(job))
    assert set(Incident.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert "undone since" in text(client.get(page))
    assert client.get(f"{page}undo/")["Location"] == job
    listed = text(client.get(f"/imports/?project={team.project.slug}"))
    assert "undone" in listed


def test_the_page_lists_what_stays_with_its_reason(team):
    page = imported(team)
    first = Incident.objects.order_by("date")[0]
    team.publish(first)
    preview = text(browser(team.author).get(f"{page}undo/"))
    assert "1 incident: published" in preview
    assert f'<a href="/incidents/{first.pk}/">' in preview


def test_others_read_no_preview_of_it(team):
    page = imported(team)
    assert browser(team.annotator).get(f"{page}undo/").status_code == 404
    assert "Undo this import" in text(browser(team.editor).get(f"{page}undo/"))


def changed_and_published(team):
    imported(team)
    for incident in Incident.objects.all():
        team.publish(incident)
    page = imported(team, TABLE.replace("2024-03-2", "2024-04-2"))
    for proposal in Proposal.objects.all():
        curation.accept(proposal, by=team.second)
    return page


def test_another_editor_accepts_all_on_the_page(team):
    job = undone(team, changed_and_published(team))
    mine = text(browser(team.author).get(job))
    assert "2 changes of published records wait" in mine
    assert "Accept all of them" not in mine
    editor = browser(team.editor)
    assert "Accept all of them" in text(editor.get(job))
    editor.post(f"{job}accept/")
    assert "2 changes accepted." in text(editor.get(job))
    assert {each.date for each in Incident.objects.all()} == {"2024-03-22", "2024-03-23"}


def test_the_same_over_http(team):
    page = changed_and_published(team)
    address = f"/api/v1{page}undo/"
    client = client_of(team.author)
    preview = client.get(address).json()
    assert preview["may_undo"] is True
    assert (preview["to_review"], preview["withdrawn"], preview["kept"]) == (2, {}, [])
    answer = client.post(address)
    assert (answer.status_code, answer.json()["kind"]) == (202, "undo_import")
    assert client.post(address).status_code == 409
    do_all_work()
    job = client.get(answer["Location"]).json()
    assert (job["state"], job["result"]["to_review"]) == ("done", 2)
    assert client.get(address).json()["undone"] is not None
    assert client.post(address).status_code == 409
    accepting = f"/api/v1{page}accept-undo/"
    assert client.post(accepting).status_code == 403
    accepted = client_of(team.editor).post(accepting)
    assert accepted.json() == {"applied": 2, "second_approval": 0}
    assert client_of(team.editor).post(accepting).status_code == 409
    listed = client.get("/api/v1/file-imports/").json()["results"]
    assert [each["undone"] is not None for each in listed] == [True, False, False, False]


def test_a_dry_run_has_nothing_to_undo(team):
    client = browser(team.author)
    page = client.post(uploaded(client, team)["Location"], COLUMNS)["Location"]
    do_all_work()
    assert not TableImport.objects.exists()
    assert client.get(f"{page}undo/").status_code == 404
    assert client_of(team.author).post(f"/api/v1{page}undo/").status_code == 409
