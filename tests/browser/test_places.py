"""Maps and the search field for references, in a real Chromium."""

import pytest
from playwright.sync_api import expect

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


def test_a_reference_is_found_and_chosen_by_keyboard(page, sign_in, axe, amira, incident):
    sign_in(page, amira).goto(f"/incidents/{incident.pk}/edit/")
    field = page.get_by_role("combobox", name="Place")
    expect(field).to_have_value("Gao")

    field.fill("gaou")
    expect(page.locator("[role=option]")).to_have_count(1)
    assert axe(page) == []
    field.press("ArrowDown")
    expect(page.locator("[role=option]")).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(field).to_have_value("Gaoua")
    expect(page.get_by_role("listbox")).to_be_hidden()

    field.fill("nonsense")
    field.press("Escape")
    expect(field).to_have_value("Gaoua")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Raid")
    assert Incident.objects.get(pk=incident.pk).place.name == "Gaoua"
