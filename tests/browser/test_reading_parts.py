"""A long text in parts: every passage is reached, by link, by key and by search."""

import re

from playwright.sync_api import expect

from annotations.models import Annotation, Code
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make

ARABIC = "هاجم مسلحون المدينة وقتلوا ثلاثة أشخاص في السوق. " * 3


def numbered(count):
    return "\n\n".join(f"This is sentence {number}." for number in range(1, count + 1))


def long_article():
    project, lena = project_with_codes()
    text = f"{numbered(900)}\n\nA later heading\n\nThe attack killed 150³ people in 900."
    article = make.article(project=project, by=lena, text=f"{text}\n\n{numbered(900)}")
    code = Code.objects.filter(is_codable=True).first()
    for quote in ("sentence 3.", "sentence 895."):
        make.annotation(article, lena, quote=quote, code=code, note=f"On {quote}")
    return lena, article


def test_links_to_passages_and_paragraphs_open_their_part(page, sign_in, shot, axe):
    lena, article = long_article()
    sign_in(page, lena)
    mark = Annotation.objects.get(quote="sentence 895.")
    page.goto(f"/articles/{article.pk}/#a-{mark.pk}")
    page.wait_for_url(re.compile(r"\?part=2#a-"))
    expect(page.locator(".passage-panel")).to_contain_text("sentence 895.")
    page.goto(f"/articles/{article.pk}/#p850")
    page.wait_for_url(re.compile(r"\?part=2#p850"))
    expect(page.locator("#p850")).to_be_in_viewport()
    page.goto(f"/articles/{article.pk}/")
    shot(page, "parts-light")
    assert axe(page) == []


def test_passages_are_walked_from_part_to_part(page, sign_in):
    lena, article = long_article()
    Reader(sign_in(page, lena), article).open()
    expect(page.locator(".note")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_url(re.compile(r"\?part=2#a-"))
    expect(page.locator(".note")).to_have_count(1)


def test_mark_made_in_a_later_part_has_its_place_in_the_whole_text(page, sign_in):
    lena, article = long_article()
    sign_in(page, lena)
    page.goto(f"/articles/{article.pk}/?part=2")
    page.locator("[data-painted]").wait_for()
    page.locator("#p860").dblclick(position={"x": 12, "y": 12})
    page.locator(".passage-panel").wait_for()
    page.keyboard.press("1")
    page.keyboard.press("t")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#saving-state")).to_contain_text("All saved")
    made = Annotation.objects.exclude(quote__startswith="sentence").get()
    text = article.current_version.text
    assert text[made.start : made.end] == made.quote
    assert text.index("sentence 860.") - 12 <= made.start < text.index("sentence 860.")


def test_words_are_found_in_the_whole_text(open_tab, sign_in, shot):
    lena, article = long_article()
    for width, theme in ((1440, "dark"), (390, "light")):
        page = sign_in(open_tab(width=width, theme=theme), lena)
        page.goto(f"/articles/{article.pk}/")
        page.get_by_role("searchbox", name="Words to find in the whole text").fill("sentence 888")
        page.get_by_role("button", name="Find", exact=True).click()
        shot(page, f"parts-found-{width}-{theme}")
        page.get_by_role("link", name="part 2").click()
        expect(page.locator("#p888")).to_be_visible()
        page.locator(".reading-apart").scroll_into_view_if_needed()
        shot(page, f"parts-notes-{width}-{theme}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_file_is_previewed_when_it_is_chosen(open_tab, sign_in, shot):
    _project, lena = project_with_codes()
    files = {
        "russian": ("a.txt", ("Погибли люди в городе на юге страны. " * 9).encode("cp1251")),
        "arabic": ("b.txt", ARABIC.encode()),
    }
    for width, theme in ((1440, "light"), (390, "dark")):
        page = sign_in(open_tab(width=width, theme=theme), lena)
        page.goto("/articles/new?project=sahel")
        name, data = files["russian"]
        page.locator("#id_file").set_input_files(
            {"name": name, "mimeType": "text/plain", "buffer": data}
        )
        preview = page.locator("#preview")
        expect(preview).to_contain_text("it may be windows-1251")
        expect(preview).to_contain_text("Погибли люди в городе")
        shot(page, f"preview-{width}-{theme}", full_page=True)
        page.locator("#id_encoding").select_option("windows-1251")
        expect(preview).to_contain_text("Russian (ru)")
        expect(preview).not_to_contain_text("it may be")
        name, data = files["arabic"]
        page.locator("#id_encoding").select_option("")
        page.locator("#id_file").set_input_files(
            {"name": name, "mimeType": "text/plain", "buffer": data}
        )
        expect(preview).to_contain_text("from right to left")
        shot(page, f"preview-arabic-{width}-{theme}", full_page=True)
