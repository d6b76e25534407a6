"""Kinds of chart of a series: pages, parts, tables, files, and what is hidden from a reader."""

import datetime as dt
import html
import json
import re

import pytest
import vl_convert
from django.urls import reverse

from incidents.charts import svg_export
from incidents.charts.queries import drawn
from incidents.charts.queries.zoom import InvalidPart, part_of
from incidents.charts.vocabulary import CHART_KINDS
from incidents.events.models.killed import keep_killed
from incidents.findings.services import compute
from incidents.models import Incident
from incidents.series.queries.points import rebuild_series
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    CasualtyEstimateFactory,
    IncidentFactory,
    ParticipationFactory,
    SeriesFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def reader(client, team):
    client.force_login(team.reader)
    return client


def attack(team, date, low=None, best=None, high=None, **values):
    values = {"project": team.project, "published": True, "country": "ML", **values}
    incident = IncidentFactory(date=date, **values)
    if (low, best, high) != (None, None, None):
        CasualtyEstimateFactory(incident=incident, low=low, best=best, high=high)
        keep_killed(Incident, [incident.pk])
    return incident


def counted(series):
    rebuild_series(series, lambda _done, _total: None)
    series.refresh_from_db()
    return series


@pytest.fixture
def series(team):
    attack(team, "2024-03-22", 2, 2, 2, title="Small")
    attack(team, "2024-03-30/2024-04-02", 7, 9, 12, title="Large")
    attack(team, "2024-05", 151, title="Open", country="NE")
    attack(team, "2024-06-01", title="No figure")
    return counted(SeriesFactory(project=team.project, group_by="country"))


def address(series, kind, ending="/"):
    return f"/figures/{series.pk}/charts/{kind}{ending}"


@pytest.mark.parametrize("kind", CHART_KINDS)
def test_files_of_every_kind_say_what_is_counted_when_and_where_it_is_from(reader, series, kind):
    covered = [{"start": "2024-01-01", "end": "2024-06-30", "sources": ["Press & radio"]}]
    type(series).objects.filter(pk=series.pk).update(title="Attacks", coverage=covered)
    series.refresh_from_db()
    counted(series)
    source = f"Source: {series.project.title}; covered by Press & radio."
    said = ["January 2024 to December 2024"]
    if kind != "estimates":
        said += ["Incidents per month", "6 of 12 months are not covered", "counted 20"]
    svg = html.unescape(reader.get(address(series, kind, ".svg")).content.decode())
    page = html.unescape(reader.get(address(series, kind)).content.decode())
    title = json.loads(reader.get(address(series, kind, ".vl.json")).content)["title"]
    assert title["text"] == "Attacks"
    assert '<title id="title">Attacks</title>' in svg
    assert title["subtitle"][-1] == source
    for text in (svg, page, " ".join(title["subtitle"])):
        assert all(words in text for words in [*said, source])


@pytest.mark.parametrize("kind", CHART_KINDS)
def test_every_kind_has_a_page_with_links_to_the_records_and_a_table(reader, series, kind):
    answer = reader.get(address(series, kind))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert re.search(r'<a class="mark" href="/incidents/[^"]+"', text)
    assert "chart-wide" in text
    assert "chart-narrow" in text
    assert "Show as a table" in text
    assert f"/charts/{kind}.csv" in text
    page = reader.get(reverse("figure", args=[series.pk])).content.decode()
    assert address(series, kind) in page


def test_small_multiples_of_one_group_have_the_title_of_the_plain_chart(reader, series):
    alone = counted(SeriesFactory(project=series.project, title="Alone", group_by=None))
    text = reader.get(address(alone, "multiples")).content.decode()
    assert f"<title>Alone: {CHART_KINDS['steps']}" in text
    assert f"Alone: {CHART_KINDS['multiples']}" not in text


