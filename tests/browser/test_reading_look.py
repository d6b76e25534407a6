"""How the reading page looks and reads out: light, dark, phone, right to left, forced colours."""

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation, Code
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
LONG = (
    "On the morning of 16 January gunmen in a column of vehicles drove into the gas facility, some "
    "forty kilometres from the town. They stopped a bus bound for the airfield and held staff.\n\n"
    "Counting the dead\n\n"
    "The figures moved for a week. On 19 January the interior ministry put the number of hostages "
    "killed at 23. Two days later the prime minister spoke of 37 foreigners from eight countries."
    "\n\n"
    "How they died is still disputed. Survivors described helicopter fire on vehicles that carried "
    "hostages; the authorities held that the captors had set off the charges themselves."
)
ARABIC = (
    "في صباح السادس عشر من يناير اقتحم مسلحون منشأة للغاز في جنوب شرق الجزائر.\n\n"
    "عدد القتلى\n\n"
    "قالت وزارة الداخلية إن رهائن قتلوا في الهجوم على المصنع صباح اليوم."
)


@pytest.fixture
def desk():
    project, lena = project_with_codes()
    article = make.article(project=project, by=lena, text=LONG, title="In Amenas", marking="green")
    codes = {code.label: code for code in Code.objects.all()}
    for quote, code, note in [
        ("On the morning of 16 January", "time", ""),
        (
            "gunmen in a column of vehicles drove into the gas facility",
            "attack",
            "Opens the siege.",
        ),
        ("the gas facility, some forty kilometres from the town", "casualties", ""),
        ("37 foreigners from eight countries", "casualties", "The guard is not in this count."),
        ("the captors had set off the charges", "mention", "Denied by others."),
    ]:
        make.annotation(article, lena, quote, code=codes[code], note=note)
    return lena, article


@pytest.fixture
def arabic(desk):
    lena, article = desk
    text = make.article(project=article.project, by=lena, text=ARABIC, language="ar", title="عين")
    make.annotation(text, lena, "مسلحون", code=Code.objects.get(label="attack"), note="The siege.")
    return lena, text


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_stands_in_anybodys_way(desk, open_tab, sign_in, axe, shot, theme):
    lena, article = desk
    page = sign_in(open_tab(theme=theme), lena)
    reader = Reader(page, article).open()
    assert axe(page) == []
    shot(page, f"reading-notes-{theme}")
    reader.notes.nth(1).click()
    assert axe(page) == []
    shot(page, f"reading-{theme}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_phone_reads_without_sideways_scrolling(
    desk, open_tab, sign_in, axe, shot, scrolls_sideways, theme
):
    lena, article = desk
    page = sign_in(open_tab(theme=theme, **PHONE), lena)
    reader = Reader(page, article).open()
    assert scrolls_sideways(page) == 0
    assert axe(page) == []
    expect(reader.notes.first).to_be_hidden()
    page.get_by_role("button", name="1 note").first.tap()
    expect(reader.notes.first).to_be_visible()
    shot(page, f"reading-390-notes-{theme}")
    page.touchscreen.tap(*reader.middle("foreigners"))
    expect(reader.quote).to_have_text("37 foreigners from eight countries")
    sheet = reader.panel.bounding_box()
    assert sheet["height"] <= 0.62 * 844 + 1
    assert reader.top("foreigners") < sheet["y"] - 10
    assert scrolls_sideways(page) == 0
    assert axe(page) == []
    shot(page, f"reading-390-{theme}")


def test_finger_marks_a_passage_once_it_asks_to(desk, open_tab, sign_in):
    lena, article = desk
    page = sign_in(open_tab(**PHONE), lena)
    reader = Reader(page, article).open()
    x, y = reader.middle("Survivors")
    touch = page.context.new_cdp_session(page)
    touch.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    page.wait_for_timeout(900)  # a long press selects the word
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    if not page.evaluate("() => String(getSelection())"):  # no long press in this Chromium
        page.evaluate(
            """() => {
              const node = document.getElementById("p3").firstChild;
              const at = node.data.indexOf("Survivors");
              getSelection().setBaseAndExtent(node, at, node, at + 9);
            }"""
        )
    expect(reader.panel).to_be_hidden()
    page.get_by_role("button", name="Annotate this passage").tap()
    expect(reader.quote).to_have_text("Survivors")
    page.locator(".code-families label", has_text="Actor").tap()
    page.locator(".code-children label", has_text="mention").tap()
    page.get_by_role("button", name="Save").tap()
    expect(reader.panel).to_be_hidden()
    assert Annotation.objects.get(quote="Survivors").code.label == "mention"


