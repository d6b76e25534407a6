"""Charts answer in a browser: by pointer, keyboard and finger, without a script, and on paper."""

import re

import pytest
from playwright.sync_api import expect

from ctplatform.curation import services as curation
from incidents.series.queries import points as aggregates
from tests.factories import incidents as make
from tests.factories.curation import Team


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def series(team):
    made = make.SeriesFactory(project=team.project, title="Attacks", group_by="country")
    group = make.ActorFactory(project=team.project, published=True, name="Group")
    for date, country in (("2024-03-22", "ML"), ("2024-03-30/2024-04-02", "ML"), ("2024-05", "NE")):
        incident = team.published(date=date, country=country)
        make.ParticipationFactory(incident=incident, actor=group)
        make.CasualtyEstimateFactory(incident=incident, low=2, best=2, high=2)
        make.CasualtyEstimateFactory(incident=incident, low=7, best=9, high=12)
    other = make.ActorFactory(project=team.project, published=True, name="Other")
    make.ActorRelationFactory(subject=group, object=other, kind="branch_of", date="2020")
    made.group = group
    made.incident = incident
    aggregates.rebuild_series(made, lambda done, total: None)
    return made


def test_chart_is_walked_by_keyboard_and_enter_opens_the_records(page, sign_in, team, series):
    sign_in(page, team.reader).goto(f"/figures/{series.pk}/")
    chart = page.locator(".chart-wide")
    expect(chart.locator("[tabindex='0']")).to_have_count(1)
    chart.locator("[tabindex='0']").focus()
    focused, tip = page.locator(".mark:focus"), page.locator(".chart-tip")

    def press(key, words):
        page.keyboard.press(key)
        expect(focused).to_have_accessible_name(words)
        expect(tip.locator("b")).to_have_text(words)

    press("ArrowRight", "Mali, February 2024: 0 incidents")
    expect(tip.get_by_text("opens the records")).to_be_hidden()
    press("ArrowRight", "Mali, March 2024: 1 to 2 incidents, 1.5 expected")
    expect(tip.get_by_text("opens the records")).to_be_visible()
    press("ArrowDown", "Niger, March 2024: 0 incidents")
    press("ArrowUp", "Mali, March 2024: 1 to 2 incidents, 1.5 expected")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/incidents/\?.*bucket=2024-03-01&group=ML"))
    expect(page.locator("tr[data-row]")).to_have_count(2)
    expect(page.get_by_text("The records behind Attacks: Mali, March 2024.")).to_be_visible()
    page.get_by_role("link", name="Back to the chart").click()
    expect(page.locator("h1")).to_have_text("Attacks")


def test_pointer_shows_a_value_and_a_click_opens_its_records(page, sign_in, team, series):
    sign_in(page, team.reader).goto(f"/figures/{series.pk}/")
    march = page.locator(".chart-wide a.mark").first
    expect(march).to_have_attribute("aria-label", re.compile("March 2024"))
    march.hover()
    expect(page.locator(".chart-tip b")).to_have_text(
        "Mali, March 2024: 1 to 2 incidents, 1.5 expected"
    )
    page.locator("h1").hover()
    expect(page.locator(".chart-tip")).to_be_hidden()
    march.click()
    expect(page.locator("tr[data-row]")).to_have_count(2)


def test_first_tap_shows_a_value_and_the_second_opens_it(open_tab, sign_in, team, series):
    tab = sign_in(open_tab(width=390, has_touch=True), team.reader)
    tab.goto(f"/figures/{series.pk}/")
    march = tab.locator(".chart-narrow a.mark").first
    expect(march).to_have_attribute("aria-label", re.compile("March 2024"))
    march.tap()
    expect(tab.locator(".chart-tip")).to_contain_text("1 to 2 incidents")
    expect(tab.get_by_text("Tap again to open the records")).to_be_visible()
    assert f"/figures/{series.pk}/" in tab.url
    march.tap()
    expect(tab.locator("[data-row]")).to_have_count(2)


