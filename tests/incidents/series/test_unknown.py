"""Where nothing is known, or nobody has looked, no page, picture or number says nought."""

import datetime as dt

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from ctplatform.charts import time_series_chart
from incidents.events.models.killed import keep_killed
from incidents.series.queries import points as aggregates
from incidents.series.queries.figure import figure_of
from incidents.templatetags.figures import in_all
from tests.factories.curation import Team
from tests.factories.incidents import (
    CasualtyEstimateFactory,
    IncidentFactory,
    SeriesFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return Team()


def killed(team, date, *estimates, **values):
    incident = IncidentFactory(project=team.project, published=True, date=date, **values)
    for figures_given in estimates:
        CasualtyEstimateFactory(incident=incident, **figures_given)
    return incident


def counted(team, **values):
    series = SeriesFactory(project=team.project, measure="fatalities", **values)
    aggregates.rebuild_series(series, lambda done, total: None)
    series.refresh_from_db()
    return series


def points_of(team, series):
    api = APIClient()
    api.force_authenticate(team.reader)
    rows = api.get(f"/api/v1/series/{series.pk}/points/").json()["results"]
    return {row["bucket"][:7]: row for row in rows if row["group"] is None}


def page_of(client, team, series, part=""):
    client.force_login(team.reader)
    return client.get(f"/figures/{series.pk}/{part}").content.decode()


def test_month_whose_deaths_are_unknown_is_not_nought(client, team):
    killed(team, "2024-03-22")
    killed(team, "2024-05-01", {"low": 4, "best": 4, "high": 4})
    killed(team, "2024-05-02", {"qualifier": "contradictory", "stated": "low 5, high 3"})
    series = counted(team)
    points = points_of(team, series)
    march, april, may = (points[f"2024-0{n}"] for n in (3, 4, 5))
    assert (march["n_expected"], march["unknown"], march["open_ended"]) == (None, 1, True)
    assert (april["n_expected"], april["without_best"]) == (0.0, 0)
    assert (may["n_expected"], may["unknown"], may["without_best"]) == (4.0, 1, 1)
    figure = figure_of(series, team.reader)
    panel = figure.drawing().panels[0]
    assert len(panel.unknown) == 1
    assert panel.line.count("M") == 3  # to February, April, from June on; May is "at least"
    assert panel.least.count("M") == 1
    assert in_all(figure) == "at least 4 killed"
    table = page_of(client, team, series, "table/")
    assert "not known" in table
    assert "at least 4" in table
    assert "not known, so not zero" in page_of(client, team, series)


def test_upper_bound_alone_expects_no_nought(team):
    killed(team, "2024-03-22", {"high": 20})
    march = points_of(team, counted(team))["2024-03"]
    assert (march["n_min"], march["n_max"], march["open_ended"]) == (0, 20, False)
    assert march["n_expected"] > 0


def test_about_a_hundred_has_the_band_that_the_page_states(client, team):
    killed(team, "2024-03-22", {"best": 100, "stated": "about 100"})
    series = counted(team)
    march = points_of(team, series)["2024-03"]
    assert [march[name] for name in ("n_min", "n_expected", "n_max")] == [90, 100.0, 110]
    assert "“About 100” counts as 90 to 110" in page_of(client, team, series)


def test_lower_bound_alone_is_drawn_open(client, team):
    killed(team, "2024-03-22", {"low": 151, "qualifier": "more_than"})
    series = counted(team)
    march = points_of(team, series)["2024-03"]
    assert (march["n_expected"], march["without_best"], march["open_ended"]) == (151.0, 1, True)
    panel = figure_of(series, team.reader).drawing().panels[0]
    assert panel.caps.count("M") == 1
    assert panel.least.count("M") == 1
    text = page_of(client, team, series)
    assert "at least 151 killed" in text
    assert "no upper limit is known" in text


def test_series_of_which_nothing_is_known_says_so(client, team):
    for month in range(1, 13):
        killed(team, f"2024-{month:02}")
    series = counted(team)
    assert in_all(figure_of(series, team.reader)) == "the number of fatalities is not known"
    assert "most in" not in page_of(client, team, series)


@pytest.mark.parametrize("measure", ["count", "fatalities"])
def test_without_coverage_no_page_says_nought(client, team, measure):
    killed(team, "2024-03-22", {"low": 1, "best": 1, "high": 1})
    series = counted(team, coverage=[])
    series.measure = measure
    series.save()
    for path in (f"/figures/{series.pk}/", "/", f"/api/v1/series/{series.pk}/chart.svg"):
        client.force_login(team.reader)
        text = client.get(path).content.decode()
        assert "0 incidents" not in text, path
        assert "0 killed" not in text, path
    assert "no day is covered" in page_of(client, team, series)
    assert points_of(team, series) == {}


def test_series_that_is_not_counted_yet_has_no_number(client, team):
    series = SeriesFactory(project=team.project)
    text = page_of(client, team, series)
    assert "not counted yet" in text
    assert "0 incidents" not in text


def test_nothing_is_drawn_after_today(client, team):
    today = timezone.localdate()
    start, end = dt.date(today.year - 1, 1, 1), dt.date(today.year + 1, 12, 31)
    killed(team, today.isoformat(), {"low": 1, "best": 1, "high": 1})
    killed(team, f"{today.year + 1}-12-01", {"low": 1, "best": 1, "high": 1})
    series = counted(team, start=start, end=end)
    points = points_of(team, series)
    assert max(points) == today.isoformat()[:7]
    coverage = [row["coverage"] for row in points.values()]
    assert coverage == ["full"] * (len(points) - 1) + ["partial"]
    figure = figure_of(series, team.reader)
    assert max(figure.total) <= today
    assert figure.uncovered == 36 - len(points)
    assert figure.left_out["outside"] == 1
    assert len(figure.drawing().gaps) == 1
    table = page_of(client, team, series, "table/")
    assert table.count("not covered") == figure.uncovered
    assert table.count("partly covered") == 1


def test_line_ends_with_the_coverage(client, team):
    killed(team, "2024-02-10", {"low": 1, "best": 1, "high": 1})
    window = [{"start": "2024-01-01", "end": "2024-03-15", "sources": []}]
    series = counted(team, coverage=window)
    figure = figure_of(series, team.reader)
    drawing = figure.drawing(time_series_chart.WIDE)
    gap, width = drawing.gaps[-1]
    assert gap + width == pytest.approx(drawing.right, abs=0.1)
    drawn = drawing.panels[0].line + drawing.panels[0].least
    assert max(float(each.split("V")[0].split("M")[0]) for each in drawn.split("H")[1:]) <= gap
    client.force_login(team.reader)
    assert 'class="not-covered"' in client.get("/figures/").content.decode()


def test_sparkline_leaves_out_what_is_not_known(client, team):
    killed(team, "2024-03-22")
    killed(team, "2024-12-02")
    counted(team, title="Killed")
    client.force_login(team.reader)
    for path in ("/", "/figures/"):
        text = client.get(path).content.decode()
        assert '<span class="spark-value">not known</span>' in text
        line = (
            text[text.index(">Killed<") :]
            .partition('<path class="spark-line" d="')[2]
            .partition('"')[0]
        )
        assert line.count("M") == 2  # January and February, April to November


def test_killed_of_a_record_marked_more_strictly_are_unknown_in_chart_and_list_alike(team):
    incident = killed(team, "2024-03-22")
    killed(
        team,
        "2024-03-22",
        {"low": 7, "best": 7, "high": 7},
        merged_into=incident,
        marking="amber",
    )
    keep_killed(type(incident), [incident.pk])
    series = counted(team, marking="amber")
    march = points_of(team, series)["2024-03"]
    incident.refresh_from_db()
    assert incident.killed_figure is None
    assert (march["unknown"], march["n_expected"]) == (1, None)
    assert figure_of(series, team.reader).left_out["unknown"] == 1


def test_the_last_number_of_a_month_that_is_not_over_is_said_to_be_partly_covered(client, team):
    today = timezone.localdate()
    start = dt.date(today.year, 1, 1)
    counted(team, title="Killed", start=start, end=dt.date(today.year, 12, 31))
    client.force_login(team.reader)
    for path in ("/", "/figures/"):
        text = client.get(path).content.decode()
        said = '<span class="spark-value">0 <small title="partly covered">partly</small></span>'
        assert said in text, path


def test_the_last_number_of_a_covered_month_is_bare(client, team):
    counted(team, title="Killed")
    client.force_login(team.reader)
    for path in ("/", "/figures/"):
        assert '<span class="spark-value">0</span>' in client.get(path).content.decode(), path
