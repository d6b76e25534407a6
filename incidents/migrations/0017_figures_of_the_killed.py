"""Lists and exports state the killed as low, best and high with a qualifier, of the one rule that
series follow too: what was stored so far is worked out again."""

import re
from collections import defaultdict

from django.db import migrations, models
from django.utils import timezone

MARKINGS = ("clear", "green", "amber", "amber+strict", "red")
NAMES = ("killed_figure", "killed_low", "killed_best", "killed_high", "killed_qualifier")
MORE_THAN = re.compile(r"\s*(?:more than|over|above|in excess of|exceeding|>) ?([0-9][0-9,]*)\b.*", re.I)


def as_open(record, other, now):
    until, limit = record.embargo_until, other.embargo_until
    is_lifted = until is None or until <= now or (limit is not None and until <= limit)
    return is_lifted and MARKINGS.index(record.marking) <= MARKINGS.index(other.marking)


def standing(rows, own):
    found = defaultdict(list)
    for row in rows:
        found[row.incident_id].append(row)
    if own in found:
        return found[own]
    rung = lambda item: (  # noqa: E731 - a key for one min
        not any(x.selected for x in item[1]), all(x.group for x in item[1]), item[0])  # fmt: skip
    return min(found.items(), key=rung)[1] if found else []


def has_figures(row):
    return not row.low is row.best is row.high is None


def used(rows):
    if chosen := [row for row in rows if row.selected]:
        return chosen
    whole = [row for row in rows if not row.group]
    if stated := [row for row in whole if has_figures(row)]:
        return stated
    if unclear := [row for row in whole if row.qualifier == "contradictory"]:
        return unclear
    return [row for row in rows if row.group]


def counted(row):
    low, best, high = row.low, row.best, row.high
    if low is None and high is None and best is not None:
        margin = 0 if row.qualifier == "exact" else -(-best // 10)
        low, high = best - margin, best + margin
    if best is None:
        best = (high or 0) // 2 if low is None else low
    return low or 0, best, best if high is None else high, high is None


def qualifier_of(row):
    if row.qualifier or row.low is None or row.best is not None or row.high is not None:
        return row.qualifier
    match = MORE_THAN.fullmatch(row.stated or "")
    return "more_than" if match and int(match[1].replace(",", "")) + 1 == row.low else None


def figure(rows):
    """(expected, low, best, high, qualifier), see incidents.figures.estimate_figures."""
    rows = used(rows)
    if not any(map(has_figures, rows)):
        unclear = any(row.qualifier == "contradictory" for row in rows)
        return None, None, None, None, "contradictory" if unclear else None
    groups = defaultdict(list)
    for row in rows:
        groups[(row.group or "").casefold()].append(counted(row))
    low, best, high, is_open = (
        sum(pick(each[n] for each in same) for same in groups.values())
        for n, pick in enumerate((min, min, max, max))
    )
    if len({(row.group, row.low, row.best, row.high, row.qualifier) for row in rows}) == 1:
        only = rows[0]
        return best, only.low, only.best, only.high, qualifier_of(only)
    return best, low, best, None if is_open else high, "at_least" if is_open else "between"


def fill(apps, _editor):
    incidents = apps.get_model("incidents", "Incident").objects
    estimates = apps.get_model("incidents", "CasualtyEstimate").objects.filter(kind="killed")
    columns = ("incident_id", "group", "low", "best", "high", "qualifier", "stated", "selected")
    now, merged = timezone.now(), defaultdict(list)
    for record in incidents.exclude(merged_into=None).select_related("merged_into"):
        if as_open(record, record.merged_into, now):
            merged[record.merged_into_id].append(record.pk)
    ids = {*estimates.order_by().values_list("incident", flat=True).distinct(), *merged}
    ids = sorted(ids)
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        lent = {other for pk in chunk for other in merged[pk]}
        rows = defaultdict(list)
        found = estimates.filter(incident__in={*chunk, *lent}).order_by("id")
        for row in found.values_list(*columns, named=True):
            rows[row.incident_id].append(row)
        held = incidents.in_bulk(chunk)
        for pk, incident in held.items():
            family = [row for each in (pk, *merged[pk]) for row in rows[each]]
            for name, value in zip(NAMES, figure(standing(family, pk)), strict=True):
                setattr(incident, name, value)
        incidents.bulk_update(held.values(), NAMES, batch_size=200)


def number():
    return models.PositiveIntegerField(null=True, blank=True, editable=False)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0016_sorted_by_names")]

    operations = [
        migrations.AddField("incident", "killed_low", number()),
        migrations.AddField("incident", "killed_best", number()),
        migrations.AddField("incident", "killed_high", number()),
        migrations.AddField(
            "incident",
            "killed_qualifier",
            models.CharField(max_length=15, null=True, blank=True, editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
