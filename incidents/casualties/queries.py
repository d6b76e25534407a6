"""The fatalities estimates of listed incidents."""

from django.db.models import F, Prefetch

from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.figures.estimates import governing_estimates

KILLED = Prefetch(
    "casualties",
    CasualtyEstimate.objects.filter(kind="killed").order_by("id"),
    to_attr="killed",
)
"""Reads the fatalities estimates of incidents into `killed`; `hold_killed` adds those of merged
records."""


def hold_killed(incidents, user) -> None:
    """Give incidents without a fatalities estimate those of the records merged into them.

    Sets `incident.killed`, which must be a list already.
    """
    bare = {each.pk: each for each in incidents if not each.killed}
    if not bare:
        return
    rows = CasualtyEstimate.objects.visible_to(user).filter(kind="killed")
    rows = rows.filter(incident__merged_into__in=bare).annotate(into=F("incident__merged_into"))
    for row in rows.order_by("id"):
        bare[row.into].killed.append(row)
    for pk, incident in bare.items():
        incident.killed = governing_estimates(incident.killed, pk)
