"""The library in a browser: found, walked by keys, filled by a form; light, dark, phone."""

import pytest
from playwright.sync_api import expect

from annotations.annotations.services import annotate
from annotations.articles.services.articles import add_article
from annotations.models import Code, Codebook
from incidents.models import Source
from tests.factories.accounts import ProjectFactory, member

LANES = ["madder", "ochre", "azure", "plum", "pine", "graphite"]
ARABIC = "عين أمناس: أربعة أيام في الصحراء"
LONG = (
    "Plant security after the siege, what an inquiry found, what it did not ask, and why the "
    "Tin-Fouye-Tabankort-Ohanet-Stah-Alrar-Rhourde-Nouss-Hassi-Messaoud pipeline matters"
)


@pytest.fixture
def lena():
    project = ProjectFactory(slug="sahel", title="Sahel & Maghreb")
    return member(project, "editor", username="lena", name="Lena Harcourt")


@pytest.fixture
def library(lena):
    project = lena.memberships.get().project
    paper = Source.objects.create(project=project, name="Desert Papers", reliability="B")
    words = "The road out of Gao runs east for a day before it bends to the border. " * 40
    rows = [
        ("In Amenas, and the war next door", "en", "2014-02-04", "green", paper, 9),
        ("The road from Gao to the border", "en", "2013-11-19", "clear", None, 3),
        (ARABIC, "ar", "2014-02-04", "green", paper, 4),
        ("L'après-Serval : un bilan provisoire", "fr", "2013-06", "amber", None, 16),
        (LONG, "en", "", "amber+strict", paper, 0),
    ]
    book = Codebook.objects.create(project=project, slug="own", title="Own")
    codes = [
        Code.objects.create(codebook=book, slug=c, label=c, colour=c, sort=n)
        for n, c in enumerate(LANES)
    ]
    for title, language, published, marking, source, marks in reversed(rows):
        article = add_article(
            by=lena,
            project=project,
            text=f"{words}{title}",
            title=title,
            language=language,
            published=published,
            marking=marking,
            source=source,
            authors=["N. Harcourt"],
        )
        mark(article, lena, codes, marks)
    return lena


def mark(article, by, codes, count):
    version = article.current_version
    moussa = member(article.project, "annotator", name="Moussa Keïta")
    for n in range(count * 3):
        start = (n * 397 + count * 31) % 2600
        annotate(
            by=by if n % 2 else moussa,
            article_version=version,
            start=start,
            end=start + 60 + n,
            quote=version.text[start : start + 60 + n],
            code=codes[n % 6],
        )


def test_library_is_accessible_and_fits(page, sign_in, looks_right, library):
    sign_in(page, library).goto("/articles/?project=sahel")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="In Amenas, and the war")).to_be_focused()
    looks_right(page, "library")


def test_form_is_accessible_with_its_errors(page, sign_in, looks_right, lena):
    sign_in(page, lena).goto("/articles/?project=sahel")
    looks_right(page, "library-empty")
    page.keyboard.press("a")
    page.get_by_label("Title").fill("The road from Gao")
    page.get_by_label("Published").fill("2013-31-11")
    page.get_by_role("button", name="Add the article").click()
    expect(page.get_by_role("alert")).to_be_focused()
    looks_right(page, "article-form")
    page.get_by_role("alert").get_by_role("link", name="Published").click()
    expect(page.get_by_label("Published")).to_be_focused()
    expect(page.get_by_label("Published")).to_have_value("2013-31-11")


def test_go_key_reaches_the_library_and_back(page, sign_in, library):
    sign_in(page, library).goto("/projects/sahel/settings")
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The road from Gao").first).to_be_visible()


def test_filter_menu_opens_by_keyboard_and_clears(page, sign_in, shot, library):
    sign_in(page, library).goto("/articles/?project=sahel")
    page.locator("summary", has_text="Language").press("Enter")
    expect(page.get_by_role("link", name="Arabic")).to_be_visible()
    shot(page, "filter-menu")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Arabic")).to_be_hidden()
    expect(page.locator("summary", has_text="Language")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Arabic").click()
    expect(page.locator("[data-row]")).to_have_count(1)
    page.get_by_role("searchbox", name="Words in title").fill("zebra")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No text matches.")).to_be_visible()
    shot(page, "library-nothing")
    page.get_by_role("link", name="Clear the filters").first.click()
    expect(page.locator("[data-row]")).to_have_count(5)


def test_phone_unfolds_the_filters(open_tab, sign_in, shot, library):
    page = sign_in(open_tab(width=390, has_touch=True), library)
    page.goto("/articles/?project=sahel")
    expect(page.locator("summary", has_text="Language")).to_be_hidden()
    page.get_by_role("button", name="More").click()
    page.locator("summary", has_text="Language").click()
    expect(page.get_by_role("link", name="French")).to_be_visible()
    shot(page, "filter-menu-390")