@pytest.mark.parametrize("kind", CHART_KINDS)
def test_number_of_queries_does_not_grow(reader, series, kind, django_assert_max_num_queries):
    for n in range(15):
        attack(series, f"2024-07-{n + 1:02}", n, n, n, country=["ML", "NE", "BF", "TD"][n % 4])
    counted(series)
    with django_assert_max_num_queries(18):
        assert reader.get(address(series, kind)).status_code == 200


# A part of it -------------------------------------------------------------------------------------


def test_part_is_widened_to_whole_buckets(series):
    part = part_of(series, "2024-03-15", "2024-05-02")
    assert (part.first, part.last) == (dt.date(2024, 3, 1), dt.date(2024, 5, 31))
    assert part_of(series, "", "2024-02").first == series.start
    assert part_of(series, "1990", "").first == series.start
    assert part_of(series, "", "") is None


@pytest.mark.parametrize(
    ("start", "end"), [("2024-05", "2024-03"), ("soon", ""), ("../2024", ""), ("1990", "1991")]
)
def test_part_that_cannot_be_shown_is_refused_with_a_reason(reader, series, start, end):
    with pytest.raises(InvalidPart) as refused:
        part_of(series, start, end)
    assert str(refused.value)
    query = {"from": start, "to": end}
    answer = reader.get(address(series, "steps"), query)
    assert answer.status_code == 400
    assert "This part cannot be shown." in answer.content.decode()
    for ending in (".svg", ".csv", ".vl.json"):
        assert reader.get(address(series, "steps", ending), query).status_code == 400


def test_part_has_its_buckets_and_their_numbers_alone(reader, team, series):
    part = part_of(series, "2024-03", "2024-04")
    chart = drawn.draw_chart(series, team.reader, "steps", part)
    whole = drawn.draw_chart(series, team.reader, "steps")
    assert [day.month for day in chart.figure.days] == [3, 4]
    assert chart.totals == {day: whole.totals[day] for day in chart.figure.days}
    estimates = drawn.draw_chart(series, team.reader, "estimates", part).estimates
    assert [each.best for each in estimates] == [9, 2]
    text = reader.get(address(series, "steps"), {"from": "2024-03", "to": "2024-04"})
    assert "Incidents per month, March 2024 to April 2024" in text.content.decode()


# Estimates ----------------------------------------------------------------------------------------


def test_estimates_are_the_deadliest_first_and_open_where_no_highest_is_known(team, series):
    found = drawn.draw_chart(series, team.reader, "estimates").estimates
    assert [(each.low, each.best, each.high, each.is_open) for each in found] == [
        (151, None, None, True),
        (7, 9, 12, False),
        (2, 2, 2, False),
    ]
    assert found[1].words == "Large (30 March to 2 April 2024): 7 to 12, best 9"


def test_incidents_that_the_series_does_not_count_are_not_among_its_estimates(team, series):
    attack(team, "2024-03-03", 500, 500, 500, marking="red", title="Hidden")
    attack(team, "2024-03-03", 500, 500, 500, published=False, title="Candidate")
    attack(team, "2025-03-03", 500, 500, 500, title="Outside")
    found = drawn.draw_chart(series, team.owner, "estimates").estimates
    assert {each.high for each in found} == {None, 12, 2}


# Files --------------------------------------------------------------------------------------------


def test_csv_has_a_line_for_each_number_and_says_what_is_not_covered(reader, team, series):
    type(series).objects.filter(pk=series.pk).update(
        coverage=[{"start": "2024-03-01", "end": "2024-05-31", "sources": []}]
    )
    series.refresh_from_db()
    counted(series)
    answer = reader.get(address(series, "steps", ".csv"))
    head, *lines = answer.content.decode().splitlines()
    assert head == "bucket,group,n_min,n_expected,n_max,open_ended,at_least,coverage"
    assert len(lines) == 3 * 12  # the total and two countries
    assert "2024-02-01,,,,,,,none" in lines
    assert "2024-03-01,,1,1.5,2,false,false,full" in lines
    assert "2024-05-01,Niger,1,1.0,1,false,false,full" in lines
    estimates = reader.get(address(series, "estimates", ".csv")).content.decode().splitlines()
    assert estimates[1] == "Open (May 2024),151,,,true"


