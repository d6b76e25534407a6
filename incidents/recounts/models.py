"""Days that series must recount, written in the same transaction as the edit that affects them."""

from collections import defaultdict
from datetime import timedelta

from django.apps import apps
from django.db import models
from django.utils import timezone

from ctplatform.accounts.models import Project
from ctplatform.database.bulk_loader import insert_rows
from ctplatform.jobs.messages import send_wake_message_on_commit
from incidents.records.models import read_date
from incidents.vocabularies import SERIES_RECORDS

LONGEST_CHANGE = timedelta(minutes=10)
"""Every transaction that was open when a series was defined has ended after this time."""


class DirtyBucketQuerySet(models.QuerySet):
    def due(self):
        return self.filter(due__lte=timezone.now())


class DirtyBucket(models.Model):
    """Days (inclusive) whose buckets every series of this type of record must recount.

    Append-only: an edit adds a row and locks nothing; a worker deletes the rows that it has
    processed. The rows name no series, so that a series created at the same moment misses none of
    them. `due` lies in the future where an embargo will end then.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    record_type = models.CharField(max_length=12, default="incident")
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
    "state",
    "record_kind",
    "lifecycle",
    "date",
    "place",
    "country",
    "attack_types",
    "target_types",
    "weapon_types",
    "domain",
    "event_type",
    "sub_event_type",
    "violence_type",
    "suicide",
    "success",
    "transnational_logistical",
    "transnational_ideological",
    "transnational_miscellaneous",
    "target_nationalities",
    "property_damage",
    "doubt",
    "embargo_until",
    "marking",
    "merged_into",
)
"""The fields of an incident that affect a count."""


def mark_incident_days(changes):
    """Mark the days of incidents before and after a change.

    `changes` are (before, after, incident), with snapshots; only days on which an incident is
    published are marked.
    """
    rows, merged = [], defaultdict(list)
    for before, after, incident in changes:
        if before and after and all(before[name] == after[name] for name in COUNTED_BY):
            continue
        published = [each for each in (before, after) if each and each["state"] == "published"]
        rows += _dirty_days(incident, *(read_date(each["date"]) for each in published))
        for pk in {each["merged_into"] for each in (before, after) if each} - {None}:
            merged[pk].append(incident)
    if merged:
        survivors = type(changes[0][2]).objects.filter(pk__in=merged, state="published")
        for survivor in survivors:
            date = read_date(survivor.date)
            for incident in merged[str(survivor.pk)]:
                rows += _dirty_days(survivor, date, embargo=incident.embargo_until)
    _mark(rows)


INCIDENTS = ("incident", "incident__merged_into")
"""The paths to the incidents that a child row counts for."""


BY_SOURCES = models.Q(filters__has_key="source") | models.Q(filters__has_key="publisher")
"""The condition on series that count by the sources of passages and estimates."""


def counts_by_sources(project) -> bool:
    """Whether a series of the project (an id) counts by sources."""
    series = apps.get_model("incidents", "Series").objects
    return series.filter(BY_SOURCES, project=project).exists()


def mark_source_days(project):
    """Mark the days of series by source, after a source began or ceased to repeat another one.

    `project` is the id of the source's project, None for a shared source.
    """
    series = apps.get_model("incidents", "Series").objects.filter(BY_SOURCES)
    _mark_days_of(series.filter(project=project) if project else series)


def record_type_of(measure) -> str:
    """The type of record that a measure of series reads."""
    return SERIES_RECORDS.get(measure, "incident")


def mark_days_again(series):
    """Mark the days of a series that was just defined once more, for later.

    What marks the days of series with certain filters does not see this one yet if it is under way:
    a passage that is being linked, a place that is being moved, a region that is being changed.
    """
    record_type, names = record_type_of(series.measure), {*series.filters, series.group_by}
    marked = {"source", "publisher", "place", "within"}
    if record_type != "incident":
        marked.add("country")  # of a place; an incident has a column of its own
    if marked & names:
        DirtyBucket.objects.create(
            project_id=series.project_id,
            record_type=record_type,
            start=series.start,
            end=series.end,
            due=timezone.now() + LONGEST_CHANGE,
        )


def mark_incidents_of(rows, due=None):
    """Mark the days of all published incidents that these rows belong to, in each project."""
    due = due or timezone.now()
    for path in INCIDENTS:
        published = rows.filter(**{f"{path}__state": "published"}).order_by()
        days = published.values_list(f"{path}__project").annotate(
            models.Min(f"{path}__date_earliest"), models.Max(f"{path}__date_latest")
        )
        for project, start, end in days:
            if start and end:
                DirtyBucket.objects.create(project_id=project, start=start, end=end, due=due)
                send_wake_message_on_commit()


def mark_part_days(changes):
    """Mark the days of incidents whose participants, places or casualties changed."""
    incidents = [part.incident for _before, _after, part in changes]
    if compared := {each.pk for each in incidents if each.compared}:
        type(incidents[0]).objects.filter(pk__in=compared).update(compared=False)
    rows = []
    for incident in incidents:
        for each in {incident, incident.canonical_record}:
            if each.state == "published":
                rows += _dirty_days(each, read_date(each.date), embargo=incident.embargo_until)
    _mark(rows)


def mark_named_days(before, after, row):
    """Mark the days of the incident that a statement, warning or allegation is about.

    Findings of series count these; an incident that it was about before is marked as well. Warnings
    and allegations count while they are published.
    """
    states = {each["state"] for each in (before, after) if each and "state" in each}
    if states and "published" not in states:
        return
    model = type(row)._meta.get_field("incident").related_model
    ids = {each.get("incident") for each in (before, after) if each} | {row.incident_id}
    for incident in model.objects.filter(pk__in=ids - {None}).select_related("merged_into"):
        for each in {incident, incident.canonical_record}:
            if each.state == "published":
                mark_dirty_days(each, read_date(each.date))


def mark_place_days(before, after, place):
    """Mark the days of all series that count by places or regions, after a place was moved or
    merged, or stands for another country or region.

    The places within it move along, so that the days of single incidents would have to be read.
    """
    names = ("parent", "merged_into", "iso_alpha2", "un_m49")
    if before and after and all(before[name] == after[name] for name in names):
        return
    of_countries = models.Q(filters__has_key="country") | models.Q(group_by="country")
    series = apps.get_model("incidents", "Series").objects.filter(
        models.Q(filters__has_key="place")
        | models.Q(filters__has_key="within")
        | models.Q(measure__in=[*SERIES_RECORDS]) & of_countries
    )
    _mark_days_of(series.filter(project=place.project_id) if place.project_id else series)


def _mark_days_of(series):
    """Mark all days of some series."""
    marks = [
        DirtyBucket(project_id=project, record_type=record_type_of(measure), start=start, end=end)
        for project, measure, start, end in series.values_list("project", "measure", "start", "end")
    ]
    _mark(marks)


def mark_dirty_days(incident, *dates, embargo=None):
    """Mark the days between the bounds of each date; dates that are open or missing never count.

    They are marked again for the end of the incident's own embargo, and for that of a record merged
    into it (`embargo`).
    """
    _mark(_dirty_days(incident, *dates, embargo=embargo))


def _dirty_days(incident, *dates, embargo=None):
    now = timezone.now()
    moments = {now} | {each for each in (incident.embargo_until, embargo) if each and each > now}
    spans = {(date.earliest, date.latest) for date in dates if date}
    return [
        DirtyBucket(project_id=incident.project_id, start=start, end=end, due=due)
        for start, end in spans
        for due in moments
        if start and end
    ]


def _mark(rows):
    if rows:
        insert_rows(rows)
        send_wake_message_on_commit()
