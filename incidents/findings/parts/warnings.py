"""The warnings of the incidents that a finding counts."""

from collections import Counter

from django.db.models import Q
from django.db.models.functions import Coalesce

from incidents.findings.methods.member_shares import WarningRows
from incidents.series.queries.population import Population
from incidents.warnings.models import Warning

OUTCOMES = {
    "warning_heeded": Q(heeded="yes"),
    "warning_partly_heeded": Q(heeded="partly"),
    "warning_not_heeded": Q(heeded="no"),
    "warning_outcome_not_known": Q(heeded__isnull=True) | Q(heeded="unknown"),
}
"""{part of the finding: condition on warnings}."""


def warnings_of(members, population: Population):
    """The published warnings about some incidents, or about records merged into them.

    Only those count that everybody sees who sees the series. They have the days of the incident
    that they count for as `from_day` and `to_day`.
    """
    reader, merged = population.reader, "incident__merged_into"
    shown = Q()
    for name in ("issuer", "recipient"):
        shown &= Q(**{f"{name}__isnull": True}) | reader.actors(f"{name}__")
    ids = members.order_by().values("pk")
    about = Q(incident__in=ids) | (Q(**{f"{merged}__in": ids}) & reader.incidents("incident__"))
    rows = Warning.objects.canonical().filter(shown, about, state="published")
    return rows.annotate(
        owner=Coalesce(merged, "incident"),
        from_day=Coalesce(f"{merged}__date_earliest", "incident__date_earliest"),
        to_day=Coalesce(f"{merged}__date_latest", "incident__date_latest"),
    )


def read_warnings(members, population: Population) -> WarningRows:
    """The outcomes and lead times of the warnings of some incidents, in one query."""
    names = ("heeded", "date_earliest", "date_latest", "owner", "from_day", "to_day")
    rows = list(warnings_of(members, population).order_by("id").values_list(*names))
    counts = Counter(heeded if heeded in ("yes", "partly", "no") else None for heeded, *_ in rows)
    days = [
        (happened - issued).days
        for _heeded, issued, issued_until, _owner, happened, happened_until in rows
        if issued and issued == issued_until and happened == happened_until and issued <= happened
    ]
    return WarningRows(counts, len({owner for _h, _i, _u, owner, *_days in rows}), days)
