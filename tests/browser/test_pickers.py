"""Records and countries chosen by their names: by keyboard, in several scripts, and without a
script."""

import pytest
from playwright.sync_api import expect

from incidents.models import Actor, Incident, Participation
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", title="Sahel")


@pytest.fixture
def amira(project):
    return member(project, "annotator", username="amira")


def options(page):
    return page.locator("[role=option]:visible")


def test_an_actor_is_created_in_the_picker_and_what_was_typed_stays(
    page, sign_in, axe, shot, project, amira
):
    incident = make.IncidentFactory(project=project, created_by=amira, title="Raid")
    make.ActorFactory(project=project, name="al-Shabaab")
    sign_in(page, amira).goto(f"/incidents/{incident.pk}/participations/new/")
    page.get_by_label("Note").fill("Said by a witness")
    field = page.get_by_role("combobox", name="Actor")
    field.fill("New Front")
    expect(options(page)).to_have_text(["Create “New Front” as a new actor"])
    assert axe(page) == []
    shot(page, "picker-create")
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("New Front")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("[name=actor]")).not_to_have_value("")
    assert Actor.objects.get(name="New Front").state == "candidate"
    page.get_by_label("Role").select_option("target")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Raid")
    row = Participation.objects.get()
    assert (row.actor.name, row.note) == ("New Front", "Said by a witness")


def test_a_refused_creation_says_why_at_the_field(page, sign_in, project, amira, open_tab):
    make.PlaceFactory(project=project, name="Gao")
    incident = make.IncidentFactory(project=project, created_by=amira, title="Raid")
    open_tab.forgiven.append("400 (Bad Request)")
    sign_in(page, amira).goto(f"/incidents/{incident.pk}/edit/")
    field = page.get_by_role("combobox", name="Place")
    field.fill("x" * 199 + "yz")
    expect(options(page).last).to_contain_text("Create")
    field.press("ArrowUp")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("200")
    expect(field).to_have_value("x" * 199 + "yz")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_countries_are_chosen_one_after_the_other(
    open_tab, sign_in, axe, shot, scrolls_sideways, project, amira, width, theme
):
    incident = make.IncidentFactory(project=project, created_by=amira, title="Raid")
    page = sign_in(open_tab(width=width, theme=theme), amira)
    page.goto(f"/incidents/{incident.pk}/edit/")
    field = page.get_by_role("combobox", name="Country")
    field.press_sequentially("مال")
    expect(options(page).first).to_have_text("Mali مالي")
    shot(page, f"picker-country-{width}")
    assert axe(page) == []
    assert scrolls_sideways(page) == 0
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Mali")
    page.get_by_text("Event type, type of violence").click()
    several = page.get_by_role("combobox", name="Nationality of targets")
    for typed, chosen in (("фран", "France; "), ("ivory", "France; Côte d'Ivoire; ")):
        several.press_sequentially(typed)
        expect(options(page).first).to_be_visible()
        several.press("ArrowDown")
        several.press("Enter")
        expect(several).to_have_value(chosen)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Raid")
    incident = Incident.objects.get(pk=incident.pk)
    assert (incident.country, incident.target_nationalities) == ("ML", ["FR", "CI"])


def test_without_a_script_a_near_name_is_chosen_below_the_field(
    open_tab, sign_in, axe, shot, project, amira
):
    make.PlaceFactory(project=project, name="Kandahar")
    page = sign_in(open_tab(java_script_enabled=False), amira)
    page.goto("/incidents/new/?project=sahel")
    page.get_by_label("Title").fill("Raid")
    page.locator("[name=place_searched]").fill("Kandhar")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".field-error")).to_have_text(
        "No place of this project is called “Kandhar”. Similar names: Kandahar (town or city)."
    )
    shot(page, "picker-offered")
    page.get_by_role("radio", name="Kandahar").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Raid")
    assert Incident.objects.get().place.name == "Kandahar"


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_incidents_are_filtered_by_an_actor_that_is_picked_by_keyboard(
    open_tab, sign_in, axe, shot, scrolls_sideways, project, amira, width, theme
):
    raid = make.IncidentFactory(project=project, created_by=amira, title="Raid", date="2014-03")
    make.IncidentFactory(project=project, created_by=amira, title="Flood")
    make.ParticipationFactory(
        incident=raid, actor=make.ActorFactory(project=project, name="حركة الشباب")
    )
    page = sign_in(open_tab(width=width, theme=theme), amira)
    page.goto("/incidents/?project=sahel")
    expect(page.locator(".filters-end")).to_contain_text("2")  # the facets are counted
    if width < 760:
        page.get_by_role("button", name="More").click()
    page.get_by_text("Date, actor, place, code").click()
    field = page.get_by_role("combobox", name="Actor")
    field.press_sequentially("الشباب")
    expect(options(page)).to_have_count(1)
    shot(page, f"picker-filter-{width}")
    assert axe(page) == []
    assert scrolls_sideways(page) == 0
    field.press("ArrowDown")
    field.press("Escape")
    expect(field).to_be_visible()
    field.fill("شباب")
    expect(options(page)).to_have_count(1)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("حركة الشباب")
    field.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.locator(".filter-name").filter(has_text="Actor")).to_contain_text("حركة الشباب")
    shot(page, f"picker-filtered-{width}")
    page.get_by_role("link", name="Clear Actor").click()
    expect(page.locator("[data-row]")).to_have_count(2)
