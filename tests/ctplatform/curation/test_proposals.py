"""What may become of a proposal, and who may do it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from ctplatform.curation import services
from ctplatform.curation.errors import FieldConflict, WrongState
from ctplatform.curation.models import Proposal, Revision
from incidents.models import CasualtyEstimate
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team, history

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ACTS = {
    "accept": lambda p, by: services.accept(p, by=by),
    "reject": lambda p, by: services.reject(p, by=by, reason="No."),
    "request_changes": lambda p, by: services.request_changes(p, by=by, reason="Where?"),
    "withdraw": lambda p, by: services.withdraw(p, by=by),
    "amend": lambda p, by: services.amend(p, by=by, reason="Better."),
}


def in_state(team, state):
    """A proposal that was brought into `state` by the people who may."""
    proposal = team.proposal()
    for act in {
        "open": [],
        "changes_requested": ["request_changes"],
        "applied": ["accept"],
        "rejected": ["reject"],
        "withdrawn": ["withdraw"],
    }[state]:
        by = team.author if act == "withdraw" else team.reviewer
        proposal = ACTS[act](proposal, by)
    assert proposal.state == state
    return proposal


@pytest.mark.parametrize("state", Proposal.State.values)
@pytest.mark.parametrize(
    ("act", "allowed", "ends"),
    [
        ("accept", {"open"}, "applied"),
        ("reject", {"open", "changes_requested"}, "rejected"),
        ("request_changes", {"open"}, "changes_requested"),
        ("withdraw", {"open", "changes_requested"}, "withdrawn"),
        ("amend", {"open", "changes_requested"}, "open"),
    ],
)
def test_transitions(state, act, allowed, ends):
    team = Team()
    proposal = in_state(team, state)
    by = team.author if act in ("withdraw", "amend") else team.reviewer
    if state not in allowed:
        with pytest.raises(WrongState):
            ACTS[act](proposal, by)
        proposal.refresh_from_db()
        assert proposal.state == state
        return
    after = ACTS[act](proposal, by)
    after.refresh_from_db()
    assert (after.state, after.version) == (ends, proposal.version + 1)
    assert (after.decided is not None) == (ends in ("applied", "rejected", "withdrawn"))


@pytest.mark.parametrize("act", ["accept", "reject", "request_changes"])
@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("reader", False),
        ("annotator", False),
        ("author", False),
        ("reviewer", True),
        ("editor", True),
        ("owner", True),
    ],
)
def test_reviewers_decide_and_never_the_author(act, role, allowed):
    team = Team()
    proposal, by = team.proposal(), getattr(team, role)
    if allowed:
        assert ACTS[act](proposal, by).reviewer == by
    else:
        with pytest.raises(PermissionDenied):
            ACTS[act](proposal, by)


@pytest.mark.parametrize("role", ["reviewer", "editor", "owner", "superuser"])
def test_nobody_accepts_their_own_whatever_their_role(role):
    team = Team()
    team.superuser = UserFactory(is_superuser=True)
    by = getattr(team, role)
    proposal = team.proposal(by=by)
    with pytest.raises(PermissionDenied):
        services.accept(proposal, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(reviewer=by)


def test_the_policy_is_the_one_of_the_day_the_proposal_was_made():
    team = Team()
    proposal = team.proposal(by=team.owner)
    team.project.review_policy = "open"
    team.project.save()
    with pytest.raises(PermissionDenied):
        services.accept(proposal, by=team.owner)


def test_an_open_project_lets_a_reviewer_accept_their_own():
    team = Team("open")
    proposal = team.proposal(by=team.owner)
    assert services.accept(proposal, by=team.owner).state == "applied"


@pytest.mark.parametrize("act", ["withdraw", "amend"])
def test_only_the_author_withdraws_or_amends(act):
    team = Team()
    proposal = team.proposal()
    for by in (team.annotator, team.reviewer, team.owner):
        with pytest.raises(PermissionDenied):
            ACTS[act](proposal, by)


def test_accept_writes_the_record_and_a_revision_in_the_authors_name():
    team = Team()
    incident = team.published()
    proposal = services.accept(team.proposal(incident), by=team.reviewer, reason="Yes.")
    incident.refresh_from_db()
    assert (incident.title, incident.version) == ("In Amenas siege", 3)
    revision = incident_revision(incident)
    assert (revision.by, revision.proposal, revision.reason, revision.version) == (
        team.author,
        proposal,
        "As ¶3 says.",
        3,
    )
    assert (proposal.reviewer, proposal.decision) == (team.reviewer, "Yes.")


def incident_revision(incident):
    return Revision.objects.about(incident).order_by("-id").first()


def test_a_conflict_names_each_field_and_leaves_the_proposal_open():
    team = Team()
    incident = team.published(summary="Old")
    first = team.proposal(incident, title="A", summary="New")
    second = team.proposal(incident, title="B", country="DZ")
    services.accept(second, by=team.reviewer)
    with pytest.raises(FieldConflict) as error:
        services.accept(first, by=team.reviewer)
    assert error.value.fields == {"title": {"from": "Siege", "to": "A", "live": "B"}}
    first.refresh_from_db()
    incident.refresh_from_db()
    assert (first.state, first.reviewer, incident.title, incident.summary) == (
        "open",
        None,
        "B",
        "Old",
    )


def test_a_moved_version_alone_is_no_conflict():
    team = Team()
    incident = team.published()
    first = team.proposal(incident, title="A")
    services.accept(team.proposal(incident, summary="New"), by=team.reviewer)
    assert services.accept(first, by=team.reviewer).state == "applied"
    incident.refresh_from_db()
    assert (incident.title, incident.summary, incident.version) == ("A", "New", 4)


def test_absences_of_different_fields_do_not_conflict():
    team = Team()
    incident = team.published()
    first = team.proposal(incident, absences={"place": "unknown"})
    second = team.proposal(incident, absences={"lifecycle": "not_applicable"})
    services.accept(first, by=team.reviewer)
    services.accept(second, by=team.reviewer)
    incident.refresh_from_db()
    assert incident.absences == {"place": "unknown", "lifecycle": "not_applicable"}


def test_amending_after_a_conflict_rebases_on_the_live_record():
    team = Team()
    incident = team.published()
    first = team.proposal(incident, title="A")
    services.accept(team.proposal(incident, title="B"), by=team.reviewer)
    amended = services.amend(first, by=team.author, values={"title": "C"}, reason="Both.")
    assert amended.diff == {"title": {"from": "B", "to": "C"}}
    assert (amended.base_version, amended.reason) == (3, "Both.")
    services.accept(amended, by=team.reviewer)
    incident.refresh_from_db()
    assert incident.title == "C"


def test_request_changes_and_amend_go_round():
    team = Team()
    asked = services.request_changes(team.proposal(), by=team.reviewer, reason="Which source?")
    assert (asked.state, asked.decision, asked.decided) == (
        "changes_requested",
        "Which source?",
        None,
    )
    with pytest.raises(WrongState):
        services.accept(asked, by=team.reviewer)
    amended = services.amend(asked, by=team.author, reason="Desert Papers.")
    assert (amended.state, amended.diff) == ("open", asked.diff)
    assert services.accept(amended, by=team.reviewer).state == "applied"


@pytest.mark.parametrize("act", ["reject", "request_changes"])
def test_a_refusal_says_why(act):
    team = Team()
    with pytest.raises(ValidationError) as error:
        getattr(services, act)(team.proposal(), by=team.reviewer, reason="  ")
    assert list(error.value.error_dict) == ["reason"]


def test_a_bad_proposal_is_refused_when_made():
    team = Team()
    incident = team.published()
    for values, field in [
        ({"date": "2013-02-30"}, "date"),
        ({"state": "withdrawn"}, "state"),
        ({"title": "Siege"}, "diff"),
    ]:
        with pytest.raises(ValidationError) as error:
            services.propose(incident, values, by=team.author)
        assert list(error.value.error_dict) == [field]
    assert not Proposal.objects.exists()


def test_a_base_version_gives_what_the_author_saw():
    team = Team()
    incident = team.published()
    services.accept(team.proposal(incident, title="B"), by=team.reviewer)
    late = services.propose(
        incident, {"title": "C", "summary": "New"}, by=team.author, base_version=2
    )
    assert late.diff == {
        "title": {"from": "Siege", "to": "C"},
        "summary": {"from": None, "to": "New"},
    }
    with pytest.raises(FieldConflict) as error:
        services.accept(late, by=team.reviewer)
    assert error.value.fields == {"title": {"from": "Siege", "to": "C", "live": "B"}}
    with pytest.raises(ValidationError):
        services.propose(incident, {"title": "D"}, by=team.author, base_version=9)


def test_a_proposed_child_row_appears_when_accepted():
    team = Team()
    incident = team.published()
    values = {"incident": str(incident.pk), "kind": "killed", "low": 37}
    proposal = services.propose_creation(CasualtyEstimate, values, by=team.author)
    assert not CasualtyEstimate.objects.exists()
    services.accept(proposal, by=team.reviewer)
    child = CasualtyEstimate.objects.get()
    assert (child.pk, child.incident, child.low, child.created_by, child.version) == (
        proposal.target_id,
        incident,
        37,
        team.author,
        1,
    )


def test_a_new_top_level_record_needs_no_proposal():
    team = Team()
    with pytest.raises(ValidationError) as error:
        services.propose_creation(type(team.candidate()), {}, by=team.author)
    assert list(error.value.error_dict) == ["target_type"]


def test_a_proposed_removal_of_a_child_row_conflicts_once_it_has_changed():
    team = Team("open")
    incident = team.published()
    child = team.casualty(incident)
    proposal = services.propose_withdrawal(child, by=team.author, reason="Counted twice.")
    services.change_record(child, {"high": 40}, by=team.editor)
    with pytest.raises(FieldConflict) as error:
        services.accept(proposal, by=team.reviewer)
    assert list(error.value.fields) == ["high"]
    again = services.propose_withdrawal(child, by=team.author)
    services.accept(again, by=team.reviewer)
    assert not CasualtyEstimate.objects.exists()
    assert history(incident)[-1][0] == "withdraw"


def test_a_proposal_to_change_a_removed_child_row_is_at_odds():
    team = Team("open")
    child = team.casualty(team.published())
    proposal = services.propose(child, {"high": 40}, by=team.author)
    services.withdraw_record(child, by=team.editor)
    with pytest.raises(WrongState):
        services.accept(proposal, by=team.reviewer)


def test_a_withdrawn_record_refuses_what_was_proposed_before():
    team = Team()
    incident = team.published()
    change = team.proposal(incident)
    withdrawal = services.withdraw_record(incident, by=team.author).proposal
    services.accept(withdrawal, by=team.reviewer)
    with pytest.raises(WrongState):
        services.accept(change, by=team.reviewer)


def test_an_annotator_proposes_for_somebody_elses_candidate():
    team = Team()
    incident = team.candidate()
    proposal = services.propose(incident, {"title": "Better"}, by=team.annotator)
    services.accept(proposal, by=team.reviewer)
    incident.refresh_from_db()
    assert (incident.title, incident.state) == ("Better", "candidate")


def test_readers_propose_nothing():
    team = Team()
    with pytest.raises(PermissionDenied):
        team.proposal(by=team.reader)


def test_reasons_have_an_end():
    team = Team()
    with pytest.raises(ValidationError) as error:
        team.proposal(reason="x" * 4001)
    assert list(error.value.error_dict) == ["reason"]
