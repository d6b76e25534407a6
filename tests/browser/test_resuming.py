"""Reading goes on where it stopped, with real keys and pointer."""

import re

from playwright.sync_api import expect

from annotations.models import ReadingPosition
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make


def numbered(count):
    return "\n\n".join(f"This is paragraph {n} of a long report." * 3 for n in range(1, count + 1))


def test_a_text_opens_where_its_reader_stopped_and_offers_its_start(page, sign_in, shot, axe):
    project, lena = project_with_codes()
    article = make.article(project=project, by=lena, text=numbered(80), title="A long report")
    Reader(sign_in(page, lena), article).open()
    assert not ReadingPosition.objects.exists()
    with page.expect_response(re.compile("/api/v1/reading-positions/")) as answer:
        page.mouse.move(600, 500)
        page.mouse.wheel(0, 3000)
    assert answer.value.status == 201
    first = page.evaluate("() => scrollY")
    assert first > 1000
    offset = ReadingPosition.objects.get(user=lena).offset
    assert 0 < offset < article.current_version.length

    Reader(page, article).open()
    assert abs(page.evaluate("() => scrollY") - first) < 120
    expect(page.locator(".toast")).to_contain_text("You stopped reading at ¶")
    shot(page, "resumed-light")
    assert axe(page) == []
    page.wait_for_timeout(2000)  # opening alone moves nothing
    assert ReadingPosition.objects.get(user=lena).offset == offset

    page.goto("/?project=sahel")
    expect(page.get_by_text("% read")).to_be_visible()
    shot(page, "resumed-home")
    page.goto("/articles/?project=sahel")
    link = page.get_by_role("link", name="Go on reading: A long report")
    shot(page, "resumed-library")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("You stopped reading at ¶")
    page.get_by_role("button", name="Go to the start").click()
    assert page.evaluate("() => scrollY") == 0


def test_an_address_that_names_a_paragraph_goes_there_and_the_end_finishes_a_text(page, sign_in):
    project, lena = project_with_codes()
    article = make.article(project=project, by=lena, text=numbered(80))
    reader = Reader(sign_in(page, lena), article).open()
    with page.expect_response(re.compile("/api/v1/reading-positions/")):
        page.keyboard.press("End")
    assert ReadingPosition.objects.get(user=lena).offset == article.current_version.length
    with page.expect_response(re.compile("/api/v1/reading-positions/")):
        page.mouse.move(600, 500)
        page.mouse.wheel(0, -2500)
    page.goto("/?project=sahel")
    reader.open("#p3")
    expect(page.locator("#p3")).to_be_in_viewport()
    expect(page.locator(".toast")).to_have_count(0)
