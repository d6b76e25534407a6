"""The condition that an incident has no figure of the people that a series counts.

It is the rule of `incidents.figures.estimate_figures` in SQL, for lists of such incidents. The
counts themselves are made in Python (`summing`).
"""

from django.db.models import Exists, OuterRef, Q

from ctplatform.markings.levels import MARKINGS, up_to
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.series.queries.narrowing import FIGURE

FIGURED = Q(low__isnull=False) | Q(best__isnull=False) | Q(high__isnull=False)


def without_figure(harms, now) -> Q:
    """The condition that none of these kinds of casualties has a figure at a moment."""
    if harms == ("killed",):
        return Q(**{f"{FIGURE}__isnull": True})
    found = Q()
    for kind in harms:
        found &= ~_has_figure(kind, now)
    return found


def _has_figure(kind, now) -> Q:
    estimates = CasualtyEstimate.objects.filter(kind=kind).order_by()
    own = estimates.filter(incident=OuterRef("pk"))
    return _used_figure(own) | (~Q(Exists(own)) & _lent_figure(estimates, now))


def _used_figure(estimates) -> Q:
    """A chosen estimate with a figure; else one of all victims; else, if none of all victims is
    contradictory, one of a group."""
    chosen, whole = estimates.filter(selected=True), estimates.filter(group="")
    unclear = whole.filter(qualifier="contradictory")
    parts = estimates.exclude(group="").filter(FIGURED)
    alone = Q(Exists(whole.filter(FIGURED))) | (~Q(Exists(unclear)) & Q(Exists(parts)))
    return Q(Exists(chosen.filter(FIGURED))) | (~Q(Exists(chosen)) & alone)


def _lent_figure(estimates, now) -> Q:
    """A figure of a record merged into the incident, if it is shown to all who see the incident."""
    found = Q(pk__in=[])
    over = Q(incident__embargo_until__isnull=True) | Q(incident__embargo_until__lte=now)
    for marking in MARKINGS:
        lent = estimates.filter(
            over, incident__merged_into=OuterRef("pk"), incident__marking__in=up_to(marking)
        )
        found |= Q(marking=marking) & _used_figure(lent)
    return found
