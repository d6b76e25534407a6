"""Update the fatalities figures of incidents when an embargo of a record merged into them ends.

No edit happens at that moment, so a worker checks for it.
"""

from django.db import transaction
from django.utils import timezone

from incidents.events.models.incidents import Incident
from incidents.events.models.killed import keep_killed, killed_figures, stored_figures
from incidents.records.models import read_date
from incidents.recounts.models import mark_dirty_days


def update_merged_figures() -> int:
    """Store the figures that have changed since an embargo ended; return how many."""
    ended = Incident.objects.filter(merged_into__isnull=False, embargo_until__lte=timezone.now())
    rows = Incident.objects.filter(pk__in=ended.values("merged_into"))
    stored = stored_figures(rows)
    due = killed_figures(Incident, list(stored))
    moved = [pk for pk, figure in stored.items() if figure != due[pk]]
    if moved:
        with transaction.atomic():
            keep_killed(Incident, moved)
            for incident in Incident.objects.filter(pk__in=moved, state="published"):
                mark_dirty_days(incident, read_date(incident.date))
    return len(moved)
