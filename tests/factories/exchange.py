"""Entries of the audit log, and webhooks with what was sent to them."""

from django.utils import timezone

from ctplatform.audit.models import AuditedProject, AuditEntry
from ctplatform.webhooks.models import Delivery, Webhook


def audit_entry(project, **values):
    """An export of all incidents of a project by a signed-out visitor."""
    given = {"channel": "api", "resource": "incidents", "format": "csv", "bytes": 9, "rows": 1}
    entry = AuditEntry.objects.create(**{**given, "is_complete": True, **values})
    AuditedProject.objects.create(entry=entry, project=project)
    return entry


def webhook(project, by, word):
    """A paused webhook with a delivery that was given up."""
    made = Webhook.objects.create(
        project=project, created_by=by, address=f"https://example.org/{word}", is_active=False
    )
    Delivery.objects.create(
        webhook=made,
        from_transaction=0,
        from_change=0,
        to_transaction=0,
        to_change=0,
        state=Delivery.State.DEAD,
        ended=timezone.now(),
        attempts=9,
        log=[
            {
                "at": timezone.now().isoformat(),
                "status": 500,
                "seconds": 0.1,
                "entries": 1,
                "answer": word,
                "error": "",
            }
        ],
    )
    return made
