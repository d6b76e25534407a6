"""Reverting adds to the history; nothing rewrites it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from ctplatform.curation import services
from ctplatform.curation.errors import FieldConflict, WrongState
from ctplatform.curation.models import Revision
from incidents.models import CasualtyEstimate
from tests.factories.curation import Team, history

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def last(record):
    return Revision.objects.about(record).order_by("-id").first()


def test_revert_restores_the_text_and_adds_to_the_history():
    team = Team()
    incident = team.candidate(summary="Old")
    services.change_record(incident, {"summary": "New"}, by=team.author)
    outcome = services.revert(last(incident), by=team.author, reason="The source was right.")
    incident.refresh_from_db()
    assert (incident.summary, incident.version, outcome.proposal) == ("Old", 3, None)
    assert [changes.get("summary") for _, _, changes in history(incident)] == [
        {"from": None, "to": "Old"},
        {"from": "Old", "to": "New"},
        {"from": "New", "to": "Old"},
    ]


def test_revert_of_a_published_record_is_a_proposal():
    team = Team()
    incident = team.published()
    services.accept(team.proposal(incident, title="B"), by=team.reviewer)
    outcome = services.revert(last(incident), by=team.author, reason="Wrong.")
    assert outcome.proposal.diff == {"title": {"from": "B", "to": "Siege"}}
    services.accept(outcome.proposal, by=team.reviewer)
    incident.refresh_from_db()
    assert incident.title == "Siege"


def test_revert_conflicts_where_the_field_changed_again():
    team = Team()
    incident = team.candidate()
    services.change_record(incident, {"title": "B"}, by=team.author)
    middle = last(incident)
    services.change_record(incident, {"title": "C"}, by=team.author)
    with pytest.raises(FieldConflict) as error:
        services.revert(middle, by=team.author, reason="Back.")
    assert error.value.fields == {"title": {"from": "B", "to": "Siege", "live": "C"}}


def test_a_removed_child_row_comes_back_with_its_id_and_a_later_version():
    team = Team()
    incident = team.candidate()
    child = team.casualty(incident)
    services.withdraw_record(child, by=team.author)
    removal = last(incident)
    outcome = services.revert(removal, by=team.author, reason="It was another group.")
    back = CasualtyEstimate.objects.get()
    assert (back.pk, back.low, back.high, back.version) == (child.pk, 37, 39, 3)
    assert outcome.revision.kind == "create"
    with pytest.raises(WrongState):
        services.revert(removal, by=team.author, reason="Again.")


def test_a_withdrawal_is_taken_back_by_the_same_door():
    team = Team()
    incident = team.published()
    withdrawal = services.withdraw_record(incident, by=team.author).proposal
    services.accept(withdrawal, by=team.reviewer)
    outcome = services.revert(last(incident), by=team.author, reason="It happened.")
    assert outcome.proposal.diff == {"state": {"from": "withdrawn", "to": "published"}}
    services.accept(outcome.proposal, by=team.reviewer)
    incident.refresh_from_db()
    assert incident.state == "published"


def test_a_withdrawn_candidate_comes_back_as_a_candidate():
    team = Team()
    incident = team.candidate()
    services.withdraw_record(incident, by=team.author)
    services.revert(last(incident), by=team.author, reason="Mistake.")
    incident.refresh_from_db()
    assert (incident.state, incident.version) == ("candidate", 3)


def test_reverting_a_creation_withdraws():
    team = Team()
    incident = team.candidate()
    child = team.casualty(incident)
    services.revert(last(incident), by=team.author, reason="Twice.")
    assert not CasualtyEstimate.objects.filter(pk=child.pk).exists()
    first = Revision.objects.about(incident).order_by("id").first()
    services.revert(first, by=team.author, reason="Not an event.")
    incident.refresh_from_db()
    assert incident.state == "withdrawn"


def test_a_publication_is_not_reverted():
    team = Team()
    incident = team.published()
    with pytest.raises(ValidationError):
        services.revert(last(incident), by=team.reviewer, reason="No.")


def test_revert_needs_the_right_person_and_a_reason():
    team = Team()
    incident = team.candidate()
    services.change_record(incident, {"title": "B"}, by=team.author)
    with pytest.raises(PermissionDenied):
        services.revert(last(incident), by=team.annotator, reason="x")
    with pytest.raises(ValidationError):
        services.revert(last(incident), by=team.author, reason=" ")


def test_the_database_refuses_to_rewrite_history():
    team = Team()
    incident = team.candidate()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Revision.objects.about(incident).update(reason="nothing happened")


def test_undoing_everything_leads_back_to_the_first_values():
    team = Team()
    incident = team.candidate()
    for title in "ABCD":
        services.change_record(incident, {"title": title}, by=team.author)
    changes = Revision.objects.about(incident).filter(kind="change").order_by("-version")
    for revision in list(changes):
        services.revert(revision, by=team.author, reason="Back.")
    incident.refresh_from_db()
    assert (incident.title, incident.version) == ("Siege", 9)
    assert len(history(incident)) == 9
