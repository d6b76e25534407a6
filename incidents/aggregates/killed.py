"""Let incidents take over the figures of what was merged into them once its embargo is over.

Nobody edits anything at that moment, so a worker looks for it.
"""

from django.db import transaction
from django.utils import timezone

from incidents.models import Incident
from incidents.models.killed import keep_killed, killed_figure


def drain() -> int:
    """Store the figures that have moved since an embargo ended; return how many."""
    ended = Incident.objects.filter(merged_into__isnull=False, embargo_until__lte=timezone.now())
    rows = Incident.objects.filter(pk__in=ended.values("merged_into"))
    figures = rows.annotate(due=killed_figure(Incident)).values_list("pk", "killed_figure", "due")
    moved = [pk for pk, figure, due in figures if figure != due]
    if moved:
        with transaction.atomic():
            rows = Incident.objects.filter(pk__in=moved).order_by("pk")
            keep_killed(Incident, [each.pk for each in rows.select_for_update(no_key=True)])
    return len(moved)
