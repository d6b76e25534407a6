"""Real events of UCDP, imported, published and counted in four places as the file has them."""

import csv
import datetime as dt
import io
import os
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from rest_framework.test import APIClient

from incidents.events.queries.actor_activity import years_of
from incidents.imports.formats.loading import load_file
from incidents.imports.services import RowDestination
from incidents.models import Actor, Incident
from incidents.series.queries import points as aggregates
from incidents.series.queries.left_out import left_out
from incidents.services import load_gazetteer
from incidents.vocabularies import INITIATING_ROLES
from tests.factories.curation import Team
from tests.factories.incidents import SeriesFactory

SHARED = Path(os.environ.get("CTPLATFORM_SHARED", settings.BASE_DIR.parent / "shared")) / "data"
GED = SHARED / "inc-ucdp-ged-sample1000" / "ucdpged_sample_1000.csv"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.skipif(not GED.exists(), reason="the shared data lie beside the project"),
]


@pytest.fixture
def team():
    """A project with every event of the sample, published."""
    team = Team()
    load_gazetteer()
    target = RowDestination(team.project, "ucdp-ged", "attribution")
    load_file(GED, "ucdp", {}, target, by=team.author, report=lambda done, total: None)
    Incident.objects.filter(project=team.project).update(
        state="published", publish_policy="open", published_at=timezone.now()
    )
    return team


def acting(row):
    """The names of those who act in a row: both sides, but civilians are attacked alone."""
    sides = ["side_a"] if row["type_of_violence"] == "3.0" else ["side_a", "side_b"]
    return {row[side][:200] for side in sides}


def years_in_file(rows, name, clarity="1.0"):
    """{year: number of events that begin and end in it}, of one clarity."""
    return Counter(
        int(row["date_start"][:4])
        for row in rows
        if name in acting(row) and row["event_clarity"] == clarity
    )


def years_in_series(team, actor, **values):
    series = SeriesFactory(
        project=team.project,
        bucket="year",
        start=dt.date(1989, 1, 1),
        end=dt.date(2022, 12, 31),
        filters={"actor": [str(actor.pk)]},
        **values,
    )
    aggregates.rebuild_series(series, lambda done, total: None)
    points = series.points.filter(group="")
    assert not [each for each in points if not each.n_min == each.n_expected == each.n_max]
    return series, {each.bucket.year: each.n_max for each in points if each.n_max}


def listed(client, page, **query):
    """How many events of a query the API, its facets and the list's page each have."""
    query |= {"role": INITIATING_ROLES, "record_kind": "event"}
    rows = client.get("/api/v1/incidents/", {**query, "page_size": 100}).json()["results"]
    total = client.get("/api/v1/incidents/facets/", query).json()["total"]
    shown = page.get("/incidents/", {**query, "part": "facets"}).context["total"]
    assert total == shown == len(rows)
    return total


def years_in_lists(team, actor, years):
    """{year: number of events} of lists."""
    client, page = APIClient(), APIClient()
    client.force_authenticate(team.reader)
    page.force_login(team.reader)
    project = team.project.slug
    return {
        year: listed(
            client,
            page,
            project=project,
            actor=actor.pk,
            date_after=f"{year}-01-01",
            date_before=f"{year}-12-31",
        )
        for year in years
    }


def test_an_actor_has_the_same_events_in_series_lists_facets_and_on_its_page(team):
    rows = list(csv.DictReader(io.StringIO(GED.read_text())))
    assert not [row for row in rows if row["date_start"][:4] != row["date_end"][:4]]
    for name in ("IS", "Government of Syria"):
        actor = Actor.objects.get(project=team.project, name=name)
        expected, summed_up = years_in_file(rows, name), years_in_file(rows, name, "2.0")
        assert sum(expected.values()) > 20
        series, counted = years_in_series(team, actor)
        assert counted == expected
        assert left_out(series)["summaries"] == sum(summed_up.values())
        assert years_in_series(team, actor, summaries=True)[1] == expected + summed_up
        assert years_in_lists(team, actor, expected) == expected
        bars, undrawn = years_of(actor, team.reader)
        assert {bar.year: bar.low for bar in bars.bars if bar.high} == expected
        assert undrawn == 0
    by_actor(team, [row for row in rows if row["event_clarity"] == "1.0"])


def by_actor(team, rows):
    """Every actor of the file is a group of its own size, and the total counts each row once."""
    series = SeriesFactory(
        project=team.project,
        bucket="year",
        group_by="actor",
        start=dt.date(1989, 1, 1),
        end=dt.date(2022, 12, 31),
    )
    aggregates.rebuild_series(series, lambda done, total: None)
    found = Counter()
    for point in series.points.all():
        found[point.group] += point.n_max
    assert found.pop("") == len(rows)
    names = Actor.objects.filter(project=team.project).values_list("pk", "name")
    sizes = Counter()  # some actors of the file share a name and are two groups
    for pk, name in names:
        sizes[name] += found[str(pk)]
    assert sizes == Counter(name for row in rows for name in acting(row))