@pytest.mark.parametrize("kind", CHART_KINDS)
def test_svg_is_a_picture_of_its_own(reader, series, kind):
    answer = reader.get(address(series, kind, ".svg"))
    assert answer["Content-Type"].startswith("image/svg+xml")
    text = answer.content.decode()
    assert text.split()[:2] == ["<svg", 'xmlns="http://www.w3.org/2000/svg"']
    assert f"<style>{svg_export.STYLE}</style>" in text  # exactly what the policy's hash allows
    assert "sha256-" in answer["Content-Security-Policy"]
    assert "href" not in text  # nothing outside is asked for


@pytest.mark.parametrize("kind", CHART_KINDS)
def test_vega_lite_is_valid_and_has_the_numbers(reader, team, series, kind):
    specification = json.loads(reader.get(address(series, kind, ".vl.json")).content)
    svg = vl_convert.vegalite_to_svg(specification)
    assert "<svg" in svg
    assert specification["title"]["text"] == series.title
    chart = drawn.draw_chart(series, team.reader, kind)
    if kind == "estimates":
        rows = specification["data"]["values"]
        assert [row["best"] for row in rows] == [each.best for each in chart.estimates]
    elif kind == "calendar":
        assert len(specification["data"]["values"]) == 12
    else:
        panels = specification["concat"]
        assert [panel["title"]["text"] for panel in panels] == ["Mali", "Niger"]
        found = [row["expected"] for row in panels[0]["data"]["values"]]
        assert found == [point.n_expected for point in chart.figure.groups[0][2].values()]


def test_vega_lite_has_the_marks_of_the_findings(reader, team):
    for n in range(12):
        attack(team, f"2024-06-{n + 1:02}")
    series = SeriesFactory(
        project=team.project,
        start=dt.date(2023, 1, 1),
        breakpoints=[{"day": "2024-04-10", "label": "Takeover"}],
    )
    compute(counted(series))
    specification = json.loads(reader.get(address(series, "steps", ".vl.json")).content)
    svg = vl_convert.vegalite_to_svg(specification)
    assert "Takeover" in svg
    peaks = [
        layer["data"]["values"]
        for layer in specification["concat"][0]["layer"]
        if layer["mark"].get("shape") == "triangle-down"
    ]
    assert peaks == [[{"day": "2024-06-15"}]]
    part = reader.get(address(series, "steps", ".vl.json"), {"to": "2024-03"})
    assert b"Takeover" not in part.content


# Who sees what ------------------------------------------------------------------------------------


def test_hidden_records_and_names_are_in_no_file(reader, team):
    hidden = ActorFactory(project=team.project, name="SECRET", marking="red", published=True)
    incident = attack(team, "2024-03-03", 3, 3, 3)
    ParticipationFactory(incident=incident, actor=hidden)
    attack(team, "2024-03-03", 9, 9, 9, marking="red", title="SECRET")
    series = counted(SeriesFactory(project=team.project, group_by="actor"))
    for kind in CHART_KINDS:
        for ending in ("/", ".svg", ".csv", ".vl.json"):
            text = reader.get(address(series, kind, ending)).content.decode()
            assert "SECRET" not in text, (kind, ending)
            assert str(hidden.pk) not in text


def test_series_that_one_may_not_see_has_no_charts(client, series):
    for kind in CHART_KINDS:
        for ending in ("/", ".svg", ".csv", ".vl.json"):
            assert client.get(address(series, kind, ending)).status_code == 404


def test_series_without_numbers_has_pages_and_files(reader, team):
    series = SeriesFactory(project=team.project, coverage=[])
    for kind in CHART_KINDS:
        assert (
            "nothing to draw" in reader.get(address(series, kind)).content.decode()
            or kind == "estimates"
        )
        for ending in (".svg", ".csv", ".vl.json"):
            assert reader.get(address(series, kind, ending)).status_code == 200
