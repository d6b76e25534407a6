"""Charts pinned on the page of a text and of an assessment, in a browser."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from incidents.series.models.series import SeriesPoint
from incidents.series.queries.points import rebuild_series
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.curation import Team


@pytest.fixture
def team():
    return Team(policy="open")


@pytest.fixture
def series(team):
    for date in ("2024-03-22", "2024-03-30", "2024-05"):
        team.published(date=date, country="ML")
    found = make.SeriesFactory(project=team.project, title="Attacks in Mali", group_by="country")
    rebuild_series(found, lambda _done, _total: None)
    return found


def page_of(team, name):
    if name == "articles":
        return texts.article(team.project, team.author, text="The attacks rise. " * 40)
    return make.AssessmentFactory(project=team.project, statement="It rises.", published=True)


@pytest.mark.parametrize("name", ["articles", "assessments"])
def test_series_is_pinned_read_by_keyboard_renewed_and_taken_away(
    page, sign_in, looks_right, axe, team, series, name
):
    row = page_of(team, name)
    sign_in(page, team.author).goto(f"/{name}/{row.pk}/")
    page.get_by_role("link", name=re.compile("^Add\\s+a chart$")).click()
    assert axe(page) == []
    page.get_by_role("button", name="Pin and show").click()
    expect(page.get_by_label("Series")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Series").select_option("Attacks in Mali")
    page.get_by_label("Drawn as").select_option("multiples")
    page.get_by_label("Caption").fill("As the text says")
    page.get_by_role("button", name="Pin and show").click()
    page.wait_for_url(re.compile(f"/{name}/{row.pk}/$"))
    charts = page.get_by_role("region", name="Charts")
    expect(charts.get_by_text("The data have not changed since.")).to_be_visible()
    expect(charts.locator(".chart-svg:visible")).to_have_count(1)
    looks_right(page, f"pinned-{name}")
    charts.locator(".chart-svg:visible [tabindex='0']").focus()
    first = page.locator(".mark:focus").get_attribute("aria-label")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".mark:focus")).not_to_have_accessible_name(first)

    SeriesPoint.objects.filter(series=series, bucket=dt.date(2024, 3, 1)).update(n_max=9)
    page.reload()
    expect(
        charts.get_by_text(re.compile("The data have changed since: now .* 1 of 12"))
    ).to_be_visible()
    charts.get_by_role("button", name="Pin the present numbers").click()
    expect(charts.get_by_text("The data have not changed since.")).to_be_visible()
    charts.get_by_role("link", name="As the text says").click()
    page.wait_for_url(re.compile("/chart-snapshots/"))
    page.go_back()
    charts.get_by_role("button", name="Take the chart away").click()
    expect(charts.get_by_text("No chart is shown here yet.")).to_be_visible()
