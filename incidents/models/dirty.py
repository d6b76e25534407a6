"""Which days must be counted again: written in the transaction of each edit that moves a number."""

from django.db import models
from django.utils import timezone

from ctplatform.accounts.models import Project
from ctplatform.jobs.waking import wake
from incidents.models.facts import read_date
from incidents.models.killed import figure_moved


class DirtyBucketQuerySet(models.QuerySet):
    def due(self):
        return self.filter(due__lte=timezone.now())


class DirtyBucket(models.Model):
    """Days (inclusive) whose buckets every series of the project must count again.

    Append-only: an edit adds a row and locks nothing, a worker deletes the rows that it has
    worked off. The rows name no series, so that one made at the same moment misses none of them.
    `due` lies ahead where an embargo will be lifted.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    start = models.DateField()
    end = models.DateField()
    due = models.DateTimeField(default=timezone.now, db_index=True)

    objects = DirtyBucketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__lte=models.F("end")), name="dirty_days_are_in_order"
            )
        ]

    def __str__(self):
        return f"{self.start} to {self.end}"


COUNTED_BY = (
    "state", "record_kind", "lifecycle", "date", "place", "country", "attack_types",
    "embargo_until", "marking", "merged_into",
)  # fmt: skip
"""The fields of an incident on which some number depends."""


def incident_changed(before, after, incident):
    """Keep the figure it is sorted by, and mark the old and the new days of a published incident;
    before and after are snapshots."""
    figure_moved(before, after, incident)
    if before and after and all(before[name] == after[name] for name in COUNTED_BY):
        return
    published = [each for each in (before, after) if each and each["state"] == "published"]
    mark(incident, *(read_date(each["date"]) for each in published))
    if before and before["merged_into"] != after["merged_into"]:
        survivors = {before["merged_into"], after["merged_into"]} - {None}
        for survivor in type(incident).objects.filter(pk__in=survivors, state="published"):
            mark(survivor, read_date(survivor.date))


def actor_changed(before, after, actor):
    """Mark what is counted under an actor that was merged into another, or is marked otherwise."""
    names = ("merged_into", "marking")
    if not before or not after or all(before[name] == after[name] for name in names):
        return
    parts = actor.participations.filter(role="perpetrator")
    for path in ("incident", "incident__merged_into"):
        days = parts.filter(**{f"{path}__state": "published"}).aggregate(
            start=models.Min(f"{path}__date_earliest"), end=models.Max(f"{path}__date_latest")
        )
        if all(days.values()):
            DirtyBucket.objects.create(project_id=actor.project_id, **days)
            wake()


def part_changed(_before, _after, part):
    """Mark the days of the incident whose participants or casualties changed."""
    incident = part.incident
    if incident.compared:
        type(incident).objects.filter(pk=incident.pk).update(compared=False)
    if incident.state == "published":
        mark(incident, read_date(incident.date))


def mark(incident, *dates):
    """Mark the days between the bounds of each date; an open or missing date is never counted."""
    now, lifted = timezone.now(), incident.embargo_until
    moments = [now, lifted] if lifted and lifted > now else [now]
    spans = {(date.earliest, date.latest) for date in dates if date}
    rows = [
        DirtyBucket(project_id=incident.project_id, start=start, end=end, due=due)
        for start, end in spans
        for due in moments
        if start and end
    ]
    if rows:
        DirtyBucket.objects.bulk_create(rows)
        wake()
