"""Decisions in depth: in part, by two people, on many at once, and after the record has moved."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from ctplatform.curation import services
from ctplatform.curation.errors import FieldConflict, WrongState
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.queries.targets import with_rivals
from ctplatform.notifications.models import Notification
from incidents.models import Actor, ActorRelation, CasualtyEstimate
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ctplatform.curation.urls")]


def casualties(team, best, by=None, **values):
    """A proposal of an estimate of the killed in a published incident."""
    values = {"incident": team.published(), "kind": "killed", "best": best, **values}
    return services.create_record(CasualtyEstimate, values, by=by or team.author).proposal


# In part ------------------------------------------------------------------------------------------


def test_fields_are_accepted_singly_and_the_rest_waits_on():
    team = Team()
    incident = team.published()
    whole = team.proposal(incident, title="A", summary="New", country="DZ")
    taken = services.accept_fields(whole, ["title", "country"], by=team.reviewer)
    incident.refresh_from_db()
    assert (incident.title, incident.country, incident.summary) == ("A", "DZ", None)
    (rest,) = taken.rests.all()
    assert (taken.state, taken.diff.keys()) == ("applied", {"title", "country"})
    assert (rest.state, rest.diff) == ("open", {"summary": {"from": None, "to": "New"}})
    assert (rest.author, rest.reason, rest.created) == (team.author, whole.reason, whole.created)
    services.accept(rest, by=team.second)
    incident.refresh_from_db()
    assert incident.summary == "New"


def test_an_absence_goes_with_the_field_that_it_speaks_of():
    team = Team()
    incident = team.published(absences={"summary": "unknown", "place": "unknown"})
    whole = team.proposal(incident, title="A", summary="Known by now")
    taken = services.accept_fields(whole, ["summary"], by=team.reviewer)
    incident.refresh_from_db()
    assert (incident.summary, incident.absences) == ("Known by now", {"place": "unknown"})
    assert taken.rests.get().diff.keys() == {"title"}


@pytest.mark.parametrize("fields", [["nothing"], [], ["title", "colour"]])
def test_only_fields_of_the_proposal_are_accepted(fields):
    team = Team()
    proposal = team.proposal(title="A", summary="New")
    with pytest.raises(ValidationError) as error:
        services.accept_fields(proposal, fields, by=team.reviewer)
    assert "fields" in error.value.message_dict
    assert Proposal.objects.count() == 1


def test_a_field_at_odds_does_not_keep_the_others_back():
    team = Team()
    incident = team.published()
    first = team.proposal(incident, title="A", summary="New")
    services.accept(team.proposal(incident, title="B"), by=team.reviewer)
    services.accept_fields(first, ["summary"], by=team.reviewer)
    incident.refresh_from_db()
    assert (incident.title, incident.summary) == ("B", "New")


# By two -------------------------------------------------------------------------------------------


def test_a_grave_proposal_takes_two_people():
    team = Team()
    proposal = casualties(team, best=50)
    assert (proposal.approvals_needed, proposal.grave_because) == (
        2,
        "It concerns fifty or more fatalities.",
    )
    half = services.accept(proposal, by=team.reviewer, reason="Seen.")
    assert (half.state, half.first_reviewer, half.is_half_approved) == ("open", team.reviewer, True)
    assert not CasualtyEstimate.objects.exists()
    with pytest.raises(PermissionDenied):
        services.accept(half, by=team.reviewer)
    whole = services.accept(half, by=team.second)
    assert (whole.state, whole.reviewer) == ("applied", team.second)
    assert CasualtyEstimate.objects.get().best == 50


def test_the_database_counts_to_two_as_well():
    team = Team()
    proposal = services.accept(casualties(team, best=151), by=team.reviewer)
    rows = Proposal.objects.filter(pk=proposal.pk)
    for wrong in (
        {"state": "applied", "reviewer": team.reviewer, "decided": proposal.created},
        {"state": "applied", "first_reviewer": None, "reviewer": team.second},
        {"first_reviewer": team.author},
        {"approvals_needed": 3},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


@pytest.mark.parametrize(
    ("figures", "needed"),
    [
        ({"best": 49}, 1),
        ({"best": None}, 1),
        ({"best": 50}, 2),
        ({"best": None, "low": 151, "stated": "more than 150"}, 2),
        ({"best": None, "high": 60}, 2),
        ({"best": None, "high": 40}, 1),
        ({"best": None, "stated": "more than 150"}, 2),
        ({"best": None, "low": 151, "selected": True}, 2),
        ({"best": None, "low": 151, "kind": "civilians_killed"}, 2),
        ({"best": None, "low": 151, "kind": "injured"}, 1),
    ],
)
def test_any_figure_of_fifty_killed_or_more_is_read_by_two(figures, needed):
    assert casualties(Team(), **figures).approvals_needed == needed


def test_groups_that_make_fifty_together_are_read_by_two():
    team = Team()
    incident = team.published()
    police, civilians = (
        {"incident": incident, "kind": "killed", "best": 30, "group": group}
        for group in ("police", "civilians")
    )
    first = services.create_record(CasualtyEstimate, police, by=team.author).proposal
    assert first.approvals_needed == 1
    services.accept(first, by=team.reviewer)
    second = services.create_record(CasualtyEstimate, civilians, by=team.author).proposal
    assert second.approvals_needed == 2


def test_a_candidate_of_more_than_150_killed_is_published_by_two():
    team = Team()
    incident = team.candidate()
    team.casualty(incident, low=151, best=None, high=None, stated="more than 150")
    waiting = services.publish(incident, by=team.reviewer).proposal
    assert (waiting.state, waiting.first_reviewer) == ("open", team.reviewer)
    incident.refresh_from_db()
    assert incident.state == "candidate"
    services.publish(incident, by=team.second)
    incident.refresh_from_db()
    assert incident.state == "published"


def test_who_sponsors_whom_and_named_people_are_grave():
    team = Team()

    def actor(**values):
        made = services.create_record(Actor, {"project": team.project, **values}, by=team.author)
        return team.publish(made.record)

    state, group = actor(name="A state", kind="state"), actor(name="A group", kind="armed_group")
    values = {
        "subject": state,
        "object": group,
        "kind": "sponsors",
        "status": "alleged",
        "claimant_words": "A minister",
    }
    alleged = services.propose_creation(ActorRelation, values, by=team.author)
    person = services.propose(actor(name="N.", kind="individual"), {"name": "M."}, by=team.author)
    renamed = services.propose(group, {"name": "The group"}, by=team.author)
    assert [row.approvals_needed for row in (alleged, person, renamed)] == [2, 2, 1]


def test_in_an_open_project_nothing_is_grave():
    team = Team("open")
    incident = team.published(by=team.owner)
    values = {"incident": incident, "kind": "killed", "best": 400}
    proposal = services.propose_creation(CasualtyEstimate, values, by=team.author)
    assert services.accept(proposal, by=team.reviewer).state == "applied"


def test_amending_asks_for_both_approvals_anew():
    team = Team()
    half = services.accept(casualties(team, best=60), by=team.reviewer)
    amended = services.amend(half, by=team.author, values={"best": 61})
    assert (amended.first_reviewer, amended.approvals_needed) == (None, 2)
    small = services.amend(amended, by=team.author, values={"best": 6})
    assert small.approvals_needed == 1


def test_one_reviewer_is_enough_to_say_no():
    team = Team()
    half = services.accept(casualties(team, best=60), by=team.reviewer)
    assert services.reject(half, by=team.second, reason="No.").state == "rejected"


def test_a_first_approval_of_what_has_moved_is_refused():
    team = Team()
    estimate = team.casualty(incident := team.candidate(), low=None, high=None, best=60)
    services.publish(incident, by=team.second)
    mine = services.propose(estimate, {"best": 70}, by=team.author)
    other = services.propose(estimate, {"best": 80}, by=team.annotator)
    for by in (team.reviewer, team.second):
        other = services.accept(other, by=by)
    with pytest.raises(FieldConflict):
        services.accept(mine, by=team.reviewer)


# States -------------------------------------------------------------------------------------------

STATES = {
    "open": lambda team, row: row,
    "half_approved": lambda team, row: services.accept(row, by=team.reviewer),
    "changes_requested": lambda team, row: services.request_changes(
        row, by=team.reviewer, reason="?"
    ),
    "applied": lambda team, row: services.accept(
        services.accept(row, by=team.reviewer), by=team.second
    ),
    "rejected": lambda team, row: services.reject(row, by=team.reviewer, reason="No."),
    "withdrawn": lambda team, row: services.withdraw(row, by=team.author),
}
ACTS = {
    "accept": lambda team, row: services.accept(row, by=team.owner),
    "reject": lambda team, row: services.reject(row, by=team.owner, reason="No."),
    "request_changes": lambda team, row: services.request_changes(row, by=team.owner, reason="?"),
    "withdraw": lambda team, row: services.withdraw(row, by=team.author),
    "amend": lambda team, row: services.amend(row, by=team.author, reason="Better."),
}
OPENS = {"amend": "open", "withdraw": "withdrawn", "reject": "rejected"}
LEADS = {
    "open": OPENS | {"accept": "open", "request_changes": "changes_requested"},
    "half_approved": OPENS | {"accept": "applied", "request_changes": "changes_requested"},
    "changes_requested": OPENS,
    "applied": {},
    "rejected": {},
    "withdrawn": {},
}
"""State, act: the state after it; what is not named here is refused."""


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STATES)
def test_a_grave_proposal_goes_from_state_to_state(state, act):
    team = Team()
    proposal = STATES[state](team, casualties(team, best=60))
    ends = LEADS[state].get(act)
    if ends is None:
        with pytest.raises(WrongState):
            ACTS[act](team, proposal)
        proposal.refresh_from_db()
        assert proposal.state == state.replace("half_approved", "open")
    else:
        assert ACTS[act](team, proposal).state == ends


# After the record has moved -----------------------------------------------------------------------


def at_odds(team):
    """A proposal of which the title has moved and the summary has not."""
    incident = team.published()
    mine = team.proposal(incident, title="A", summary="New")
    services.accept(team.proposal(incident, title="B"), by=team.reviewer)
    return incident, mine


@pytest.mark.parametrize(("choice", "title"), [("live", "B"), ("mine", "A"), ("base", "Siege")])
def test_the_author_chooses_between_the_live_value_and_theirs(choice, title):
    team = Team()
    incident, mine = at_odds(team)
    resolved = services.resolve(mine, {"title": choice}, by=team.author)
    assert resolved.base_version == 3
    services.accept(resolved, by=team.reviewer)
    incident.refresh_from_db()
    assert (incident.title, incident.summary) == (title, "New")


@pytest.mark.parametrize("choices", [{}, {"title": "theirs"}, {"title": "live", "summary": "mine"}])
def test_a_choice_is_made_for_each_field_at_odds_and_no_other(choices):
    team = Team()
    _incident, mine = at_odds(team)
    with pytest.raises(ValidationError) as error:
        services.resolve(mine, choices, by=team.author)
    assert error.value.message_dict["choices"] == [
        "Choose “base”, “live” or “mine” for each of: title."
    ]


def test_a_proposal_that_leaves_all_to_the_live_record_is_withdrawn_instead():
    team = Team()
    incident = team.published()
    mine = team.proposal(incident, title="A")
    services.accept(team.proposal(incident, title="B"), by=team.reviewer)
    with pytest.raises(ValidationError):
        services.resolve(mine, {"title": "live"}, by=team.author)
    with pytest.raises(PermissionDenied):
        services.resolve(mine, {"title": "mine"}, by=team.reviewer)


@pytest.mark.parametrize("state", STATES)
def test_there_is_nothing_to_choose_where_nothing_is_at_odds(state):
    team = Team()
    proposal = STATES[state](team, casualties(team, best=60))
    with pytest.raises(ValidationError if proposal.is_waiting else WrongState):
        services.resolve(proposal, {}, by=team.author)


def test_rivals_are_those_that_wait_for_another_value_of_the_same_field():
    team = Team()
    incident = team.published()
    first = team.proposal(incident, title="A", summary="New")
    second = team.proposal(incident, title="B", by=team.annotator)
    team.proposal(incident, country="DZ")
    services.withdraw(team.proposal(incident, title="C"), by=team.author)
    one, other = with_rivals([first, second], team.reader)
    assert (one.rivals, other.rivals) == ([second], [first])


# Many at once -------------------------------------------------------------------------------------


def test_many_are_decided_and_each_stands_alone(api):
    team = Team()
    incident = team.published()
    first, second = team.proposal(incident, title="A"), team.proposal(incident, title="B")
    own = team.proposal(incident, by=team.reviewer, summary="Mine")
    ids = [str(row.pk) for row in (first, second, own)]
    body = {"ids": ids, "decision": "accept", "reason": "Yes."}
    body["versions"] = dict.fromkeys(ids, 1)
    answer = api(team.reviewer).post("proposals/decide/", body)
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert [(row["id"], row["state"]) for row in found] == [
        (ids[0], "applied"),
        (ids[1], "open"),
        (ids[2], "open"),
    ]
    assert [bool(row["error"]) for row in found] == [False, True, True]
    assert Revision.objects.filter(proposal__in=ids).count() == 1


def test_what_one_cannot_see_is_not_decided(api):
    hidden = Team().proposal()
    body = {"ids": [str(hidden.pk)], "decision": "reject", "reason": "No."}
    answer = api(Team().owner).post("proposals/decide/", body).json()
    error = "There is no such proposal, or you cannot see it; nothing was done."
    assert answer == [{"id": str(hidden.pk), "state": None, "error": error}]
    hidden.refresh_from_db()
    assert hidden.state == "open"


# Over HTTP ----------------------------------------------------------------------------------------


def test_fields_and_choices_over_http(api):
    team = Team()
    _incident, mine = at_odds(team)
    at = f"proposals/{mine.pk}/"
    part = api(team.reviewer).act(f"{at}accept/", {"fields": ["summary"]})
    assert (part.status_code, part.json()["state"]) == (200, "applied")
    rest = Proposal.objects.get(rest_of=mine)
    shown = api(team.reader).get(f"proposals/{rest.pk}/").json()
    assert (shown["rest_of"], shown["conflicts"].keys()) == (str(mine.pk), {"title"})
    answer = api(team.author).post(f"proposals/{rest.pk}/resolve/", {"choices": {"title": "mine"}})
    assert (answer.status_code, answer.json()["conflicts"]) == (200, {})
    refused = api(team.author).post(f"proposals/{rest.pk}/resolve/", {"choices": {"title": "mine"}})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/choices"


def test_a_second_approval_by_the_same_person_is_403(api):
    team = Team()
    proposal = casualties(team, best=60)
    first = api(team.reviewer).act(f"proposals/{proposal.pk}/accept/")
    assert (first.status_code, first.json()["state"]) == (200, "open")
    assert first.json()["first_reviewer"] == team.reviewer.username
    assert api(team.reviewer).act(f"proposals/{proposal.pk}/accept/").status_code == 403
    assert Notification.objects.get().kind == "approved"
