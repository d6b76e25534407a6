"""Takedowns as subjects of notifications, and in the feed of changes."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ctplatform.changes.followed import follow
from ctplatform.notifications.subjects import Description, Subject, register_subject
from incidents.releases.models import Takedown
from incidents.releases.takedowns.services import SUBJECT


def register_takedowns():
    """Register takedowns; called in `ready()`."""
    register_subject(Subject(SUBJECT, _shown, _describe))
    follow("takedown", "takedowns", Takedown)


def _shown(user, rows):
    visible = Takedown.objects.visible_to(user).order_by()
    return Q(Exists(visible.filter(pk=OuterRef("subject_id"))))


def _describe(ids, user):
    rows = Takedown.objects.filter(pk__in=ids).select_related("release")
    return {
        row.pk: Description(
            str(row.release),
            f"{reverse('release', args=[row.release_id])}#takedowns",
            _("Files: %s") % ", ".join(row.files),
        )
        for row in rows
    }
