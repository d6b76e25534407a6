"""Maps and the search field for references, in a real Chromium."""

import re

import pytest
from playwright.sync_api import expect

from incidents.events.queries import map_clusters
from incidents.models import Incident
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member


@pytest.fixture
def amira():
    project = ProjectFactory(slug="sahel", title="Sahel")
    return member(project, "reviewer", username="amira")


@pytest.fixture
def incident(amira):
    project = ProjectFactory._meta.model.objects.get(slug="sahel")
    mali = make.CountryFactory(iso_alpha2="ML", name="Mali")
    gao = make.PlaceFactory(
        project=project, name="Gao", parent=mali, lat=16.27, lon=-0.04, uncertainty_m=5000
    )
    make.PlaceFactory(project=project, name="Gaoua", parent=mali)
    make.IncidentFactory(project=project, place=mali)
    return make.IncidentFactory(project=project, created_by=amira, title="Raid", place=gao)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_maps_are_drawn_from_here_alone_and_sound(
    open_tab, sign_in, axe, shot, scrolls_sideways, amira, incident, width, theme
):
    page = sign_in(open_tab(width=width, theme=theme), amira)
    page.goto("/incidents/?project=sahel&view=map")
    expect(page.locator(".map[data-ready]")).to_be_visible()
    expect(page.locator(".map-spot")).to_have_count(1)
    expect(page.locator(".map-area")).to_have_count(1)
    shot(page, f"map-{width}", full_page=True)
    assert axe(page) == []
    assert scrolls_sideways(page) == 0

    page.goto(f"/incidents/{incident.pk}/")
    expect(page.locator(".map[data-ready] .map-within")).to_have_count(1)
    assert axe(page) == []


def test_circles_are_walked_by_keyboard_and_shown_apart(
    page, sign_in, axe, shot, amira, incident, monkeypatch
):
    project = incident.project
    for name, lat, lon in (("Ansongo", 16.3, -0.2), ("Kyiv", 50.45, 30.52)):
        place = make.PlaceFactory(project=project, name=name, lat=lat, lon=lon)
        make.IncidentFactory(project=project, place=place)
    make.IncidentFactory(project=project, place=incident.place)
    monkeypatch.setattr(map_clusters, "MOST", 2)
    sign_in(page, amira).goto("/incidents/?project=sahel&view=map")
    expect(page.locator(".map[data-ready]")).to_be_visible()
    circles = page.locator(".map-spot")
    expect(circles).to_have_count(2)
    stops = page.locator(".map path[tabindex='0']")
    expect(stops).to_have_count(1)
    expect(stops).to_have_accessible_name(
        "Gao, Ansongo, 3 events, 2 places near each other. Enter shows them apart"
    )
    focused = page.locator(".map path:focus")

    def press(key, name):
        page.keyboard.press(key)
        expect(focused).to_have_accessible_name(name)

    stops.focus()
    press("ArrowRight", "Kyiv, 1 event")
    press("End", "Mali, 1 event")
    press("ArrowLeft", "Kyiv, 1 event")
    assert focused.evaluate("e => getComputedStyle(e).strokeWidth") == "4px"
    page.keyboard.press("Enter")
    page.wait_for_url("**&box=50.45,30.52,50.45,30.52")
    page.go_back()
    stops.focus()
    page.keyboard.press("Home")
    press("Enter", "Gao, 2 events, within 5 km")  # the first of those that stand apart now
    expect(circles).to_have_count(3)
    press("ArrowDown", "Ansongo, 1 event")
    shot(page, "map-apart")
    assert axe(page) == []
    for _ in range(8):
        page.get_by_role("button", name="Zoom out").click()
    expect(circles).to_have_count(2)
    page.get_by_role("button", name="Gao, Ansongo").click()
    expect(circles).to_have_count(3)


@pytest.fixture
def through_time(incident):
    """Incidents of two months and one that may have been in either, beside those without a date."""
    project, gao = incident.project, incident.place
    kyiv = make.PlaceFactory(project=project, name="Kyiv", lat=50.45, lon=30.52)
    for place, date in ((gao, "2015-03-02"), (gao, "2015-03-05"), (kyiv, "2015-04-01")):
        make.IncidentFactory(project=project, place=place, date=date)
    make.IncidentFactory(project=project, date="2015-03-09")
    make.IncidentFactory(project=project, place=kyiv, date="2015-03-31/2015-04-01")
    return "/incidents/?project=sahel&view=map&by=month"


