"""The register's pages in a real Chromium: by keyboard, on a phone, in the dark, for axe."""

import re

import pytest
from playwright.sync_api import expect

from incidents.models import Incident
from tests.factories import annotations as text
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", title="Sahel")


@pytest.fixture
def amira(project):
    return member(project, "reviewer", username="amira")


@pytest.fixture
def moscow(project, amira):
    """An incident with rivals, absences, statements and passages."""
    group = make.ActorFactory(project=project, name="Islamic State in Khorasan Province")
    place = make.PlaceFactory(project=project, name="Moscow", uncertainty_m=25000)
    incident = make.IncidentFactory(
        project=project,
        created_by=amira,
        title="Attack on Crocus City Hall",
        date="2024-03",
        summary="Four gunmen attacked a concert hall.",
        date_words="Last month",
        place=place,
        attack_types=["armed_assault"],
        absences={"injured": "unknown"},
    )
    make.CasualtyEstimateFactory(incident=incident, low=151, stated="more than 150")
    make.CasualtyEstimateFactory(
        incident=incident, low=145, best=147, high=149, group="as the committee said a year later"
    )
    make.ParticipationFactory(incident=incident, actor=group)
    make.ResponsibilityFactory(incident=incident, speaker=group, about=group, kind="heralds")
    passage = text.annotation(
        text.article(project=project, by=amira), by=amira, quote="more than 150 people died"
    )
    text.link(
        passage,
        incident,
        by=amira,
        field="killed",
        role="supports",
        credibility=2,
        stated_value="more than 150",
    )
    text.link(passage, incident, by=amira, field="date", role="contradicts", stated_value="2024")
    return incident


@pytest.fixture
def register(project, amira, moscow):
    actor = make.ActorFactory(project=project, created_by=amira, name="ISKP", active="2015/..")
    make.ActorAliasFactory(actor=actor, text="IS-K")
    make.ActorRelationFactory(
        subject=actor, status="alleged", polarity="denies", claimant_words="A minister"
    )
    claim = make.AssessmentFactory(project=project, created_by=amira, horizon="2024/2025")
    make.JudgementFactory(assessment=claim, probability="0.650", confidence="low")
    make.SourceFactory(project=project, created_by=amira, reliability="B")
    return {
        "incidents": "/incidents/",
        "actors": "/actors/",
        "assessments": "/assessments/",
        "places": "/places/",
        "sources": "/sources/",
        "dossier": f"/incidents/{moscow.pk}/",
        "actor": f"/actors/{actor.pk}/",
        "assessment": f"/assessments/{claim.pk}/",
        "place": f"/places/{moscow.place_id}/",
        "edit": f"/incidents/{moscow.pk}/edit/",
        "readers": f"/incidents/{moscow.pk}/readers/",
        "row": f"/incidents/{moscow.pk}/responsibility/new/",
    }


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_pages_are_sound_at_any_width_and_in_the_dark(
    open_tab, sign_in, axe, shot, scrolls_sideways, amira, register, width, theme
):
    page = sign_in(open_tab(width=width, theme=theme), amira)

    for name, path in register.items():
        page.goto(path)
        for row in page.locator("details.fact-row").all():
            row.evaluate("row => { row.open = true }")
        shot(page, f"register-{name}-{width}", full_page=True)
        assert axe(page) == [], name
        assert scrolls_sideways(page) == 0, name
        if name == "incidents":
            expect(page.locator("thead").get_by_role("link", name="Fatalities")).to_be_visible()


def test_a_list_is_walked_and_opened_by_keyboard(page, sign_in, amira, moscow, project):
    make.IncidentFactory(project=project, title="Later", date="2025")
    sign_in(page, amira).goto("/incidents/")

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr[data-current]")).to_contain_text("Crocus City Hall")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Attack on Crocus City Hall")
    page.wait_for_load_state()  # the keys work once the page's module has run
    page.keyboard.press("e")
    expect(page.locator("h1")).to_have_text("Edit")


