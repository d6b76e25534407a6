"""Make deliveries of what is new in the feed, and try them until they are accepted.

A webhook has one waiting delivery at most, so what it gets is in the order of the feed. What comes
after waits in the feed itself. An attempt that a dying worker left is made again: a receiver gets
each delivery at least once, and knows it by its id.
"""

from datetime import timedelta

import orjson
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role
from ctplatform.changes.models import Change
from ctplatform.changes.queries import read_section
from ctplatform.webhooks.delivery.sending import Outcome, send
from ctplatform.webhooks.delivery.signing import signed_headers
from ctplatform.webhooks.models import Delivery, Webhook
from ctplatform.webhooks.services import pause_webhook

State, Reason = Delivery.State, Webhook.Reason
PAUSES = [timedelta(seconds=each) for each in (5, 30, 120, 600, 3600, 10800, 28800, 57600)]
"""Between attempts; one more failure, after 28 hours in all, and the delivery is given up."""
FAILS_FOR = timedelta(days=3)
"""A webhook whose attempts have failed for so long is paused."""
LEASE = timedelta(seconds=60)
"""An attempt without an outcome for that long was left by a worker that died."""
KEPT_FOR = timedelta(days=30)
MOST_AT_ONCE = 50  # webhooks and deliveries of one sweep
LOGGED = 20  # attempts


def make_deliveries() -> int:
    """Make a delivery for each webhook with something new to send; return how many."""
    waits = Delivery.objects.filter(webhook=OuterRef("pk"), state=State.WAITING)
    new = Change.objects.filter(project=OuterRef("project")).filter(
        Q(transaction_id__gt=OuterRef("transaction_id"))
        | Q(transaction_id=OuterRef("transaction_id"), id__gt=OuterRef("change_id"))
    )
    rows = Webhook.objects.filter(~Exists(waits), Exists(new), is_active=True)
    return sum(_make_delivery(pk) for pk in rows.values_list("pk", flat=True)[:MOST_AT_ONCE])


@transaction.atomic
def _make_delivery(pk) -> bool:
    webhook = Webhook.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if webhook is None or not webhook.is_active:
        return False
    if webhook.deliveries.filter(state=State.WAITING).exists():
        return False
    account = account_of(webhook)
    if account is None:
        pause_webhook(webhook, Reason.NO_ACCESS)
        return False
    start = (webhook.transaction_id, webhook.change_id)
    entries, end = read_section(account, webhook.project, start, kinds=webhook.kinds)
    if end is None:
        return False
    webhook.transaction_id, webhook.change_id = end
    Webhook.objects.filter(pk=pk).update(transaction_id=end[0], change_id=end[1])
    if not entries:
        return False
    Delivery.objects.create(
        webhook=webhook,
        from_transaction=start[0],
        from_change=start[1],
        to_transaction=end[0],
        to_change=end[1],
    )
    return True


def account_of(webhook):
    """The account that made the webhook, within its project alone; None without its role there."""
    account = webhook.created_by
    if not account.is_active or not has_role(account, webhook.project, Role.EDITOR):
        return None
    account.limit_to_projects([webhook.project_id])
    return account


def due_ids(most=MOST_AT_ONCE) -> list:
    """Ids of the deliveries that are due, the oldest first."""
    rows = Delivery.objects.due().filter(webhook__is_active=True).order_by("due")
    return list(rows.values_list("pk", flat=True)[:most])


def deliver(pk) -> Delivery | None:
    """Make one attempt, unless another worker does; return the delivery as it then is."""
    delivery = _claim(pk)
    if delivery is None:
        return None
    account = account_of(delivery.webhook)
    if account is None:
        text = Reason.NO_ACCESS.label
        return _end(delivery, Outcome(None, 0, error=text), 0)
    entries = _entries_of(delivery, account)
    if not entries:  # they are hidden by now
        return _end(delivery, Outcome(204, 0), 0)
    body = body_of(delivery, entries)
    now = int(timezone.now().timestamp())
    headers = signed_headers(delivery.webhook, delivery.pk, now, body)
    outcome = send(delivery.webhook.address, body, {"Content-Type": "application/json", **headers})
    return _end(delivery, outcome, len(entries))


@transaction.atomic
def _claim(pk):
    due = Delivery.objects.due().select_for_update(skip_locked=True, of=("self",))
    rows = due.select_related("webhook__project", "webhook__created_by")
    delivery = rows.filter(pk=pk, webhook__is_active=True).first()
    if delivery is not None:
        delivery.attempts, delivery.due = delivery.attempts + 1, timezone.now() + LEASE
        delivery.save(update_fields=["attempts", "due"])
    return delivery


def _entries_of(delivery, account) -> list:
    webhook = delivery.webhook
    start = (delivery.from_transaction, delivery.from_change)
    end = (delivery.to_transaction, delivery.to_change)
    return read_section(account, webhook.project, start, end=end, kinds=webhook.kinds)[0]


def body_of(delivery, entries) -> bytes:
    """The JSON that is sent: types, ids, versions and addresses, and no content of records."""
    names = ("type", "id", "version", "action", "at", "project", "url")
    rows = [{name: getattr(each, name) for name in names} for each in entries]
    data = {
        "webhook": delivery.webhook_id,
        "project": delivery.webhook.project.slug,
        "results": rows,
    }
    content = {"type": "changes", "timestamp": delivery.created, "data": data}
    return orjson.dumps(content, default=str, option=orjson.OPT_UTC_Z)


@transaction.atomic
def _end(delivery, outcome, entries):
    """Save the outcome of an attempt, if another worker has not taken the delivery since."""
    webhook = Webhook.objects.select_for_update().get(pk=delivery.webhook_id)
    rows = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING, attempts=delivery.attempts)
    current = rows.first()
    if current is None:
        return None
    current.log = [*current.log, _line(outcome, entries)][-LOGGED:]
    now = timezone.now()
    if outcome.is_accepted:
        current.state, current.ended = State.DELIVERED, now
        Webhook.objects.filter(pk=webhook.pk).update(failing_since=None)
    else:
        _note_failure(current, webhook, outcome, now)
    current.save()
    return current


def _note_failure(delivery, webhook, outcome, now):
    """Try again later, or give up; pause a webhook that has failed for days."""
    if delivery.attempts > len(PAUSES):
        delivery.state, delivery.ended = State.DEAD, now
    else:
        delivery.due = now + PAUSES[delivery.attempts - 1]
    webhook.failing_since = webhook.failing_since or now
    if account_of(webhook) is None:
        reason = Reason.NO_ACCESS
    elif outcome.status == 410:
        reason = Reason.GONE
    elif now - webhook.failing_since >= FAILS_FOR:
        reason = Reason.FAILED
    else:
        Webhook.objects.filter(pk=webhook.pk).update(failing_since=webhook.failing_since)
        return
    if webhook.is_active:
        pause_webhook(webhook, reason)


def _line(outcome, entries) -> dict:
    return {
        "at": timezone.now().isoformat(timespec="seconds"),
        "status": outcome.status,
        "seconds": outcome.seconds,
        "entries": entries,
        "answer": outcome.answer,
        "error": str(outcome.error),
    }


def delete_old_deliveries() -> int:
    """Delete the log of deliveries that ended 30 days ago; return how many."""
    return Delivery.objects.filter(ended__lt=timezone.now() - KEPT_FOR).delete()[0]
