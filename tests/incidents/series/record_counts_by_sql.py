"""Counts of assessments and warnings by plain SQL and Python, written from the reference.

It shares no code with `incidents.series.queries`: rows are read as they are stored, and what
counts, where and for whom, is decided here once more.
"""

import calendar
import datetime as dt
from collections import defaultdict

from django.db import connection
from django.utils import timezone

LEVELS = ("clear", "green", "amber", "amber+strict", "red")
PROTECTED = {"suspect_unconvicted", "victim", "private", "minor"}
RESOLVED = {"resolved_yes", "resolved_no", "resolved_partial", "ambiguous", "annulled"}
COLUMNS = {"kind", "likelihood", "confidence", "outcome", "marking", "heeded", "specificity"}


def table(name, project=None):
    """{id: row as a dict} of a table, with ids as text without hyphens."""
    where = " WHERE project_id = %s" if project else ""
    value = [project.hex if connection.vendor == "sqlite" else project] if project else []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM incidents_{name}{where}", value)
        heads = [column[0] for column in cursor.description]
        rows = [dict(zip(heads, map(plain, row), strict=True)) for row in cursor]
    return {row["id"]: row for row in rows}


def plain(value):
    if isinstance(value, dt.datetime):
        return value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    if isinstance(value, dt.date) or value is None or isinstance(value, (int, float)):
        return value
    return str(value).replace("-", "") if len(str(value)) == 36 else str(value)


def day(value):
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def moment(value):
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    return value if value is None or value.tzinfo else value.replace(tzinfo=dt.UTC)


class Book:
    """The tables of a project, and who may be shown to the readers of a series."""

    def __init__(self, series):
        self.series, project = series, series.project_id
        self.allowed = set(LEVELS[: LEVELS.index(series.marking) + 1])
        self.actors, self.places = table("actor"), table("place")
        self.incidents = table("incident", project)
        self.assessments, self.warnings = table("assessment", project), table("warning", project)
        self.scopes = table("assessmentscope")

    def actor_is_seen(self, pk):
        row = self.actors[pk]
        return row["marking"] in self.allowed and row["person_sensitivity"] not in PROTECTED

    def incident_is_seen(self, pk):
        row = self.incidents[pk]
        until = moment(row["embargo_until"])
        return row["marking"] in self.allowed and (until is None or until <= timezone.now())

    def actor_of(self, pk):
        """The actor that a record counts for, or None."""
        if pk is None:
            return None
        into = self.actors[pk]["merged_into_id"]
        if into is None:
            return pk
        return into if self.actor_is_seen(into) else None

    def place_of(self, pk):
        return self.places[pk]["merged_into_id"] or pk

    def places_above(self, pk):
        found = []
        while pk is not None and self.place_of(pk) not in found:
            found.append(self.place_of(pk))
            pk = self.places[self.place_of(pk)]["parent_id"]
        return found

    # Records --------------------------------------------------------------------------------------

    def assessment_is_seen(self, row):
        holder = row["holder_id"]
        return row["marking"] in self.allowed and (holder is None or self.actor_is_seen(holder))

    def assessment_counts(self, row):
        if row["state"] != "published" or row["merged_into_id"]:
            return False
        if not self.assessment_is_seen(row):
            return False
        if self.series.measure == "resolutions" and row["outcome"] not in RESOLVED:
            return False
        other = self.assessments.get(row["restates_id"])
        if other is None or other["merged_into_id"] == row["id"]:
            return True
        return not (other["state"] == "published" and self.assessment_is_seen(other))

    def warning_counts(self, row):
        if row["state"] != "published" or row["merged_into_id"]:
            return False
        named = [row["issuer_id"], row["recipient_id"]]
        return all(pk is None or self.actor_is_seen(pk) for pk in named) and (
            row["incident_id"] is None or self.incident_is_seen(row["incident_id"])
        )

    def scopes_of(self, row):
        family = {row["id"]} | {
            each["id"]
            for each in self.assessments.values()
            if each["merged_into_id"] == row["id"] and self.assessment_is_seen(each)
        }
        return [each for each in self.scopes.values() if each["assessment_id"] in family]

    def values(self, row, name):
        """The values of a filter, or the groups, that a record has."""
        if name in COLUMNS:
            return {row[name]} - {None}
        if name in ("holder", "issuer", "recipient"):
            return {self.actor_of(row[f"{name}_id"])} - {None}
        if self.series.measure == "warnings":
            return self.values_of_incident(row["incident_id"], name)
        scopes = self.scopes_of(row)
        if name == "about":
            named = {each["actor_id"] for each in scopes} - {None}
            return {self.actor_of(pk) for pk in named if self.actor_is_seen(pk)} - {None}
        places = {each["place_id"] for each in scopes} - {None}
        if name == "country":
            return {self.places[self.place_of(pk)]["country"] for pk in places} - {None}
        return {above for pk in places for above in self.places_above(pk)}

    def values_of_incident(self, pk, name):
        row = self.incidents.get(pk)
        if row and row["merged_into_id"]:
            pk = row["merged_into_id"]
            row = self.incidents[pk] if self.incident_is_seen(pk) else None
        if row is None:
            return set()
        if name == "country":
            return {row["country"]} - {None}
        return set(self.places_above(row["place_id"]))

    def days(self, row):
        if self.series.measure == "resolutions":
            return day(row["outcome_date"]), day(row["outcome_date"])
        return day(row["date_earliest"]), day(row["date_latest"])

    def counted(self):
        if self.series.measure == "warnings":
            return [row for row in self.warnings.values() if self.warning_counts(row)]
        return [row for row in self.assessments.values() if self.assessment_counts(row)]


