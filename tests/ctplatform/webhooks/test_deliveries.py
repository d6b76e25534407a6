"""Webhooks get what changes, in order, at least once, and only what their account may see."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ctplatform.accounts.models import Membership
from ctplatform.changes.models import Change
from ctplatform.changes.pruning import prune_feed
from ctplatform.curation.services import change_record
from ctplatform.domain_errors import Conflict
from ctplatform.notifications.models import Notification
from ctplatform.webhooks import services
from ctplatform.webhooks.delivery import deliveries
from ctplatform.webhooks.models import Delivery, Webhook
from tests.factories.accounts import ProjectFactory, member
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
State, Reason = Delivery.State, Webhook.Reason


@pytest.fixture
def project():
    return ProjectFactory()


@pytest.fixture
def editor(project):
    return member(project, "editor")


@pytest.fixture
def webhook(project, editor, receiver):
    made, receiver.secret = services.create_webhook(project, by=editor, address=receiver.address)
    return made


def incident(project, editor, title="Attack", **values):
    return IncidentFactory(project=project, created_by=editor, title=title, **values)


def run(times=1):
    """What the worker does: make deliveries, and an attempt at each that is due."""
    for _ in range(times):
        deliveries.make_deliveries()
        for pk in deliveries.due_ids():
            deliveries.deliver(pk)


def hurry():
    """Let the time of the next attempt come."""
    Delivery.objects.filter(state=State.WAITING).update(due=timezone.now())


def test_changes_arrive_signed_and_without_content(project, editor, webhook, receiver):
    row = incident(project, editor, title="Secret words")
    run()
    ((name, status, body),) = receiver.got
    assert status == 204
    delivery = Delivery.objects.get()
    assert name == str(delivery.pk)
    assert (body["type"], body["data"]["project"]) == ("changes", project.slug)
    (entry,) = [each for each in body["data"]["results"] if each["type"] == "incident"]
    assert entry["id"] == str(row.pk)
    assert (entry["action"], entry["url"]) == ("created", f"/api/v1/incidents/{row.pk}/")
    assert "Secret words" not in str(body)
    assert (delivery.state, delivery.attempts) == (State.DELIVERED, 1)
    (line,) = delivery.log
    assert (line["status"], line["entries"]) == (204, len(body["data"]["results"]))
    run(2)
    assert len(receiver.got) == 1


def test_a_wrong_secret_is_noticed_by_the_receiver(project, editor, webhook, receiver):
    services.renew_secret(webhook, by=editor)
    incident(project, editor)
    run()
    assert [status for _, status, _ in receiver.got] == [401]


def test_failures_are_tried_again_in_order_with_the_same_id(project, editor, webhook, receiver):
    receiver.answers = [500, 503]
    first = incident(project, editor)
    run()
    second = incident(project, editor)
    run()
    assert len(receiver.got) == 1  # not due yet, and nothing overtakes it
    delivery = Delivery.objects.get()
    assert delivery.due > timezone.now() + timedelta(seconds=2)
    for _ in range(2):
        hurry()
        run()
    run()
    ids = [name for name, _, _ in receiver.got]
    assert ids[0] == ids[1] == ids[2] != ids[3]
    found = [entry["id"] for entry in receiver.accepted() if entry["type"] == "incident"]
    assert found == [str(first.pk), str(second.pk)]
    delivery.refresh_from_db()
    assert [line["status"] for line in delivery.log] == [500, 503, 204]
    assert len(delivery.log[0]["answer"]) == 500


def test_redirects_are_not_followed(project, editor, webhook, receiver):
    receiver.answers = [302]
    incident(project, editor)
    run()
    (line,) = Delivery.objects.get().log
    assert (line["status"], line["error"]) == (302, "Redirects are not followed.")


def test_what_was_given_up_can_be_sent_again(project, editor, webhook, receiver):
    tries = len(deliveries.PAUSES) + 1
    receiver.answers = [500] * tries
    row = incident(project, editor)
    run()
    for _ in range(tries - 1):
        hurry()
        run()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (State.DEAD, tries)
    incident(project, editor)
    deliveries.make_deliveries()
    with pytest.raises(Conflict):  # another one waits
        services.send_again(delivery, by=editor)
    run()
    with pytest.raises(PermissionDenied):
        services.send_again(delivery, by=member(project, "reviewer"))
    services.send_again(delivery, by=editor)
    run()
    assert str(row.pk) in {entry["id"] for entry in receiver.accepted()}
    with pytest.raises(Conflict):
        services.send_again(delivery, by=editor)


def test_a_webhook_that_fails_for_days_is_paused_and_people_are_notified(
    project, editor, webhook, receiver
):
    owner = member(project, "owner")
    receiver.answers = [500, 500]
    incident(project, editor)
    run()
    Webhook.objects.update(failing_since=timezone.now() - deliveries.FAILS_FOR)
    hurry()
    run()
    webhook.refresh_from_db()
    assert (webhook.is_active, webhook.paused_because) == (False, Reason.FAILED)
    for user in (owner, editor):
        (found,) = Notification.objects.visible_to(user)
        assert (found.kind, found.by) == ("paused", None)
    hurry()
    run()
    assert len(receiver.got) == 2
    services.change_webhook(webhook, {"is_active": True}, by=editor)
    run()
    assert [status for _, status, _ in receiver.got] == [500, 500, 204]


def test_an_address_that_is_gone_is_paused_at_once(project, editor, webhook, receiver):
    receiver.answers = [410]
    incident(project, editor)
    run()
    webhook.refresh_from_db()
    assert webhook.paused_because == Reason.GONE


def test_it_gets_what_its_account_may_see_when_it_is_sent(project, editor, webhook, receiver):
    receiver.answers = [500]
    hidden = IncidentFactory(project=project, marking="red")
    shown, later = incident(project, editor), incident(project, editor)
    elsewhere = IncidentFactory()
    run()
    type(later).objects.filter(pk=later.pk).update(marking="red", created_by=member(project))
    hurry()
    run()
    first = {each["id"] for each in receiver.got[0][2]["data"]["results"]}
    assert {str(shown.pk), str(later.pk)} <= first
    assert not {str(hidden.pk), str(elsewhere.pk)} & first
    second = {each["id"] for each in receiver.got[1][2]["data"]["results"]}
    assert str(shown.pk) in second
    assert str(later.pk) not in second


def test_it_ends_with_the_role_of_its_account(project, editor, webhook, receiver):
    Membership.objects.filter(user=editor).update(role="reader")
    incident(project, editor)
    run()
    webhook.refresh_from_db()
    assert (webhook.is_active, webhook.paused_because) == (False, Reason.NO_ACCESS)
    assert receiver.got == []


def test_only_the_chosen_types_are_sent(project, editor, webhook, receiver):
    services.change_webhook(webhook, {"kinds": ["actor"]}, by=editor)
    incident(project, editor)
    run()
    assert receiver.got == []


def test_what_changed_twice_before_it_was_sent_is_sent_once(project, editor, webhook, receiver):
    row = incident(project, editor)
    change_record(row, {"title": "Another"}, by=editor)
    run()
    found = [each for each in receiver.accepted() if each["type"] == "incident"]
    assert [(each["version"], each["action"]) for each in found] == [(2, "changed")]


def test_a_worker_that_died_in_an_attempt_is_followed_by_another(
    project, editor, webhook, receiver
):
    incident(project, editor)
    deliveries.make_deliveries()
    deliveries._claim(Delivery.objects.get().pk)
    assert deliveries.due_ids() == []
    hurry()
    run()
    assert [status for _, status, _ in receiver.got] == [204]
    assert Delivery.objects.get().attempts == 2


def test_old_deliveries_are_deleted(project, editor, webhook, receiver):
    incident(project, editor)
    run()
    assert deliveries.delete_old_deliveries() == 0
    Delivery.objects.update(ended=timezone.now() - timedelta(days=31))
    assert deliveries.delete_old_deliveries() == 1


def test_webhook_paused_for_longer_than_the_feed_remembers_says_to_read_the_project_again(
    project, editor, webhook, receiver
):
    services.change_webhook(webhook, {"kinds": ["incident"]}, by=editor)
    row = incident(project, editor)
    run()
    services.change_webhook(webhook, {"is_active": False}, by=editor)
    row.delete()
    Change.objects.update(at=timezone.now() - timedelta(days=40))
    prune_feed()
    services.change_webhook(webhook, {"is_active": True}, by=editor)
    run()
    (entry,) = receiver.got[-1][2]["data"]["results"]
    assert (entry["type"], entry["action"], entry["id"]) == ("project", "resync", str(project.pk))
    later = incident(project, editor)
    run()
    assert [each["id"] for each in receiver.got[-1][2]["data"]["results"]] == [str(later.pk)]


def test_webhook_paused_for_a_short_time_continues_where_it_was(project, editor, webhook, receiver):
    services.change_webhook(webhook, {"is_active": False}, by=editor)
    row = incident(project, editor)
    prune_feed()
    services.change_webhook(webhook, {"is_active": True}, by=editor)
    run()
    assert str(row.pk) in [each["id"] for each in receiver.got[-1][2]["data"]["results"]]
