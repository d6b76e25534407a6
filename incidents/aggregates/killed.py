"""Let incidents take over the figures of what was merged into them once its embargo is over.

Nobody edits anything at that moment, so a worker looks for it.
"""

from django.db import transaction
from django.utils import timezone

from incidents.models import Incident
from incidents.models.killed import keep_killed, killed_figures


def drain() -> int:
    """Store the figures that have moved since an embargo ended; return how many."""
    ended = Incident.objects.filter(merged_into__isnull=False, embargo_until__lte=timezone.now())
    rows = Incident.objects.filter(pk__in=ended.values("merged_into"))
    stored = dict(rows.values_list("pk", "killed_figure"))
    due = killed_figures(Incident, list(stored))
    moved = [pk for pk, figure in stored.items() if figure != due[pk]]
    if moved:
        with transaction.atomic():
            keep_killed(Incident, moved)
    return len(moved)
