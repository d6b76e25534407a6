"""A best figure alone is that number: series count it anew, and figures made of several such
estimates follow. Sizes of actors have a qualifier as estimates of harm do."""

import re
from collections import defaultdict
from importlib import import_module

from django.db import migrations, models
from django.db.models import Max, Min
from django.utils import timezone

QUALIFIERS = {
    "exact": "exactly", "about": "about", "at_least": "at least", "more_than": "more than",
    "up_to": "up to", "fewer_than": "fewer than", "between": "between", "dozens": "dozens",
    "hundreds": "hundreds", "none_reported": "none reported",
    "contradictory": "the figures contradict each other",
}  # fmt: skip
COLUMNS = ("incident_id", "group", "low", "best", "high", "qualifier", "stated", "selected")
ABOUT = re.compile(r"\s*(about|around|approximately|roughly|some|nearly|almost|an estimated|~)", re.I)
BATCH = 500


def count_anew(apps, _editor):
    series = apps.get_model("incidents", "Series").objects.order_by()
    spans = series.values("project").annotate(start=Min("start"), end=Max("end"))
    marks = apps.get_model("incidents", "DirtyBucket")
    marks.objects.bulk_create(
        marks(project_id=each["project"], start=each["start"], end=each["end"]) for each in spans
    )


def counted(row, before):
    """(low, best, high, open) of one estimate."""
    if row.best is None or row.low is not None or row.high is not None:
        return before.counted(row)
    if row.qualifier in ("at_least", "more_than"):
        return row.best, row.best, row.best, True
    is_vague = row.qualifier in ("about", "dozens", "hundreds")
    if is_vague or (not row.qualifier and ABOUT.match(row.stated or "")):
        return before.counted(row._replace(qualifier="about"))
    return row.best, row.best, row.best, False


def added_up(rows, before):
    groups = defaultdict(list)
    for row in rows:
        groups[(row.group or "").casefold()].append(counted(row, before))
    return [
        sum(pick(each[n] for each in same) for same in groups.values())
        for n, pick in enumerate((min, min, max, max))
    ]


def refill(apps, _editor):
    """Work out the figures of incidents that are made of several estimates, some a best alone."""
    before = import_module("incidents.migrations.0017_figures_of_the_killed")
    incidents = apps.get_model("incidents", "Incident").objects
    estimates = apps.get_model("incidents", "CasualtyEstimate").objects.filter(kind="killed")
    alone = estimates.filter(low=None, high=None).exclude(best=None).order_by()
    ids = {*alone.values_list("incident", flat=True)}
    ids |= {*alone.values_list("incident__merged_into", flat=True)} - {None}
    now, ids = timezone.now(), sorted(ids)
    for start in range(0, len(ids), BATCH):
        chunk = ids[start : start + BATCH]
        merged = defaultdict(list)
        for record in incidents.filter(merged_into__in=chunk).select_related("merged_into"):
            if before.as_open(record, record.merged_into, now):
                merged[record.merged_into_id].append(record.pk)
        lent = {pk for others in merged.values() for pk in others}
        rows = defaultdict(list)
        found = estimates.filter(incident__in={*chunk, *lent}).order_by("id")
        for row in found.values_list(*COLUMNS, named=True):
            rows[row.incident_id].append(row)
        changed = []
        for pk, incident in incidents.in_bulk(chunk).items():
            family = [row for each in (pk, *merged[pk]) for row in rows[each]]
            used = before.used(before.standing(family, pk))
            if len({(x.group, x.low, x.best, x.high, x.qualifier) for x in used}) < 2:
                continue
            low, best, high, is_open = added_up(used, before)
            incident.killed_figure, incident.killed_low, incident.killed_best = best, low, best
            incident.killed_high = None if is_open else high
            incident.killed_qualifier = "at_least" if is_open else "between"
            changed.append(incident)
        incidents.bulk_update(changed, before.NAMES, batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0033_kosovo_is_sorted_by_its_name")]

    operations = [
        migrations.AddField(
            model_name="actorsizeestimate",
            name="qualifier",
            field=models.CharField(
                blank=True, choices=list(QUALIFIERS.items()), max_length=30, null=True,
                verbose_name="qualifier",
            ),
        ),
        migrations.AddConstraint(
            model_name="actorsizeestimate",
            constraint=models.CheckConstraint(
                condition=models.Q(qualifier__in=list(QUALIFIERS)) | models.Q(qualifier__isnull=True),
                name="size_qualifier_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="actorsizeestimate",
            constraint=models.CheckConstraint(
                condition=models.Q(qualifier__isnull=True)
                | ~models.Q(qualifier="contradictory")
                | models.Q(low__isnull=True, best__isnull=True, high__isnull=True),
                name="contradictory_sizes_leave_the_range_empty",
                violation_error_message="Of contradictory figures none is chosen.",
            ),
        ),
        migrations.AlterField(
            model_name="incident",
            name="date_basis",
            field=models.CharField(
                blank=True, max_length=30, null=True, verbose_name="date is",
                choices=[
                    ("stated", "stated by the source"),
                    ("resolved_relative", "worked out from the source's words"),
                    ("external", "known from elsewhere"),
                ],
            ),
        ),
        migrations.RunPython(refill, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(count_anew, migrations.RunPython.noop, elidable=True),
    ]  # fmt: skip