def test_cursor_stays_where_it_is_when_the_chart_moves(page, sign_in, team, series):
    sign_in(page, team.reader).goto(f"/figures/{series.pk}/")
    page.locator(".chart-wide [tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    focused = page.locator(".mark:focus")
    expect(focused).to_have_accessible_name(re.compile("Mali, March 2024: 1 to 2"))
    curation.publish(team.candidate(date="2024-03-04", country="ML"), by=team.second)
    aggregates.recount_dirty_days()
    expect(focused).to_have_accessible_name(re.compile("Mali, March 2024: 2 to 3"), timeout=6000)


def test_links_of_a_chart_work_without_a_script(open_tab, sign_in, team, series):
    tab = sign_in(open_tab(java_script_enabled=False), team.reader)
    tab.goto(f"/figures/{series.pk}/")
    march = tab.locator(".chart-wide a.mark").first
    assert "March 2024" in march.locator("title").text_content()
    march.click()
    expect(tab.locator("tr[data-row]")).to_have_count(2)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_printed_chart_has_its_values_below(open_tab, sign_in, shot, team, series, theme):
    tab = sign_in(open_tab(theme=theme), team.reader)
    tab.goto(f"/figures/{series.pk}/")
    cell = tab.get_by_role("rowheader", name="2024-03")
    expect(cell).to_be_hidden()
    tab.emulate_media(media="print")
    expect(cell).to_be_visible()
    expect(tab.locator("h1")).to_have_css("color", re.compile(r"rgb\((\d|[1-5]\d), "))  # dark ink
    shot(tab, f"figure-printed-{theme}", full_page=True)
    tab.goto("/figures/")
    expect(tab.locator(".spark-words").first).to_be_visible()
    tab.goto(f"/actors/{series.group.pk}/")
    expect(tab.get_by_role("cell", name="Other").first).to_be_visible()


def test_sparkline_answers_once_it_is_reached(page, sign_in, team, series):
    sign_in(page, team.reader).goto("/figures/")
    page.get_by_role("link", name="Attacks, over time").focus()
    focused = page.locator(".mark:focus")
    expect(focused).to_have_accessible_name(re.compile("December 2024: "))
    page.keyboard.press("Home")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(focused).to_have_accessible_name("March 2024: 1 to 2 incidents, 1.5 expected")
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-row]")).to_have_count(2)


def test_map_answers_at_the_pointer_and_by_keyboard(page, sign_in, team, axe, shot):
    for name, lat in (("Gao", 16.27), ("Kyiv", 50.45)):
        place = make.PlaceFactory(project=team.project, name=name, lat=lat, lon=30, kind="city")
        make.IncidentFactory(project=team.project, place=place, published=True)
    sign_in(page, team.reader).goto(f"/incidents/?project={team.project.slug}&view=map")
    circles = page.locator(".map-spot")
    expect(circles).to_have_count(2, timeout=20_000)  # the map is drawn by a large script
    circles.first.hover()
    expect(page.locator(".leaflet-tooltip")).to_have_text("Gao, 1 event")
    spoken = page.locator("body > [role=status]:not(.toasts)")
    expect(spoken).to_have_text("Gao, 1 event")
    shot(page, "map-tooltip")
    page.mouse.move(0, 0)
    circles.first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".leaflet-tooltip")).to_have_text("Kyiv, 1 event")
    expect(circles.last).to_have_accessible_description("")  # its name says it already
    expect(spoken).to_be_empty()
    assert axe(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("box=50.45,30,50.45,30"))
    expect(page.locator("tr[data-row]")).to_have_count(1)


def test_a_point_says_its_value_once_at_the_pointer_and_at_the_focus(page, sign_in, team, series):
    sign_in(page, team.reader).goto(f"/figures/{series.pk}/")
    spoken = page.locator("body > [role=status]:not(.toasts)")
    march = page.locator(".chart-wide a.mark").first
    march.hover()
    expect(spoken).to_have_text("Mali, March 2024: 1 to 2 incidents, 1.5 expected")
    page.locator("h1").hover()
    expect(spoken).to_be_empty()
    march.focus()
    page.wait_for_timeout(300)
    expect(spoken).to_be_empty()  # its name is heard already
    march.hover()
    page.wait_for_timeout(300)
    expect(spoken).to_be_empty()
    heard = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    words = [each.get("name", {}).get("value", "") for each in heard if not each["ignored"]]
    assert words.count("Mali, March 2024: 1 to 2 incidents, 1.5 expected") == 1
    focused = page.locator(".mark:focus")
    expect(focused).to_have_accessible_description("")