def test_menus_narrow_the_list(page, sign_in, amira, moscow, project):
    make.IncidentFactory(project=project, title="Older", published=True, country="AF")
    sign_in(page, amira).goto("/incidents/")

    page.locator(".filter summary", has_text="State").click()
    page.locator(".filter-body a", has_text="Published").first.click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(page.locator("tr[data-row]")).to_contain_text("Older")
    page.get_by_role("link", name="Clear State").click()
    expect(page.locator("tr[data-row]")).to_have_count(2)


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_each_value_of_a_filter_is_named_and_taken_away_by_itself(
    open_tab, sign_in, axe, shot, scrolls_sideways, amira, moscow, project, width, theme
):
    for lifecycle in ("foiled", "failed", "plot_advanced"):
        make.IncidentFactory(project=project, title=lifecycle, lifecycle=lifecycle)
    page = sign_in(open_tab(width=width, theme=theme), amira)
    page.goto("/incidents/")
    names = ("failed", "foiled", "plot, advanced")
    for words in names:
        if width == 390:
            page.get_by_role("button", name="More").click()
        page.locator(".filter summary", has_text="Attack status").press("Enter")
        page.locator(".filter-body").get_by_role("link", name=words).press("Enter")
        page.wait_for_load_state()
        expect(page.get_by_text(re.compile(r"^\s*\d events?\s*$"))).to_be_visible()
    expect(page.locator("tr[data-row]")).to_have_count(3)
    chosen = page.get_by_role("listitem").locator(".filter-clear b")
    expect(chosen).to_have_text(names)
    assert axe(page) == []
    assert not scrolls_sideways(page)
    shot(page, f"filter-several-{width}-{theme}")
    page.get_by_role("link", name="Clear Attack status: foiled").press("Enter")
    expect(page.locator("tr[data-row]")).to_have_count(2)
    page.get_by_role("link", name="Clear Attack status: failed").press("Enter")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.get_by_role("link", name="Clear Attack status", exact=True).press("Enter")
    expect(page.locator("tr[data-row]")).to_have_count(4)


def test_a_field_opens_onto_its_passages_and_they_lead_into_the_text(page, sign_in, amira, moscow):
    sign_in(page, amira).goto(f"/incidents/{moscow.pk}/")

    killed = page.locator("#field-killed")
    killed.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(killed.locator("mark")).to_have_text("more than 150 people died")
    expect(killed.locator(".axis-row text", has_text="more than 150").first).to_be_visible()
    killed.locator(".evidence a").click()
    expect(page).to_have_url(re.compile(r"/articles/.+#a-"))


def test_a_date_in_words_shows_what_will_be_stored(page, sign_in, amira, moscow):
    sign_in(page, amira).goto(f"/incidents/{moscow.pk}/edit/")
    reading = page.locator("#id_date").locator("xpath=following::p[@role='status'][1]")
    expect(reading).to_contain_text("March 2024")

    page.locator("#id_date").fill("early 2024")
    expect(reading).to_contain_text("2024-01/2024-04")
    page.locator("#id_date").fill("2023-02-29")
    expect(reading).to_contain_text("29 is not a day in February 2023")
    page.locator("#id_date").fill("last month")
    expect(reading).to_contain_text("or say the day of the text")
    page.get_by_label("Relative dates count from").fill("2024-04")
    expect(reading).to_contain_text("2024-03, March 2024, counted from April 2024.")
    page.locator("#id_date").fill("22 March 2024")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#field-date")).to_contain_text("22 March 2024")
    assert Incident.objects.get().date == "2024-03-22"


def test_a_refused_form_leads_to_the_field(page, sign_in, axe, amira, project):
    sign_in(page, amira).goto("/incidents/new/?project=sahel")

    page.locator("#id_title").fill("Attack")
    page.locator("#id_country").fill("ZZ")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".error-summary")).to_contain_text("One error to correct")
    assert axe(page) == []
    page.locator(".error-summary a").click()
    expect(page.locator("#id_country")).to_be_focused()
    page.locator("#id_country").fill("AF")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Attack")
