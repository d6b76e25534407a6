"""Details of pages, with real keys and pointer: menus, Back, keys of the system, paper."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make
from tests.factories import incidents as register


@pytest.fixture
def desk():
    project, lena = project_with_codes()
    register.IncidentFactory(project=project, created_by=lena, title="Siege", country="DZ")
    return project, lena


@pytest.mark.parametrize("width", [1440, 390])
def test_save_this_view_stays_within_the_window(open_tab, sign_in, shot, axe, desk, width):
    page = sign_in(open_tab(width=width), desk[1])
    page.goto("/incidents/?project=sahel&country=DZ")
    page.get_by_text("Save this view").click()
    menu = page.locator(".saved-form")
    expect(menu).to_be_visible()
    box = menu.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    shot(page, f"save-view-{width}")
    assert axe(page) == []
    menu.get_by_label("Name").fill("Algeria")
    menu.get_by_label("Name").press("Enter")
    expect(page.get_by_role("link", name="Algeria")).to_be_visible()


def test_after_back_the_search_box_shows_the_words_of_the_page(page, sign_in, desk):
    sign_in(page, desk[1])
    page.goto("/search/?project=sahel&q=Siege")
    for words in ("Gao", "Kidal"):
        page.keyboard.press("/")
        page.locator("#search").fill(words)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(words))
        expect(page.locator("#search")).to_have_value(words)
    page.go_back()
    expect(page.locator("#search")).to_have_value("Gao")
    page.go_back()
    expect(page.locator("#search")).to_have_value("Siege")
    page.go_forward()
    expect(page.locator("#search")).to_have_value("Gao")


@pytest.mark.parametrize(("platform", "printed"), [("MacIntel", "⌘ ↵"), ("Linux x86_64", "Ctrl ↵")])
def test_keys_are_printed_for_the_system_in_use(page, sign_in, shot, desk, platform, printed):
    script = f"""
      Object.defineProperty(navigator, "platform", {{ get: () => "{platform}" }});
      Object.defineProperty(navigator, "userAgentData", {{ get: () => undefined }});
    """
    page.add_init_script(script)
    project, lena = desk
    article = make.article(project=project, by=lena, text="Two men came. They left.")
    make.annotation(article, lena, "Two men")
    Reader(sign_in(page, lena), article).open()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".passage-panel [data-part=save] kbd")).to_have_text(printed)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    keys = page.locator("#keys")
    save = keys.get_by_text("Save; save and propose").locator("xpath=..")
    wanted = ["⌘ ↵", "⇧ ⌘ ↵"] if "Mac" in platform else ["Ctrl Enter", "Shift Ctrl Enter"]
    expect(save.locator("kbd")).to_have_text(wanted)
    shot(page, f"keys-{platform[:3]}")


@pytest.mark.parametrize("path", ["/incidents/", "/", "/articles/", "/notifications/"])
def test_paper_shows_no_buttons_and_no_menus(page, sign_in, shot, desk, path):
    sign_in(page, desk[1])
    page.goto(f"{path}?project=sahel")
    page.emulate_media(media="print")
    for wanted in ("button", ".button", ".bar", ".menu", ".key", ".filters", ".banners"):
        expect(page.locator(f"{wanted}:visible")).to_have_count(0)
    expect(page.locator("h1")).to_be_visible()
    shot(page, f"print{path.replace('/', '-')}")


def test_labels_of_estimates_are_cut_alike_and_whole_on_hover(page, sign_in, shot, desk):
    project, lena = desk
    incident = register.IncidentFactory(project=project, created_by=lena, title="Raid")
    long = "Ministry of the Interior and of Local Communities of the Republic"
    for name, low in (("Reuters", 3), (long, 5), (f"{long}, press office", 7)):
        source = register.SourceFactory(project=project, name=name)
        register.CasualtyEstimateFactory(incident=incident, low=low, high=low + 4, source=source)
    sign_in(page, lena)
    page.goto(f"/incidents/{incident.pk}/")
    page.locator("#field-killed summary").click()
    labels = page.locator("#field-killed .axis-label[title]")
    assert labels.count() >= 3
    assert not any("…" in text for text in labels.all_text_contents())
    widths = {round(label.bounding_box()["width"]) for label in labels.all()}
    assert len(widths) == 1
    heights = {round(label.bounding_box()["height"]) for label in labels.all()}
    assert len(heights) == 1
    shot(page, "axis-labels")


def test_names_and_labels_of_a_network_lie_above_its_lines(page, sign_in, shot, desk):
    project, lena = desk
    actor = register.ActorFactory(project=project, name="ISKP", created_by=lena)
    for number in range(7):
        other = register.ActorFactory(project=project, name=f"Organisation number {number}")
        register.ActorRelationFactory(subject=actor, object=other, kind="rival_of", date="2020/..")
    sign_in(page, lena)
    page.goto(f"/actors/{actor.pk}/")
    drawing = page.locator(".network svg.chart-svg:visible").first
    expect(drawing).to_be_visible()
    order = drawing.evaluate(
        """svg => {
          const all = [...svg.querySelectorAll("path.tie, .tie-label, .node-name")];
          const last = all.findLastIndex((each) => each.matches("path.tie"));
          const first = all.findIndex((each) => !each.matches("path.tie"));
          const name = svg.querySelector(".node-name");
          return { last, first, edge: getComputedStyle(name).paintOrder };
        }"""
    )
    assert order["last"] < order["first"]
    assert order["edge"].startswith("stroke")
    shot(page, "network-labels")


def test_an_arabic_byline_keeps_its_order_in_an_english_text(page, sign_in, shot, desk):
    project, lena = desk
    lena.name = "كريم حداد"
    lena.save()
    article = make.article(
        project=project, by=lena, text="Two men came. They left.", authors=["أحمد صالح", "Ana Ruiz"]
    )
    Reader(sign_in(page, lena), article).open()
    byline = page.locator(".reading-meta span[dir=auto]").first
    expect(byline).to_have_text("أحمد صالح")
    assert byline.evaluate("e => getComputedStyle(e).unicodeBidi") in ("isolate", "plaintext")
    assert byline.evaluate("e => getComputedStyle(e).direction") == "rtl"
    shot(page, "arabic-byline")