def test_marks_of_small_maps_open_what_they_stand_for(open_tab, sign_in, axe, shot, team):
    mali = make.CountryFactory(iso_alpha2="ML", name="Mali")
    gao = make.PlaceFactory(project=team.project, name="Gao", lat=16.27, lon=0, parent=mali)
    kidal = make.PlaceFactory(project=team.project, name="Kidal", lat=18.44, lon=1.4, parent=mali)
    crossing = make.IncidentFactory(project=team.project, place=gao, published=True)
    for place in (kidal, mali):
        make.IncidentPlaceFactory(incident=crossing, place=place)
    page = sign_in(open_tab(has_touch=True), team.reader)
    page.goto(f"/incidents/{crossing.pk}/")
    box = page.locator(".map[data-ready]")
    marks = box.get_by_role("link")
    expect(marks).to_have_count(3)
    second = box.get_by_role("link", name="Kidal")
    second.focus()
    expect(second).to_have_accessible_description("")
    expect(page.locator(".leaflet-tooltip")).to_have_text("Kidal")
    assert axe(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/places/{kidal.pk}/")
    page.locator(".map[data-ready]").get_by_role("link", name="Kidal").click()
    page.wait_for_url(re.compile(rf"/incidents/\?.*place={kidal.pk}"))
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.goto(f"/incidents/{crossing.pk}/")
    page.locator(".map[data-ready] .map-spot").last.tap()
    page.get_by_role("link", name="Open the place").press("Enter")  # it may still be moving
    page.wait_for_url("**/places/**")
    alone = make.IncidentFactory(
        project=team.project, place=None, lat=16.5, lon=0.5, title="In the open", published=True
    )
    page.goto(f"/incidents/{alone.pk}/")
    page.locator(".map[data-ready]").get_by_role("link", name="In the open").click()
    page.wait_for_url(re.compile(r"box=16.5%2C0.5%2C16.5%2C0.5"))
    expect(page.locator("tr[data-row]")).to_have_count(1)


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_answering_charts_fit_and_axe_finds_nothing(
    open_tab, sign_in, axe, shot, scrolls_sideways, team, series, width, theme
):
    tab = sign_in(open_tab(width=width, theme=theme), team.reader)
    for name, path in (
        ("series", f"/figures/{series.pk}/"),
        ("actor", f"/actors/{series.group.pk}/"),
        ("incident", f"/incidents/{series.incident.pk}/"),
        ("web", f"/network/?project={team.project.slug}"),
    ):
        tab.goto(path)
        for fold in tab.locator("details.fact-row > summary").all():
            fold.click()
        stops = tab.locator("[data-marks] .mark[tabindex='0']:visible")
        if name == "web":
            expect(tab.locator("[data-network][data-ready] .mark[tabindex='0']")).to_have_count(1)
        stops.first.focus()
        tab.keyboard.press("ArrowRight")
        expect(tab.locator(".chart-tip")).to_be_visible()
        box, view = tab.locator(".chart-tip").bounding_box(), tab.viewport_size
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= view["width"]
        shot(tab, f"answers-{name}-{theme}-{width}")
        assert axe(tab) == [], name
        assert scrolls_sideways(tab) == 0, name


def test_words_of_a_sparkline_are_for_paper(page, sign_in, team, series):
    sign_in(page, team.reader).goto("/")
    expect(page.locator(".rows-series .spark").first).to_be_visible()
    words = page.locator(".rows-series .spark-words").first
    expect(words).to_be_hidden()
    page.emulate_media(media="print")
    expect(words).to_be_visible()
    expect(words).not_to_contain_text(".0")
