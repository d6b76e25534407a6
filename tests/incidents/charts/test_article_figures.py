"""The figures of the essay of 2024, drawn from UCDP events: as pandas counts them, month by month.

The essay refers to three figures that its text does not carry: attacks per month in Afghanistan
and in Pakistan, together and apart. `tests/ctplatform/demo/test_demo.py` draws the same kinds of
figure from the demo project.
"""

import csv
import datetime as dt
import io
import re

import pytest
from django.utils import timezone

from ctplatform.curation.services.bulk.publication import publish_batch
from incidents.models import Actor, Incident
from incidents.series.queries.points import rebuild_series
from incidents.services import load_gazetteer
from tests.factories.curation import Team
from tests.factories.incidents import SeriesFactory
from tests.incidents.imports.test_files import GED, bring, needs_shared
from tests.incidents.series.counts_by_pandas import counted_by_pandas, pd

pytestmark = [pytest.mark.django_db, needs_shared]
COUNTRIES = {"Afghanistan": "AF", "Pakistan": "PK"}
COVERED = [
    {
        "start": "1989-01-01",
        "end": "2022-12-31",
        "sources": ["UCDP GED 23.1, a random sample of 1,000 events"],
    }
]


@pytest.fixture(scope="module")
def table():
    """The events of both countries that are not summaries; a vague day is its month or year."""
    rows = pd.read_csv(GED, parse_dates=["date_start", "date_end"])
    rows = rows[rows.country.isin(COUNTRIES) & (rows.event_clarity != 2)]
    rows = rows.rename(columns={"date_start": "start", "date_end": "end"})
    one_day = rows.start == rows.end
    for precision, size in ((4, "M"), (5, "Y")):
        vague = one_day & (rows.date_prec == precision)
        period = rows.start.dt.to_period(size)
        rows.loc[vague, "start"] = period.dt.start_time
        rows.loc[vague, "end"] = period.dt.end_time.dt.normalize()
    return rows.assign(low=1, best=1, high=1)


@pytest.fixture
def team(tmp_path):
    """A register with the events of both countries, imported and published."""
    team = Team("open")
    load_gazetteer()
    raw = pd.read_csv(GED, dtype=str)
    path = tmp_path / "both.csv"
    raw[raw.country.isin(COUNTRIES)].to_csv(path, index=False)
    bring(team, path)
    ids = list(Incident.objects.filter(project=team.project).values_list("pk", flat=True))
    publish_batch(Incident, ids, project=team.project, by=team.owner, asked=timezone.now())
    return team


def figure(team, title, **values):
    series = SeriesFactory(
        project=team.project,
        title=title,
        bucket="month",
        start=dt.date(1989, 1, 1),
        end=dt.date(2022, 12, 31),
        coverage=COVERED,
        **values,
    )
    rebuild_series(series, lambda _done, _total: None)
    return series


def numbers_of(client, series, group=""):
    """{month: (n_min, n_expected, n_max)} of the CSV file of a figure, without the zeros."""
    text = client.get(f"/figures/{series.pk}/charts/steps.csv").content.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["group"] == group]
    assert len(rows) == 12 * 34
    assert {row["coverage"] for row in rows} == {"full"}
    found = {
        dt.date.fromisoformat(row["bucket"]): (
            int(row["n_min"]),
            float(row["n_expected"]),
            int(row["n_max"]),
        )
        for row in rows
    }
    return {day: numbers for day, numbers in found.items() if any(numbers)}


def assert_same(mine, events):
    theirs = counted_by_pandas(events, "month")
    assert mine.keys() == theirs.keys()
    for day, (least, expected, most, _incidents) in theirs.items():
        assert mine[day] == pytest.approx((least, expected, most)), day


def test_figures_from_ucdp_are_those_of_pandas_and_state_their_coverage(client, team, table):
    client.force_login(team.reader)
    one = figure(team, "Events in Afghanistan", filters={"country": ["AF"]})
    both = figure(
        team, "Events in both", filters={"country": [*COUNTRIES.values()]}, group_by="country"
    )
    of_country = {name: table[table.country == name] for name in COUNTRIES}
    assert_same(numbers_of(client, one), of_country["Afghanistan"])
    assert_same(numbers_of(client, both), table)
    for name in COUNTRIES:
        assert_same(numbers_of(client, both, name), of_country[name])
    for series, panels in ((one, 1), (both, 2)):
        svg = client.get(f"/figures/{series.pk}/charts/steps.svg").content.decode()
        lines = re.findall(r'class="series-line" [^>]*d="([^"]*)"', svg)
        assert len([path for path in lines if path.count("V") > 20]) == panels
        assert "a random sample of 1,000 events" in svg
        assert series.title in svg


def test_figure_of_the_islamic_state_names_it(client, team, table):
    client.force_login(team.reader)
    actor = Actor.objects.get(project=team.project, name="IS")
    series = figure(
        team,
        "Events",
        filters={"actor": [str(actor.pk)], "country": ["AF", "PK"]},
        roles=["belligerent", "perpetrator"],
    )
    mine = table[(table.side_a == "IS") | (table.side_b == "IS")]
    assert_same(numbers_of(client, series), mine)
    svg = client.get(f"/figures/{series.pk}/charts/steps.svg").content.decode()
    assert "actor: IS" in svg
