"""Charts of nothing say why, keys explain what is drawn, and words of files fit into them."""

import re

import pytest

from ctplatform.charts.text_layout import width_in_letters
from incidents.series import svg_export
from incidents.series.queries.points import rebuild_series
from tests.factories.curation import Team
from tests.factories.incidents import IncidentFactory, SeriesFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LONG = "Supercalifragilisticexpialidocious" * 5
KINDS = ("steps", "multiples", "calendar")


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def reader(client, team):
    client.force_login(team.reader)
    return client


def series_of(team, **values):
    IncidentFactory(project=team.project, published=True, date="2024-03-22", country="ML")
    return SeriesFactory(project=team.project, **values)


def counted(series):
    rebuild_series(series, lambda _done, _total: None)
    return series


def page(reader, series, kind):
    return reader.get(f"/figures/{series.pk}/charts/{kind}/").content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_empty_chart_says_why(reader, team, kind):
    assert "Nothing is counted here yet" in page(reader, series_of(team), kind)
    looked_nowhere = counted(series_of(team, coverage=[]))
    assert "No day of this series is covered" in page(reader, looked_nowhere, kind)


def test_no_estimates_are_not_said_to_be_drawn(reader, team):
    text = page(reader, counted(series_of(team)), "estimates")
    assert "No incident that is counted here has a fatality figure." in text
    assert "the 0 incidents" not in text


def test_series_without_groups_has_no_small_multiples_and_says_so(reader, team):
    text = page(reader, counted(series_of(team)), "multiples")
    assert "fewer than two groups" in text
    assert "<span>Steps over time</span>" in text
    assert "fewer than two groups" not in page(reader, counted(series_of(team)), "steps")


def test_calendar_of_groups_says_that_it_shows_all_together(reader, team):
    grouped = counted(series_of(team, group_by="country"))
    assert "all groups together" in page(reader, grouped, "calendar")
    assert "all groups together" not in page(reader, grouped, "steps")


def test_key_of_steps_names_the_breakpoints(reader, team):
    points = [{"day": "2024-06-01", "label": "Ceasefire"}, {"day": "2024-06-02", "label": "Talks"}]
    series = counted(series_of(team, breakpoints=points))
    text = page(reader, series, "steps")
    key = text.split('class="chart-key"')[1].split("</p>")[0]
    assert "Ceasefire" in key
    assert "Talks" in key
    wide = text.split("chart-wide")[1].split("</svg>")[0]
    svg = reader.get(f"/figures/{series.pk}/charts/steps.svg").content.decode()
    lines = re.findall(r'y="([\d.]+)">Breakpoint (\d): ([^<]+)<', svg)
    assert [words for _y, *words in lines] == [
        ["1", "Ceasefire, 2024-06-01"],
        ["2", "Talks, 2024-06-02"],
    ]
    assert len({y for y, *_words in lines}) == 2
    heights = re.findall(r'class="finding-disc" cx="[\d.]+" cy="([\d.]+)"', wide)
    assert len(set(heights)) == 2


@pytest.mark.parametrize("path", ["api/v1/series/{}/chart.svg", "figures/{}/charts/steps.svg"])
def test_words_of_files_fit(reader, team, path):
    events = [{"date": "2024-05", "label": LONG[:200], "passage": None}]
    series = counted(series_of(team, title=LONG, events=events))
    svg = reader.get("/" + path.format(series.pk)).content.decode()
    assert f'<title id="title">{LONG}</title>' in svg
    width = float(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    drawn = re.findall(r'<text[^>]* x="([\d.]+)"[^>]*>([^<]*)</text>', svg)
    assert any(LONG[:60] in words for _start, words in drawn)
    for start, words in drawn:
        end = float(start) + width_in_letters(words.strip()) * svg_export.LETTER
        assert end <= width + 10, words
