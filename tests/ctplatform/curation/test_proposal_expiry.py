"""Proposals on which nobody acts: people are reminded of them, then they are withdrawn."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ctplatform.curation import services, tasks
from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.services import proposal_expiry
from ctplatform.jobs import registry
from ctplatform.notifications.models import Notification
from incidents.models import CasualtyEstimate
from tests.ctplatform.curation.test_concurrency import at_once
from tests.ctplatform.curation.test_queue import titles
from tests.factories.accounts import member
from tests.factories.curation import Team

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.ctplatform.curation.urls"),
    pytest.mark.both_databases,
]
REMINDED, LAPSED = Notification.Kind.REMINDED, Notification.Kind.LAPSED


def aged(proposal, days):
    """The proposal as if everything about it had been done that many days earlier."""
    row, ago = Proposal.objects.get(pk=proposal.pk), timedelta(days=days)
    times = {name: getattr(row, name) for name in ("created", "last_act", "reminded")}
    Proposal.objects.filter(pk=row.pk).update(
        **{name: moment and moment - ago for name, moment in times.items()}
    )
    return Proposal.objects.get(pk=row.pk)


def told(kind):
    """Who was told, as often as they were."""
    rows = Notification.objects.filter(kind=kind).order_by("user__username")
    return list(rows.values_list("user__username", flat=True))


def names(*people):
    return sorted(person.username for person in people)


def test_author_and_whoever_may_decide_are_reminded_once():
    team = Team()
    proposal = aged(team.proposal(), 31)
    team.proposal()
    assert services.remind_of_proposals() == 1
    assert told(REMINDED) == names(team.author, team.reviewer, team.second, team.editor, team.owner)
    assert set(Notification.objects.values_list("by", "subject_id")) == {(None, proposal.pk)}
    aged(proposal, 1)
    assert services.remind_of_proposals() == 0
    assert len(told(REMINDED)) == 5


def test_nothing_is_old_before_its_day():
    team = Team()
    proposal = aged(team.proposal(), 29)
    assert services.remind_of_proposals() == 0
    proposal = aged(proposal, 1)
    assert services.remind_of_proposals() == 1
    proposal = aged(proposal, 59)
    assert services.withdraw_lapsed_proposals() == 0
    aged(proposal, 1)
    assert services.withdraw_lapsed_proposals() == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda team, it: services.comment_on(it, "I am at it.", by=team.annotator),
        lambda team, it: services.amend(it, by=team.author, reason="¶4, rather."),
        lambda team, it: services.request_changes(it, by=team.reviewer, reason="Quote it."),
        lambda team, it: services.accept_fields(it, ["title"], by=team.reviewer),
    ],
    ids=["comment", "revision", "decision", "in part"],
)
def test_an_act_makes_it_young_again(act):
    team = Team()
    proposal = aged(team.proposal(title="In Amenas siege", summary="Four days."), 31)
    services.remind_of_proposals()
    before = len(told(REMINDED))
    act(team, Proposal.objects.get(pk=proposal.pk))
    waiting = Proposal.objects.get(state__in=Proposal.WAITING)
    assert waiting.lapses is None
    waiting = aged(waiting, 29)
    assert (services.withdraw_lapsed_proposals(), services.remind_of_proposals()) == (0, 0)
    aged(waiting, 2)
    assert (services.withdraw_lapsed_proposals(), services.remind_of_proposals()) == (0, 1)
    assert len(told(REMINDED)) > before


def test_what_was_given_back_waits_for_its_author_alone():
    team = Team()
    proposal = team.proposal()
    services.request_changes(proposal, by=team.reviewer, reason="Quote it.")
    aged(proposal, 31)
    services.remind_of_proposals()
    assert told(REMINDED) == names(team.author)


def test_the_first_of_two_approvals_waits_for_the_others():
    team = Team()
    incident = team.published()
    values = {"incident": incident, "kind": "killed", "best": 60}
    proposal = services.create_record(CasualtyEstimate, values, by=team.author).proposal
    services.accept(proposal, by=team.reviewer)
    aged(proposal, 31)
    services.remind_of_proposals()
    assert told(REMINDED) == names(team.author, team.second, team.editor, team.owner)


def test_nobody_is_reminded_of_what_they_do_not_see():
    team = Team()
    incident = team.candidate(by=team.owner, marking="red")
    team.publish(incident)
    aged(services.propose(incident, {"title": "X"}, by=team.owner), 31)
    services.remind_of_proposals()
    assert told(REMINDED) == names(team.owner)


def test_it_is_withdrawn_with_a_reason_and_the_record_stays_as_it_was():
    team = Team()
    incident = team.published()
    proposal = team.proposal(incident)
    services.comment_on(proposal, "Which paragraph?", by=team.annotator)
    services.request_changes(proposal, by=team.reviewer, reason="Quote it.")
    before = (Revision.objects.count(), incident.version)
    proposal = aged(proposal, 31)
    services.remind_of_proposals()
    aged(proposal, 60)
    assert services.withdraw_lapsed_proposals() == 1
    assert services.withdraw_lapsed_proposals() == 0
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"
    assert proposal.decision == "Nobody acted on it for 90 days."
    assert proposal.decided is not None
    assert told(LAPSED) == names(team.author, team.annotator, team.reviewer)
    incident.refresh_from_db()
    assert (Revision.objects.count(), incident.version) == before
    with pytest.raises(WrongState):
        services.accept(proposal, by=team.reviewer)


def test_no_age_withdraws_what_nobody_was_reminded_of():
    team = Team()
    aged(team.proposal(), 400)
    assert tasks.tend_old_proposals(None, None) == {"withdrawn": 0, "reminded": 1}
    assert tasks.tend_old_proposals(None, None) == {"withdrawn": 0, "reminded": 0}
    assert Proposal.objects.get().state == "open"


def test_it_is_done_every_day():
    assert registry.kind("old_proposals").every == timedelta(days=1)


@pytest.mark.parametrize("batch", [2, 100])
def test_queries_grow_with_batches_and_reviewers_not_with_rows(monkeypatch, batch):
    monkeypatch.setattr(proposal_expiry, "BATCH", batch)
    team = Team()

    def spent(number):
        for row in [team.proposal(by=member(team.project, "annotator")) for _ in range(number)]:
            aged(row, 31)
        with CaptureQueriesContext(connection) as reminding:
            assert services.remind_of_proposals() == number
        for row in Proposal.objects.filter(state="open"):
            aged(row, 60)
        with CaptureQueriesContext(connection) as withdrawing:
            assert services.withdraw_lapsed_proposals() == number
        return len(reminding), len(withdrawing)

    few, many = spent(2), spent(10)
    if batch == 100:
        assert few == many
    else:
        assert many[0] > few[0]


def test_a_reminder_outlives_no_act_and_names_nobody():
    team = Team()
    proposal = team.proposal()
    old = timezone.now() - timedelta(days=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(reminded=old)
    for values in ({"kind": "reminded", "by": team.owner}, {"kind": "commented", "by": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Notification.objects.create(
                user=team.author,
                project=team.project,
                subject_type="proposal",
                subject_id=proposal.pk,
                **values,
            )


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_nothing_twice(monkeypatch):
    monkeypatch.setattr(proposal_expiry, "BATCH", 3)
    team = Team()
    rows = [aged(team.proposal(), 31) for _ in range(20)]

    def both(act):
        return sum(at_once(lambda _number: act(), range(2)))

    assert both(services.remind_of_proposals) == 20
    assert len(told(REMINDED)) == 20 * 5
    for row in rows:
        aged(row, 60)
    assert both(services.withdraw_lapsed_proposals) == 20
    assert len(told(LAPSED)) == 20


def test_it_is_told_over_http(api):
    team = Team()
    proposal = aged(team.proposal(), 31)
    at = f"proposals/{proposal.pk}/"
    assert api(team.author).get(at).json()["lapses"] is None
    services.remind_of_proposals()
    assert api(team.author).get(at).json()["lapses"] is not None
    (row,) = api(team.author).get("notifications/").json()["results"]
    assert (row["kind"], row["by"]) == ("reminded", None)


@pytest.mark.urls("ctplatform.urls")
def test_pages_say_when_it_is_withdrawn(client):
    team = Team()
    proposal = aged(team.proposal(team.published(title="Old")), 31)
    services.remind_of_proposals()
    day = f"{timezone.localtime(timezone.now() + timedelta(days=60)):%-d %b %Y}"
    client.force_login(team.reviewer)
    queue = client.get("/review/").content.decode()
    assert titles(queue, "For you to review") == ["Old"]
    assert f"withdrawn on {day} if nobody acts" in queue
    assert f"withdrawn on {day}" in client.get("/review/many/").content.decode()
    page = client.get(f"/review/{proposal.pk}/").content.decode()
    assert f"It is withdrawn on {day} unless somebody decides, amends or comments." in page
    said = client.get("/notifications/").content.decode()
    assert "Nobody acted on it for 30 days" in said
    assert f"it is withdrawn on {day} unless somebody acts" in said
    aged(proposal, 60)
    services.withdraw_lapsed_proposals()
    page = client.get(f"/review/{proposal.pk}/").content.decode()
    assert "Nobody acted on it for 90 days." in page
    assert "It is withdrawn on" not in page
    client.force_login(team.author)
    said = client.get("/notifications/").content.decode()
    assert "It was withdrawn, since nobody acted on it for 90 days" in said
