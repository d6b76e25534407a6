"""Find incidents with a fatalities figure that names no source and that no passage states."""

from django.db.models import Q

from ctplatform.curation.registry import evidence_kinds
from incidents.events.models.incidents import Incident
from incidents.records.queries.unsourced import EVERY_ROLE, RequiredField


def _states_fatalities(_user):
    """The condition of an estimate of fatalities without a source."""
    estimates = Incident._meta.get_field("casualties").related_model.objects
    bare = estimates.filter(kind="killed", source=None).order_by()
    return Q(pk__in=bare.values("incident"))


FATALITIES_SOURCE = RequiredField(
    _states_fatalities, lambda record, facts: bool(facts.get("killed")), ("killed",), EVERY_ROLE
)


def without_fatalities_source(rows, user):
    """Incidents with an estimate of fatalities without a source, and no visible passage on them."""
    for kind in evidence_kinds():
        rows = kind.unsourced(rows, {"killed": FATALITIES_SOURCE}, user)
    return rows
