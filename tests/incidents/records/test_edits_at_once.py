"""Two people edit one record: the slower one sees what the other changed and reverts nothing."""

import re

import pytest

from ctplatform.curation import services
from ctplatform.curation.models import Proposal, Revision
from incidents.models import CasualtyEstimate
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def filled(html):
    """{name: value} of the form of a page, as a browser would send it."""
    form = html[html.index('<form class="form"') :].split("</form>")[0]
    found = dict(
        re.findall(r'<input type="(?:hidden|text|number)" name="([^"]+)" value="([^"]*)"', form)
    )
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?([^<]*)', form):
        found[name] = text
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


@pytest.fixture
def team():
    return Team()


def test_saving_again_keeps_what_others_changed_in_other_fields(client, team):
    incident = team.candidate(country="DZ", summary="As first told.")
    address = f"/incidents/{incident.pk}/edit/"
    client.force_login(team.author)
    form = filled(client.get(address).content.decode())
    services.change_record(incident, {"title": "Theirs", "country": "ML"}, by=team.editor)

    page = client.post(address, form | {"summary": "Mine.", "reason": "Read again."})

    html = page.content.decode()
    assert "This record was changed while you wrote." in html
    theirs = html.split("What others changed")[1].split("</dl>")[0]
    for words in ("Siege", "Theirs", "Algeria", "Mali"):
        assert words in theirs
    assert "You changed these as well." not in html
    again = filled(html)
    assert (again["title"], again["summary"], again["version"]) == ("Theirs", "Mine.", "2")
    assert again["reason"] == "Read again."
    assert client.post(address, again).status_code == 302
    incident.refresh_from_db()
    assert (incident.title, incident.country, incident.summary) == ("Theirs", "ML", "Mine.")
    last = Revision.objects.about(incident).order_by("version").last()
    assert last.diff.keys() == {"summary"}


def test_a_field_that_both_changed_is_named_before_it_is_replaced(client, team):
    incident = team.candidate()
    address = f"/incidents/{incident.pk}/edit/"
    client.force_login(team.author)
    form = filled(client.get(address).content.decode())
    services.change_record(incident, {"title": "Theirs"}, by=team.editor)
    html = client.post(address, form | {"title": "Mine"}).content.decode()
    assert "Saving again replaces what others wrote in: Title." in html
    assert filled(html)["title"] == "Mine"
    client.post(address, filled(html))
    incident.refresh_from_db()
    assert incident.title == "Mine"


def test_reasons_for_empty_fields_are_merged_one_by_one(client, team):
    incident = team.candidate(absences={"country": "unknown"})
    address = f"/incidents/{incident.pk}/edit/"
    client.force_login(team.author)
    form = filled(client.get(address).content.decode())
    services.change_record(
        incident, {"absences": {"country": "unknown", "summary": "unknown"}}, by=team.editor
    )
    html = client.post(address, form | {"absent_country": "not_applicable"}).content.decode()
    client.post(address, filled(html))
    incident.refresh_from_db()
    assert incident.absences == {"country": "not_applicable", "summary": "unknown"}


def test_a_row_of_a_record_is_merged_as_well(client, team):
    incident = team.candidate()
    row = team.casualty(incident, low=37, high=39)
    address = f"/casualties/{row.pk}/edit/"
    client.force_login(team.author)
    form = filled(client.get(address).content.decode())
    services.change_record(row, {"high": 40}, by=team.editor)
    html = client.post(address, form | {"low": "36"}).content.decode()
    assert "This record was changed while you wrote." in html
    client.post(address, filled(html))
    assert CasualtyEstimate.objects.values_list("low", "high").get() == (36, 40)


def test_a_published_record_is_proposed_to_with_ones_own_changes_alone(client, team):
    incident = team.published(country="DZ")
    address = f"/incidents/{incident.pk}/edit/"
    client.force_login(team.author)
    form = filled(client.get(address).content.decode())
    services.accept(team.proposal(incident, country="ML"), by=team.reviewer)
    html = client.post(address, form | {"title": "Mine"}).content.decode()
    client.post(address, filled(html))
    waiting = services.accept(incident_proposal(incident), by=team.reviewer)
    assert waiting.diff.keys() == {"title"}


def incident_proposal(incident):
    return Proposal.objects.get(root_id=incident.pk, state="open")