def test_map_is_walked_through_time_by_keyboard(page, sign_in, looks_right, amira, through_time):
    sign_in(page, amira).goto(through_time)
    expect(page.locator(".map[data-ready]")).to_be_visible()
    spots, slider = page.locator(".map-spot"), page.get_by_role("slider", name="Period")
    said = page.locator("[data-time-words]")
    expect(spots).to_have_count(2)
    expect(slider).to_have_attribute("aria-valuetext", "all periods")
    view = page.locator(".leaflet-map-pane").get_attribute("style")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text("March 2015: 3 incidents, of which 1 without a position")
    expect(slider).to_have_attribute("aria-valuetext", "March 2015")
    expect(spots).to_have_count(1)
    expect(spots).to_have_accessible_name(re.compile("Gao, 2 events"))
    across = page.get_by_role("link", name=re.compile("1 more may have been then"))
    expect(across).to_be_visible()
    expect(page.get_by_role("button", name="Play")).to_be_hidden()  # less motion was asked for
    looks_right(page, "map-time")
    expect(page.get_by_role("link", name="Those that the map shows")).to_have_attribute(
        "href", re.compile("by=month&dated_in=2015-03$")
    )
    slider.focus()
    page.keyboard.press("End")
    expect(said).to_have_text("April 2015: 1 incident")
    expect(spots).to_have_accessible_name("Kyiv, 1 event")
    assert page.locator(".leaflet-map-pane").get_attribute("style") == view
    spots.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**&dated_in=2015-04&box=50.45,30.52,50.45,30.52")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto(f"{through_time}&dated_in=2015-03/2015-04")  # none of the slider's
    expect(said).to_have_text("March to April 2015: 5 incidents, of which 1 without a position")
    expect(spots).to_have_count(2)
    page.goto(through_time)
    slider.focus()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    expect(spots).to_have_count(2)
    expect(said).to_have_text("")
    page.keyboard.press("ArrowRight")
    across.click()
    page.wait_for_url("**dated_across=2015-03**")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_map_plays_and_pauses(page, sign_in, amira, through_time):
    page.emulate_media(reduced_motion="no-preference")
    sign_in(page, amira).goto(through_time)
    said = page.locator("[data-time-words]")
    page.get_by_role("button", name="Play").click()
    expect(said).to_contain_text("March 2015")
    expect(said).to_have_attribute("aria-live", "off")
    expect(said).to_contain_text("April 2015")
    expect(said).to_contain_text("March 2015")  # and again from the beginning
    page.get_by_role("button", name="Pause").click()
    expect(said).not_to_have_attribute("aria-live", "off")
    now = said.inner_text()
    page.wait_for_timeout(1500)
    assert said.inner_text() == now
    page.get_by_role("button", name="Play").click()
    page.emulate_media(reduced_motion="reduce")
    expect(page.get_by_role("button", name="Pause")).to_be_hidden()
    expect(said).not_to_have_attribute("aria-live", "off")


def test_without_a_script_each_period_is_a_link(browser, live_server, sign_in, amira, through_time):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    tab = sign_in(context.new_page(), amira)
    tab.goto(through_time)
    expect(tab.get_by_role("slider")).to_have_count(0)
    tab.get_by_text("A link for each period").click()
    tab.get_by_role("link", name="March 2015").click()
    expect(tab.get_by_role("status").filter(has_text="March 2015: 3 incidents")).to_be_visible()
    expect(tab.locator("tbody tr")).to_have_count(1)
    context.close()


def test_a_reference_is_found_and_chosen_by_keyboard(page, sign_in, axe, amira, incident):
    sign_in(page, amira).goto(f"/incidents/{incident.pk}/edit/")
    field = page.get_by_role("combobox", name="Place")
    expect(field).to_have_value("Gao")

    field.fill("gaou")
    created = "Create “gaou” as a new place"
    expect(page.locator("[role=option]")).to_have_text(["Gaoua town or city · Mali", created])
    assert axe(page) == []
    field.press("ArrowDown")
    expect(page.locator("[role=option]").first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(field).to_have_value("Gaoua")
    expect(page.get_by_role("listbox")).to_be_hidden()

    field.fill("nonsense")
    field.press("Escape")
    expect(field).to_have_value("Gaoua")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Raid")
    assert Incident.objects.get(pk=incident.pk).place.name == "Gaoua"
