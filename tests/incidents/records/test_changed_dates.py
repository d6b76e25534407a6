"""A date that is changed by hand lets go of the old one's words, wherever it is changed."""

import pytest

from ctplatform.curation import services
from ctplatform.curation.models import Revision
from incidents.models import Incident
from tests.factories.curation import Team
from tests.incidents.conftest import client_of

pytestmark = pytest.mark.django_db
OLD = {"date": "2024-03", "date_words": "Last month", "date_basis": "resolved_relative"}


@pytest.fixture
def team():
    return Team("open")


def words_of(incident):
    incident = Incident.objects.get(pk=incident.pk)
    return incident.date, incident.date_words, incident.date_basis


def change(team, incident, **values):
    services.change_record(incident, values, by=team.owner, reason="Read again.")
    return words_of(incident)


def test_the_old_words_and_basis_go_with_the_old_date(team):
    incident = team.candidate(by=team.owner, **OLD)
    assert change(team, incident, date="2024-05-05") == ("2024-05-05", "", None)


def test_words_that_are_given_again_stay(team):
    incident = team.candidate(by=team.owner, **OLD)
    found = change(team, incident, date="2024-02", date_words="Last month")
    assert found == ("2024-02", "Last month", None)


def test_words_that_say_the_new_date_stay(team):
    said = {"date": "2024-03", "date_words": "March 22, 2024", "date_basis": "stated"}
    incident = team.candidate(by=team.owner, **said)
    assert change(team, incident, date="2024-03-22") == ("2024-03-22", "March 22, 2024", "stated")


def test_the_same_days_written_otherwise_change_no_words(team):
    incident = team.candidate(by=team.owner, **OLD)
    assert change(team, incident, date="2024-03~")[1:] == ("Last month", "resolved_relative")


def test_a_first_date_keeps_the_words_that_it_was_read_from(team):
    incident = team.candidate(by=team.owner, date=None, date_words="Last month")
    assert change(team, incident, date="2024-03")[1] == "Last month"


def test_the_form_lets_the_old_words_go(team, client):
    incident = team.candidate(by=team.owner, **OLD)
    client.force_login(team.owner)
    page = client.get(f"/incidents/{incident.pk}/edit/")
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"date": "5 May 2024", "attack_types": [], "target_types": [], "weapon_types": []}
    assert client.post(f"/incidents/{incident.pk}/edit/", data).status_code == 302
    assert words_of(incident) == ("2024-05-05", "", None)


def test_a_patch_lets_the_old_words_go(team):
    incident = team.candidate(by=team.owner, **OLD)
    client = client_of(team.owner)
    at = f"/api/v1/incidents/{incident.pk}/"
    tag = client.get(at).headers["ETag"]
    answer = client.patch(at, {"date": "2024-05-05"}, format="json", headers={"if-match": tag})
    assert answer.status_code == 200, answer.json()
    assert words_of(incident) == ("2024-05-05", "", None)


def test_a_proposal_says_so_and_takes_the_words_along_with_the_date():
    team = Team()
    incident = team.published(**OLD)
    proposal = services.propose(
        incident, {"date": "2024-05-05", "title": "Other"}, by=team.author, reason="Read again."
    )
    assert proposal.diff["date_words"] == {"from": "Last month", "to": ""}
    services.accept_fields(proposal, ["date"], by=team.reviewer)
    assert words_of(incident) == ("2024-05-05", "", None)
    assert proposal.rests.get().diff.keys() == {"title"}


def test_a_merge_takes_the_words_of_the_date_that_it_takes_over(team):
    kept = team.candidate(by=team.owner, **OLD)
    gone = team.candidate(by=team.owner, title="B", date="2024-05", date_words="In May")
    services.merge(gone, kept, by=team.owner, choices=["date"])
    assert words_of(kept) == ("2024-05", "In May", None)
    services.unmerge(gone, by=team.owner, restore=True)
    assert words_of(kept) == ("2024-03", "Last month", "resolved_relative")


def test_taking_the_change_back_brings_the_words_back(team):
    incident = team.candidate(by=team.owner, **OLD)
    change(team, incident, date="2024-05-05")
    services.revert(Revision.objects.latest("id"), by=team.owner, reason="No.")
    assert words_of(incident) == ("2024-03", "Last month", "resolved_relative")
