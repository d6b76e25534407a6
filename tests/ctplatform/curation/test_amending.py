"""Amending: the form of a proposal is that of its record."""

import pytest
from django.urls import reverse

from ctplatform.curation import services
from incidents.models import CasualtyEstimate
from tests.factories.curation import Team

pytestmark = pytest.mark.django_db


def test_amend(client):
    team = Team()
    incident = team.published()
    proposal = services.request_changes(
        team.proposal(incident, title="A", date="2013-01-16"), by=team.reviewer, reason="Which?"
    )
    client.force_login(team.author)
    address = reverse("proposal-amend", args=[proposal.pk])
    html = client.get(address).content.decode()
    assert "Which?" in html
    assert 'value="2013-01-16"' in html
    form = filled_in(client, address) | {"title": "", "date": "2013-02-30", "reason": "Papers."}
    wrong = client.post(address, form)
    assert wrong.status_code == 400
    assert wrong.content.decode().count('class="field-error"') == 2
    done = client.post(address, form | {"title": "B", "date": "2013-01-17"})
    assert done.status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == ("open", "Papers.")
    assert {name: step["to"] for name, step in proposal.diff.items()} == {
        "title": "B",
        "date": "2013-01-17",
    }
    stale = client.post(address, form | {"title": "C", "date": "2013"})
    assert stale.status_code == 400
    client.force_login(team.reviewer)
    assert client.get(address).status_code == 403


def filled_in(client, address):
    """What the form at an address would send as it stands."""
    form = client.get(address).context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def test_a_proposal_is_amended_in_the_form_of_its_record(client):
    team = Team()
    incident = team.published(summary="Old", absences={"country": "unknown"})
    values = {"title": "A", "absences": {"country": "unknown", "place": "unknown"}}
    proposal = team.proposal(incident, **values)
    client.force_login(team.author)
    address = reverse("proposal-amend", args=[proposal.pk])
    first, rest = client.get(address).content.decode().split("Change other fields as well")
    assert ('name="title"' in first, 'name="summary"' in first) == (True, False)
    assert ('name="summary"' in rest, 'name="absences"' in rest) == (True, False)
    form = filled_in(client, address)
    assert (form["title"], form["absent_place"], form["absent_country"]) == (
        "A",
        "unknown",
        "unknown",
    )
    wrong = client.post(address, form | {"country": "Nowhere", "attack_types": ["war"]})
    named = set(wrong.context["form"].errors)
    assert (wrong.status_code, named) == (400, {"country", "attack_types"})
    assert 'name="country"' in wrong.content.decode().split("Change other fields")[0]
    done = client.post(address, form | {"summary": "New", "absent_country": ""})
    assert done.status_code == 302
    proposal.refresh_from_db()
    assert {name: step["to"] for name, step in proposal.diff.items()} == {
        "title": "A",
        "summary": "New",
        "absences": {"place": "unknown"},
    }


def test_a_new_row_is_amended_in_its_form(client):
    team = Team()
    values = {"incident": team.published(), "kind": "killed", "stated": "some", "best": 4}
    proposal = services.create_record(CasualtyEstimate, values, by=team.author).proposal
    client.force_login(team.author)
    address = reverse("proposal-amend", args=[proposal.pk])
    form = filled_in(client, address)
    assert (form["kind"], form["best"]) == ("killed", 4)
    wrong = client.post(address, form | {"low": "9"})
    assert (wrong.status_code, "low" in wrong.context["form"].errors) == (400, True)
    assert client.post(address, form | {"best": "6", "group": "guards"}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.diff["best"]["to"], proposal.diff["group"]["to"]) == (6, "guards")


def test_a_withdrawal_is_amended_in_its_reason_alone(client):
    team = Team()
    proposal = services.withdraw_record(team.published(), by=team.author).proposal
    client.force_login(team.author)
    address = reverse("proposal-amend", args=[proposal.pk])
    done = client.post(address, {"version": 1, "reason": "It never happened."})
    assert done.status_code == 302
    proposal.refresh_from_db()
    assert proposal.reason == "It never happened."
