"""What series of fatalities add up: of each incident the killed, as its page tells them.

Which estimates stand for an incident is the rule of `incidents.estimates`. It is asked of rows that
were read a chunk at a time: as SQL it is a query of two dozen others, which takes Django ten times
longer to write than an edited month has rows to read.
"""

from collections import defaultdict
from itertools import islice

from ctplatform.markings.levels import up_to
from incidents.aggregates.perpetrators import gained, held
from incidents.aggregates.population import lifted
from incidents.estimates import reach
from incidents.models import CasualtyEstimate, Incident, Series
from incidents.models.killed import told_by
from incidents.models.series import TOTAL

CHUNK = 2000  # incidents looked up together


def fatalities(series: Series, rows):
    """(group, row of sums) of the killed, for the total and for each group."""
    levels, found = up_to(series.marking), {}
    killed = CasualtyEstimate.objects.filter(kind="killed")
    columns = ("pk", "date_earliest", "date_latest", "country")
    rows = rows.order_by().values_list(*columns).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        ids = [each[0] for each in chunk]
        merged = Incident.objects.filter(lifted(), merged_into__in=ids, marking__in=levels)
        told = told_by(killed, ids, dict(merged.values_list("pk", "merged_into")))
        groups = _groups(series, chunk, levels)
        for pk, first, last, _country in chunk:
            figures = reach(told[pk])
            for group in (TOTAL, *groups.get(pk, ())):
                _add(found.setdefault((group, first, last), _nothing(first, last)), figures)
    for (group, *_days), row in found.items():
        yield group, row


def _groups(series, chunk, levels) -> dict:
    """{incident: the groups that count it}."""
    if series.group_by == "country":
        return {pk: [country] for pk, _first, _last, country in chunk if country is not None}
    found = defaultdict(set)
    if series.group_by == "actor":
        ids = [each[0] for each in chunk]
        for pairs in (held(ids, levels), gained(ids, levels)):
            for incident, actor in pairs:
                found[incident].add(str(actor))
    return found


def _nothing(first, last):
    days = {"date_earliest": first, "date_latest": last}
    return {**days, "n": 0, "low": 0, "best": 0, "high": 0, "open": 0}


def _add(row, figures):
    row["n"] += 1
    for name, number in zip(("low", "best", "high", "open"), figures, strict=True):
        row[name] += number
