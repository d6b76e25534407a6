"""Lists between two days: every incident that may have happened then, and no scan to find them."""

import datetime as dt
import re

import pytest
from django.db import connection

from ctplatform.edtf import dates
from ctplatform.rest.paging.keyset import Edge, Keyset
from incidents.models import Incident
from tests.factories.accounts import ProjectFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WRITTEN = [
    "2019-03-01",
    "2019-03-31",
    "2019-03-15",
    "2019-04-01",
    "2019-02-28",
    "2019-03",
    "2019-02",
    "2019-04",
    "2019",
    "2018",
    "2020",
    "2019-21",
    "2019-02-25/2019-03-03",
    "2019-03-30/2019-04-06",
    "2018-12-01/2019-06-30",
    "2010/2025",
    "2019-03/..",
    "../2019-03-02",
    "2019-04-02/..",
    "../2019-02-20",
    "201X",
    "2019-03-31/2019-04-30",
    "0001-01-01",
    "9999-12-31",
    None,
]
WINDOWS = [
    (dt.date(2019, 3, 1), dt.date(2019, 3, 31)),
    (dt.date(2019, 3, 15), dt.date(2019, 3, 15)),
    (dt.date(2019, 3, 2), None),
    (None, dt.date(2019, 3, 2)),
    (dt.date.min, dt.date.max),
    (dt.date(2030, 1, 1), dt.date(2029, 1, 1)),
]


@pytest.fixture
def project():
    project, author = ProjectFactory(visibility="public"), UserFactory()
    for copy in range(2):  # ties are broken by the id
        for text in WRITTEN:
            Incident(project=project, created_by=author, title=f"{text} {copy}", date=text).save()
    return project


def may_lie_between(incident, earliest, latest):
    """The rule in plain words: some day of the date is one of the window's."""
    if incident.date is None:
        return False
    date = dates.parse(incident.date)
    ends_early = earliest and date.latest and date.latest < earliest
    begins_late = latest and date.earliest and date.earliest > latest
    return not (ends_early or begins_late)


def walked(rows, keyset, size):
    """All rows, page by page, and back from the last page to the first."""
    found, backwards, edge, page = [], [], None, None
    for _ in range(40):
        page = keyset.page(rows, size, edge)
        found += page.rows
        if not page.next:
            break
        edge = Edge.read(page.next)
    backwards = list(page.rows)
    while page.previous:
        page = keyset.page(rows, size, Edge.read(page.previous))
        backwards = page.rows + backwards
    assert [row.pk for row in backwards] == [row.pk for row in found]
    return found


def ordered(rows, column, descending):
    """By the column, then by the id; what has no value stands last."""
    valued = [row for row in rows if getattr(row, column) is not None]
    empty = [row for row in rows if getattr(row, column) is None]
    valued.sort(key=lambda row: (getattr(row, column), row.pk), reverse=descending)
    empty.sort(key=lambda row: row.pk, reverse=descending)
    return valued + empty


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("column", ["date_latest", "date_earliest", "title"])
@pytest.mark.parametrize(("earliest", "latest"), WINDOWS)
def test_pages_between_two_days_show_each_incident_once(
    project, earliest, latest, column, descending
):
    rows = Incident.objects.filter(project=project)
    expected = [row for row in rows if may_lie_between(row, earliest, latest)]
    found = walked(rows.within(earliest, latest), Keyset(column, descending), size=3)
    assert [row.title for row in found] == [
        row.title for row in ordered(expected, column, descending)
    ]


@pytest.mark.parametrize("given", ["date_after", "date_before", "both", "none"])
def test_a_filter_by_days_is_the_same_on_the_page_and_over_the_api(client, project, given):
    asked = {"date_after": "2019-03-01", "date_before": "2019-03-31"}
    asked = {name: day for name, day in asked.items() if given in (name, "both")}
    first, last = (
        asked.get(name) and dt.date.fromisoformat(asked[name])
        for name in ("date_after", "date_before")
    )
    Incident.objects.filter(project=project).update(
        state="published", publish_policy="open", published_at="2026-01-01T00:00Z"
    )
    expected = {
        str(row.pk)
        for row in Incident.objects.filter(project=project)
        if not asked or may_lie_between(row, first, last)
    }
    query = {"project": project.slug, **asked}
    listed = client.get("/api/v1/incidents/", query | {"page_size": 200}).json()["results"]
    page = client.get("/incidents/", query).context
    assert {row["id"] for row in listed} == expected
    assert len(page["object_list"]) == min(len(expected), 50)
    assert {str(row.pk) for row in page["object_list"]} <= expected


def plan(rows):
    """How the database finds some rows; of few rows PostgreSQL would rather read all."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute(f"EXPLAIN {sql}", params)
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return "\n".join(row[-1] for row in cursor.fetchall())


def test_a_page_between_two_days_reads_an_index_in_its_order(project):
    within = Incident.objects.filter(project=project).within(*WINDOWS[0])
    short, long = within.branches["date_latest"]
    for branch, index in ((short, "incident_by_"), (long, "incident_of_long_dates")):
        rows = within.filter(branch, date_latest__isnull=False).order_by("-date_latest", "-id")
        found = plan(rows.values("pk")[:51])
        assert index in found, found
        assert not re.search(r"SCAN incidents_incident$|Seq Scan", found, re.M), found
