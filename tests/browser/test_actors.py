"""An actor's page and the web of relations in a real browser: legible, reachable, sound."""

import pytest
from playwright.sync_api import expect

from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as text
from tests.factories import incidents as make

LONG = "Movement for Oneness and Jihad in West Africa and the Sahel"


@pytest.fixture
def desk():
    project, lena = project_with_codes()
    return project, lena


@pytest.fixture
def iskp(desk):
    project, lena = desk
    actor = make.ActorFactory(project=project, name="ISKP", created_by=lena, founded="2015")
    make.ActorAliasFactory(actor=actor, text="ولاية خراسان", language="ar", script="Arab")
    make.ActorAliasFactory(actor=actor, text="Вилаят Хорасан", language="ru", script="Cyrl")
    make.ActorKindPeriodFactory(actor=actor, kind="armed_group", date="2015/2019")
    accuser = make.ActorFactory(project=project, name="Ministry of the Interior")
    for name, kind, status in (
        (LONG, "rival_of", "asserted"),
        ("تنظيم الدولة الإسلامية", "affiliate_of", "asserted"),
        ("Правительство Российской Федерации", "targets", "hypothesised"),
        ("Neighbour", "client_of", "alleged"),
        ("Third state", "hosts", "rejected"),
    ):
        other = make.ActorFactory(project=project, name=name)
        relation = make.ActorRelationFactory(
            subject=actor, object=other, kind=kind, status=status, claimant=accuser, date="2020/.."
        )
        if status in ("alleged", "rejected"):
            charge = make.AllegationFactory(project=project, relation=relation)
            make.VerdictFactory(allegation=charge, rating="dubious")
    passage = text.annotation(text.article(project=project, by=lena), lena)
    text.link(passage, actor, lena, "actor", relation=relation, role="contradicts", credibility=2)
    incident = make.IncidentFactory(project=project, date="2021-08-26", title="Bombing")
    make.ParticipationFactory(incident=incident, actor=actor)
    return actor


def test_page_is_legible_and_sound(iskp, desk, page, sign_in, looks_right):
    sign_in(page, desk[1])
    page.goto(f"/actors/{iskp.pk}/")

    expect(page.locator(".network svg.chart-svg:visible")).to_have_count(1)
    expect(page.locator("text:visible", has_text="alleged by Ministry").first).to_be_visible()
    page.get_by_text("Show as a table, with the passage of one").click()
    page.locator(".row-passages summary").click()
    expect(page.locator(".row-passages .quote")).to_be_visible()
    assert page.locator("bdi[lang=ar]").evaluate("e => getComputedStyle(e).direction") == "rtl"
    looks_right(page, "actor")


def test_nodes_of_the_network_are_reached_by_keyboard(iskp, desk, page, sign_in):
    sign_in(page, desk[1])
    page.goto(f"/actors/{iskp.pk}/")
    node = page.locator(".network-node:visible").first
    name = node.get_attribute("aria-label")

    node.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.classList.contains('network-node')")
    page.keyboard.press("ArrowLeft")
    expect(node).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_web_of_a_project_is_sound(iskp, desk, page, sign_in, looks_right):
    sign_in(page, desk[1])
    page.goto(f"/network/?project={desk[0].slug}")

    expect(page.locator("[data-network][data-ready]")).to_be_visible()
    expect(page.locator(".network-figure .network-node")).to_have_count(6)
    expect(page.locator(".network-figure text", has_text="alleged by Ministry")).to_have_count(2)
    expect(page.locator(".network-figure text", has_text="verdict: dubious")).to_have_count(2)
    looks_right(page, "actors-web")


def test_a_name_that_two_actors_share_is_never_linked_silently(desk, page, sign_in):
    project, lena = desk
    for name, country in (("Afghan Taliban", "AF"), ("Tehreek-e-Taliban", "PK")):
        actor = make.ActorFactory(project=project, name=name, country=country)
        make.ActorAliasFactory(actor=actor, text="Taliban")
        actor.save()
    article = text.article(project=project, by=lena)
    reader = Reader(sign_in(page, lena), article).open()
    reader.drag("gunmen")
    reader.press("2", "n", "l")
    page.keyboard.type("taliban")

    expect(page.get_by_role("option", name="This name may mean several")).to_be_visible()
    expect(page.get_by_role("option", name="armed group · Afghanistan")).to_be_visible()
    expect(page.get_by_role("option", name="armed group · Pakistan")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("option", name="armed group · Pakistan")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".finder-list")).to_be_hidden()