def counts_of(series) -> dict:
    """{(first day of the bucket, group): (minimum, expected, maximum)} without zeros."""
    book, found = Book(series), defaultdict(lambda: [0, 0.0, 0])
    asked = {name: wanted(book, name, values) for name, values in series.filters.items()}
    for row in book.counted():
        if not all(book.values(row, name) & values for name, values in asked.items()):
            continue
        first, last = book.days(row)
        if first is None or last is None:
            continue
        for group in groups(book, row, asked):
            for bucket, end in buckets(series, first, last):
                inside = (min(end, last) - max(bucket, first)).days + 1
                length = (last - first).days + 1
                sums = found[bucket, group]
                sums[0] += inside == length
                sums[1] += inside / length
                sums[2] += 1
    return {key: (low, round(exact, 6), high) for key, (low, exact, high) in found.items()}


def wanted(book, name, values):
    if name in ("holder", "about", "issuer", "recipient"):
        return {book.actors[key(each)]["merged_into_id"] or key(each) for each in values}
    if name == "place":
        return {book.place_of(key(each)) for each in values}
    return set(values)


def key(pk):
    return pk.replace("-", "")


def groups(book, row, asked):
    name, found = book.series.group_by, [""]
    if name == "place":
        for value in book.series.filters["place"]:
            if book.place_of(key(value)) in book.values(row, name):
                found.append(value)
    elif name:
        mine = book.values(row, name)
        mine = mine & asked[name] if name in asked else mine
        found += [with_hyphens(each) for each in mine]
    return found


def with_hyphens(value):
    if len(value) != 32:
        return value
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


def buckets(series, first, last):
    """(first day, last day) of the buckets of 2024 that a span of days reaches into."""
    today = max(first, series.start)
    while today <= min(last, series.end):
        begun, ended = bucket_of(today, series.bucket)
        yield begun, ended
        today = ended + dt.timedelta(days=1)


def bucket_of(today, size):
    if size == "week":
        begun = today - dt.timedelta(days=today.weekday())
        return begun, begun + dt.timedelta(days=6)
    months = {"month": 1, "quarter": 3}[size]
    month = (today.month - 1) // months * months + 1
    last = month + months - 1
    ended = calendar.monthrange(today.year, last)[1]
    return dt.date(today.year, month, 1), dt.date(today.year, last, ended)
