"""Kinds of chart in a browser: read, zoomed and saved by pointer and keyboard, in all sizes."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from incidents.events.models.killed import keep_killed
from incidents.series.models.series import SeriesPoint
from tests.factories import incidents as make
from tests.factories.curation import Team

KINDS = ("steps", "multiples", "calendar", "estimates")


@pytest.fixture
def team():
    return Team()


def months(n):
    return [dt.date(1980 + each // 12, each % 12 + 1, 1) for each in range(n)]


def series_of(team, n, groups=("",), gaps=()):
    """A series of `n` months with points that are made here, in these groups."""
    days = months(n)
    made = make.SeriesFactory(
        project=team.project,
        title="Attacks",
        group_by="country" if groups != ("",) else None,
        start=days[0],
        end=dt.date(days[-1].year, days[-1].month, 28),
    )
    rows = [
        SeriesPoint(
            series=made,
            bucket=day,
            group=group,
            n_min=at * (place + 1) % 7,
            n_expected=at * (place + 1) % 7 + 0.5 * (at % 2),
            n_max=at * (place + 1) % 7 + at % 3,
            incidents=3,
            is_open=at % 11 == 0,
            coverage="full",
        )
        for place, group in enumerate(dict.fromkeys(("", *groups)))
        for at, day in enumerate(days)
        if at not in gaps
    ]
    SeriesPoint.objects.bulk_create(rows)
    return made


COUNTRIES = ("ML", "NE", "BF", "TD", "NG", "CM", "SO", "KE", "IQ", "SY", "AF", "PK")


def attacks(team):
    """Incidents with estimates of every shape."""
    series = make.SeriesFactory(project=team.project, title="Attacks", measure="fatalities")
    shapes = [(10, 15, 20), (151, None, None), (None, 4, None), (None, None, 20), (3, None, 9)]
    for n, (low, best, high) in enumerate(shapes, 1):
        incident = team.published(title=f"Attack {n}", date=f"2024-03-{n:02}")
        make.CasualtyEstimateFactory(incident=incident, low=low, best=best, high=high)
        keep_killed(type(incident), [incident.pk])
    SeriesPoint.objects.create(
        series=series, bucket=dt.date(2024, 3, 1), n_min=1, n_expected=170, n_max=200, incidents=5,
        coverage="full",
    )  # fmt: skip
    return series


def opened(tab, series, kind, query=""):
    tab.goto(f"/figures/{series.pk}/charts/{kind}/{query}")
    return tab


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_kind_passes_axe_and_fits_a_phone(open_tab, sign_in, axe, shot, team, theme):
    series, deadly = series_of(team, 48, COUNTRIES, gaps=(5, 6, 7)), attacks(team)
    for width in (1280, 390):
        tab = sign_in(open_tab(width=width, theme=theme), team.reader)
        for kind in KINDS:
            opened(tab, deadly if kind == "estimates" else series, kind)
            expect(tab.locator(".chart-svg:visible")).to_have_count(1)
            assert axe(tab) == []
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
            shot(tab, f"chart-{kind}-{width}-{theme}", full_page=True)
    tab = sign_in(open_tab(theme=theme), team.reader)
    for kind in KINDS:
        opened(tab, deadly if kind == "estimates" else series, kind)
        tab.emulate_media(media="print")
        shot(tab, f"chart-{kind}-print-{theme}", full_page=True)
        expect(tab.locator(".chart-table .table-wrap")).to_be_visible()


@pytest.mark.parametrize("n", [0, 1, 500])
def test_no_point_one_point_and_500_are_drawn(page, sign_in, shot, team, n):
    series = series_of(team, max(n, 1), gaps=() if n else (0,))
    sign_in(page, team.reader)
    for kind in ("steps", "multiples", "calendar"):
        opened(page, series, kind)
        if n:
            expect(page.locator(".chart-wide .mark")).to_have_count(n)
        else:
            expect(page.get_by_text("so there is nothing to draw")).to_be_visible()
        shot(page, f"chart-{kind}-{n}-points", full_page=True)


def test_charts_stay_readable_from_right_to_left(open_tab, sign_in, shot, team):
    series = series_of(team, 24, ("ML", "NE"))
    tab = sign_in(open_tab(), team.reader)
    type(series).objects.filter(pk=series.pk).update(title="الهجمات في مالي والنيجر")
    for kind in ("steps", "multiples", "calendar"):
        opened(tab, series, kind)
        tab.evaluate("document.documentElement.dir = 'rtl'")
        svg = tab.locator(".chart-wide").bounding_box()
        for text in tab.locator(".chart-wide text").all():
            box = text.bounding_box()
            assert svg["x"] - 1 <= box["x"]
            assert box["x"] + box["width"] <= svg["x"] + svg["width"] + 1
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shot(tab, f"chart-{kind}-arabic", full_page=True)


def test_small_multiples_and_calendar_are_walked_by_keyboard(page, sign_in, team):
    series = series_of(team, 24, ("ML", "NE"))
    sign_in(page, team.reader)
    focused = page.locator(".mark:focus")
    opened(page, series, "multiples").locator(".chart-wide [tabindex='0']").focus()
    expect(focused).to_have_accessible_name(re.compile("January 1980"))
    page.keyboard.press("ArrowRight")
    expect(focused).to_have_accessible_name(re.compile("February 1980"))
    before = focused.get_attribute("aria-label")
    page.keyboard.press("ArrowDown")
    expect(focused).not_to_have_accessible_name(before)
    expect(focused).to_have_accessible_name(re.compile("February 1980"))
    opened(page, series, "calendar").locator(".chart-wide [tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    expect(focused).to_have_accessible_name(re.compile("January 1981"))
    expect(page.locator(".chart-tip b")).to_contain_text("January 1981")


def test_drag_over_a_chart_shows_that_part(page, sign_in, team):
    series = series_of(team, 24)
    marks = opened(sign_in(page, team.reader), series, "steps").locator(".chart-wide .mark")
    start, end = marks.nth(3).bounding_box(), marks.nth(8).bounding_box()
    page.mouse.move(start["x"] + 3, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + 3, end["y"] + 20, steps=5)
    expect(page.locator(".zoom-chosen")).to_have_count(1)
    page.mouse.up()
    page.wait_for_url(re.compile("from=1980-04-01&to=1980-09-01"))
    expect(page.locator(".chart-wide .mark")).to_have_count(6)
    page.get_by_role("link", name="Show all").click()
    expect(page.locator(".chart-wide .mark")).to_have_count(24)
    page.locator(".chart-wide a.mark").nth(3).click()  # a click without a drag opens the records
    page.wait_for_url(re.compile("/incidents/"))


def test_shift_and_arrow_keys_choose_a_part(page, sign_in, team):
    series = series_of(team, 24)
    opened(sign_in(page, team.reader), series, "steps").locator(
        ".chart-wide [tabindex='0']"
    ).focus()
    page.keyboard.press("ArrowRight")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator(".zoom-chosen")).to_have_count(0)
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("from=1980-03-01&to=1980-05-01"))
    expect(page.locator(".chart-wide .mark")).to_have_count(3)


@pytest.mark.parametrize("kind", KINDS)
def test_chart_is_saved_as_png(page, sign_in, team, kind, tmp_path):
    series = series_of(team, 24, COUNTRIES[:2]) if kind == "multiples" else attacks(team)
    opened(sign_in(page, team.reader), series, kind)
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()
    assert download.value.suggested_filename == f"attacks-{kind}.png"
    path = tmp_path / "chart.png"
    download.value.save_as(path)
    raw = path.read_bytes()
    assert raw.startswith(b"\x89PNG")
    assert int.from_bytes(raw[16:20]) >= 1800  # twice the width of the drawing
    assert len(raw) > 5000


def marked(team):
    """A series whose chart marks four events, two of them on almost the same day."""
    incidents = [
        team.published(title=title, date=date)
        for title, date in (
            ("Siege of a hotel", "1980-06-15"),
            ("Attack on a bridge", "1980-06-17"),
        )
    ]
    series = series_of(team, 24)
    type(series).objects.filter(pk=series.pk).update(
        events=[
            *({"type": "incident", "id": str(each.pk)} for each in incidents),
            {"date": "1981-03/1981-08", "label": "Offensive", "passage": None},
            {"date": "1981-11/..", "label": "Truce", "passage": None},
        ]
    )
    return series, incidents


def test_events_are_reached_by_keyboard_and_opened(page, sign_in, looks_right, team):
    series, incidents = marked(team)
    opened(sign_in(page, team.reader), series, "steps")
    events = page.get_by_role("region", name="Events").get_by_role("listitem")
    expect(events).to_contain_text(["Siege of a hotel", "bridge", "Offensive", "Truce"])
    looks_right(page, "chart-events")
    page.locator(".chart-wide [tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    focused = page.locator(".mark:focus")
    expect(focused).to_have_accessible_name("1. Siege of a hotel, 15 June 1980")
    page.keyboard.press("ArrowRight")
    expect(focused).to_have_accessible_name("2. Attack on a bridge, 17 June 1980")
    expect(page.locator(".chart-tip b")).to_contain_text("Attack on a bridge")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".zoom-chosen")).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/incidents/{incidents[1].pk}/")  # Shift did not choose a part


def test_events_are_tapped_and_printed(open_tab, sign_in, shot, team):
    series, incidents = marked(team)
    tab = sign_in(open_tab(width=390, has_touch=True, is_mobile=True), team.reader)
    mark = opened(tab, series, "steps").locator(".chart-narrow [data-events] .mark").nth(1)
    mark.tap()
    expect(tab.locator(".chart-tip b")).to_contain_text("Attack on a bridge")
    mark.tap()
    tab.wait_for_url(f"**/incidents/{incidents[1].pk}/")
    tab = sign_in(open_tab(), team.reader)
    opened(tab, series, "steps").emulate_media(media="print")
    expect(tab.locator(".chart-wide .event-disc")).to_have_count(4)
    expect(tab.get_by_role("region", name="Events")).to_be_visible()
    shot(tab, "chart-events-print", full_page=True)
