"""Webhooks as subjects of notifications."""

from django.db.models import Exists, OuterRef

from ctplatform.notifications.subjects import Description, Subject, register_subject
from ctplatform.webhooks.models import Webhook
from ctplatform.webhooks.services import SUBJECT


def register_subjects():
    register_subject(Subject(SUBJECT, _shown, _describe))


def _shown(user, _rows):
    """Webhooks are shown to those who may change them."""
    visible = Webhook.objects.visible_to(user)
    return Exists(visible.filter(pk=OuterRef("subject_id")).order_by())


def _describe(ids, user):
    rows = Webhook.objects.visible_to(user).filter(pk__in=ids)
    return {
        row.pk: Description(row.address, row.get_absolute_url(), row.get_paused_because_display())
        for row in rows
    }
