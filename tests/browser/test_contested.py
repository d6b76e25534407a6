"""Chains, rivals, warnings and allegations in a real Chromium: for axe, and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from incidents.models import CasualtyEstimate, Incident
from tests.factories import annotations as texts
from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel", title="Sahel")


@pytest.fixture
def amira(project):
    return member(project, "reviewer", username="amira")


@pytest.fixture
def strike(project, amira):
    """A candidate in the middle of a chain, with a passage that states a rival date."""
    own = {"project": project, "created_by": amira}
    attack = make.IncidentFactory(title="Attack in Iran", date="2024-01-03", **own)
    strike = make.IncidentFactory(title="Strike on Balochistan", date="2024-01", **own)
    long = "The governments on both sides of a long border calm their quarrel " * 3
    calm = make.IncidentFactory(title=long, record_kind="context", **own)
    make.IncidentLinkFactory(incident=attack, to=strike, target_mismatch=True, note="Said so.")
    make.IncidentLinkFactory(
        incident=strike, to=calm, kind="de_escalated_by", status="hypothesised"
    )
    make.IncidentLinkFactory(incident=strike, to=attack, kind="mirrors")
    us = make.ActorFactory(name="United States", kind="state", **own)
    iran = make.ActorFactory(name="حكومة إيران", kind="state", **own)
    warning = make.WarningFactory(
        title="A word before",
        incident=attack,
        issuer=us,
        recipient=iran,
        heeded="no",
        recipient_position="not_actionable",
        **own,
    )
    excuse = make.AllegationFactory(proposition="Nothing could be done", warning=warning, **own)
    make.ClaimantFactory(allegation=excuse, actor=iran)
    make.VerdictFactory(allegation=excuse, scope_note="Russia only", words="dubiously")
    make.ResponsibilityFactory(incident=strike, speaker=iran, about=iran)
    for stated in ("more than 150", "40"):
        make.CasualtyEstimateFactory(incident=strike, low=151 if "1" in stated else 40, high=None)
    source = make.SourceFactory(project=project, reliability="B")
    text = texts.article(project=project, by=amira, source=source, published="2024-04-13")
    passage = texts.annotation(text, by=amira, quote="more than 150 people died")
    texts.link(
        passage,
        strike,
        by=amira,
        field="date",
        role="supports",
        credibility=2,
        stated_value="16 January 2024",
    )
    texts.link(
        passage, strike, by=amira, field="injured", role="contradicts", stated_value="dozens"
    )
    return strike


@pytest.fixture
def addresses(strike):
    warning = strike.links_to.get().incident.warnings.get()
    return {
        "chain": f"/incidents/{strike.pk}/",
        "warnings": "/warnings/?project=sahel",
        "warning": f"/warnings/{warning.pk}/",
        "allegations": "/allegations/?project=sahel",
        "allegation": f"/allegations/{warning.allegations.get().pk}/",
        "allegation-new": "/allegations/new/?project=sahel",
        "warning-new": "/warnings/new/?project=sahel",
        "link-new": f"/incidents/{strike.pk}/incident-links/new/",
    }


def test_pages_are_sound_at_any_width_and_in_the_dark(
    open_tab, sign_in, looks_right, amira, addresses
):
    page = sign_in(open_tab(), amira)
    for name, path in addresses.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")  # filters are counted, and their menus replaced
        for details in page.locator("main details").all():
            details.evaluate("row => { row.open = true; }")
        looks_right(page, f"contested-{name}")


def test_a_rival_value_is_chosen_by_keyboard_alone(open_tab, sign_in, amira, strike):
    page = sign_in(open_tab(), amira)
    page.goto(f"/incidents/{strike.pk}/")
    page.locator("#field-date > summary").focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Choose this value 16 January 2024 (Date)")
    expect(button).to_be_visible()
    for _step in range(3):
        page.keyboard.press("Tab")
        if button.evaluate("it => it === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Chosen. The history gives the passage as the reason")).to_be_visible()
    assert Incident.objects.get(pk=strike.pk).date == "2024-01-16"
    assert CasualtyEstimate.objects.filter(selected=True).count() == 0


def test_a_chain_reads_as_an_ordered_list(open_tab, sign_in, amira, strike):
    page = sign_in(open_tab(width=390), amira)
    page.goto(f"/incidents/{strike.pk}/")
    steps = page.locator("ol.chain > li")
    expect(steps).to_have_count(5)
    expect(steps.nth(0)).to_contain_text("A word before")
    expect(steps.nth(2)).to_have_attribute("aria-current", "true")
    expect(steps.nth(2)).to_contain_text("not the party held responsible")
