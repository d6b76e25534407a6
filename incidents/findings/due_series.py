"""Which series need their findings computed; apart from the methods, which load SciPy."""

import datetime as dt

from django.db.models import F, Q
from django.utils import timezone

from incidents.series.models.series import Series


def due(now: dt.datetime):
    """The series whose findings are missing, older than their points or an edit, or of an earlier
    day."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    outdated = (
        Q(findings=None)
        | ~Q(findings__recounts=F("recounts"))
        | ~Q(findings__version=F("version"))
        | ~Q(findings__edits=F("edits"))
        | Q(findings__checked__lt=today)
    )
    return Series.objects.filter(outdated, recounted__isnull=False)