def test_right_to_left_text_mirrors_the_page_around_it(arabic, open_tab, sign_in, axe, shot):
    lena, text = arabic
    page = sign_in(open_tab(), lena)
    reader = Reader(page, text).open()
    words, number = page.locator("#p1").bounding_box(), page.locator(".block-number").first
    assert number.bounding_box()["x"] > words["x"] + words["width"] - 1
    assert reader.notes.bounding_box()["x"] < words["x"]
    reader.click("مسلحون")
    expect(reader.quote).to_have_text("مسلحون")
    assert reader.panel.bounding_box()["x"] < words["x"]
    assert axe(page) == []
    shot(page, "reading-rtl-light")


def test_two_hundred_percent_keeps_everything(desk, open_tab, sign_in, scrolls_sideways):
    lena, article = desk
    page = sign_in(open_tab(width=720, height=450), lena)
    reader = Reader(page, article).open()
    assert scrolls_sideways(page) == 0
    reader.drag("Survivors")
    expect(page.get_by_role("button", name="Save")).to_be_in_viewport()


def test_marks_are_told_to_those_who_listen(desk, page, sign_in):
    lena, article = desk
    reader = Reader(sign_in(page, lena), article).open()
    about = page.locator("#p1").get_attribute("aria-describedby")
    assert (
        page.locator(f"#{about}")
        .text_content()
        .startswith("3 marks. Detail · time: On the morning of 16 January")
    )
    reader.press("j", "j")
    expect(reader.said).to_contain_text("Event · attack. gunmen in a column")
    passage = page.get_by_role("link", name="Event · attack passage: gunmen")
    assert passage.get_attribute("href").startswith("#a-")


def test_forced_colours_keep_lines_and_drop_tints(desk, open_tab, sign_in, shot):
    lena, article = desk
    page = sign_in(open_tab(forced_colors="active"), lena)
    Reader(page, article).open()
    rules = page.evaluate(
        """() => {
          const text = document.getElementById("p1");
          const style = (name) => getComputedStyle(text, `::highlight(${name})`);
          const line = style("line-madder-1-certain").textDecorationLine;
          return [style("tint-madder").backgroundColor, line];
        }"""
    )
    assert rules[0].endswith(", 0)")  # see-through
    assert rules[1] == "underline"
    shot(page, "reading-forced-colours")


def test_browser_without_custom_highlights_shows_marks_as_elements(desk, page, sign_in):
    lena, article = desk
    page.add_init_script("delete window.Highlight;")
    reader = Reader(sign_in(page, lena), article).open()
    expect(page.locator(".mark").first).to_be_visible()
    words = article.current_version.text
    assert page.locator("#p1").text_content() in words
    reader.click("column")
    expect(reader.quote).to_contain_text("gunmen in a column")
    expect(page.locator(".mark-active").first).to_be_visible()
    reader.press("Escape")
    reader.drag("They stopped")
    expect(reader.quote).to_have_text("They stopped")


def test_print_carries_the_marks(desk, page, sign_in):
    lena, article = desk
    Reader(sign_in(page, lena), article).open()
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".mark").count() > 5
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.locator(".mark").count() == 0
    assert page.evaluate("() => CSS.highlights.get('line-madder-1-certain').size") == 1


def test_settings_hold_for_the_next_text(desk, page, sign_in):
    lena, article = desk
    reader = Reader(sign_in(page, lena), article).open()
    size = "() => getComputedStyle(document.getElementById('p1')).fontSize"
    assert page.evaluate(size) == "19px"
    page.get_by_role("button", name="Text size").click()
    assert page.evaluate(size) == "21px"
    reader.open()
    assert page.evaluate(size) == "21px"
