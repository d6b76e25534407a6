"""The home and the figures in a browser: the chart moves by itself; light, dark, phone."""

import pytest
from playwright.sync_api import expect

from ctplatform.curation import services as curation
from incidents.series.queries import points as aggregates
from tests.factories.curation import Team
from tests.factories.incidents import SeriesFactory


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def series(team):
    made = SeriesFactory(project=team.project, title="Attacks by country", group_by="country")
    team.published(date="2024-03-22", country="ML", title="Gao checkpoint")
    aggregates.rebuild_series(made, lambda done, total: None)
    return made


def test_chart_moves_after_a_publication_without_a_reload(page, sign_in, team, series):
    sign_in(page, team.reader).goto("/")
    chart = page.locator(".chart-wide")
    expect(chart.get_by_text("Niger")).to_have_count(0)
    page.get_by_text("Show as a table").click()
    curation.publish(team.candidate(date="2024-05", country="NE"), by=team.second)
    aggregates.recount_dirty_days()
    expect(chart.get_by_text("Niger")).to_be_visible(timeout=5000)
    expect(page.get_by_text("2 incidents")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Niger")).to_be_visible(timeout=5000)


def test_chart_of_a_series_appears_once_it_is_counted(page, sign_in, team):
    fresh = SeriesFactory(project=team.project)
    sign_in(page, team.reader).goto(f"/figures/{fresh.pk}/")
    expect(page.get_by_text("being counted")).to_be_visible()
    aggregates.rebuild_series(fresh, lambda done, total: None)
    expect(page.locator(".chart-wide .series-line:not(.series-least)")).to_have_count(
        1, timeout=5000
    )


def test_chart_stays_where_its_series_is_gone(open_tab, sign_in, team, series):
    open_tab.forgiven.append("404")
    tab = sign_in(open_tab(), team.reader)
    tab.goto(f"/figures/{series.pk}/")
    with tab.expect_response(lambda answer: answer.status == 404):
        series.delete()
    expect(tab.locator(".chart-wide")).to_be_visible()
    expect(tab.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_fit_and_axe_finds_nothing_serious(
    open_tab, sign_in, axe, shot, team, series, width, theme
):
    team.proposal()
    tab = sign_in(open_tab(width=width, theme=theme), team.reviewer)
    for name, path in (
        ("home", "/"),
        ("figures", "/figures/"),
        ("figure", f"/figures/{series.pk}/"),
        ("jobs", "/jobs/"),
    ):
        tab.goto(path)
        assert tab.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0, name
        assert axe(tab) == [], name
        shot(tab, f"{name}-{theme}-{width}", full_page=True)
