import json
import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape

from annotations.articles.extraction.languages import direction_of
from annotations.articles.extraction.normalisation import normalise, segment
from annotations.reading.shown_part import blocks_of, sections_of
from tests.factories import annotations as make
from tests.factories.accounts import member

TEXT = (
    "Title of it\r\n\r\nWho fired first is not known, said José.\r\n\r\n\r\n"
    "A heading\r\n\r\n<b>Bold</b> & “quoted” 👨‍👩‍👧 words end here.  \r\nA second line."
)


def page(client, article):
    return client.get(reverse("article", args=[article.pk]))


def config(response):
    found = re.search(r'<script id="reading-config"[^>]*>(.*?)</script>', response.text, re.DOTALL)
    return json.loads(found[1])


def test_blocks_and_gaps_join_to_the_text():
    text, _log = normalise(TEXT)
    blocks = blocks_of(text, segment(text, "Title of it"))
    assert "".join(block["text"] + block["gap"] for block in blocks) == text
    assert [block["id"] for block in blocks] == ["s0", "p1", "h1", "p2"]
    assert [block["number"] for block in blocks] == ["", "1", "", "2"]


def test_the_text_of_a_block_has_no_white_space_beside_it():
    """Marks count letters from the start of the element; the page shows line breaks as they are."""
    text, _log = normalise(TEXT)
    for block in blocks_of(text, segment(text, "Title of it")):
        html = render_to_string("annotations/reading/block.html", {"block": block})
        assert re.search(r'data-gap="[^"]*"\s*>' + re.escape(escape(block["text"])) + "</", html)


def test_outline_begins_with_the_opening():
    text, _log = normalise(TEXT)
    sections = sections_of(blocks_of(text, segment(text, "Title of it")))
    assert [(section["words"], section["id"]) for section in sections] == [
        ("", "s0"),
        ("A heading", "h1"),
    ]


@pytest.mark.parametrize(
    ("language", "direction"),
    [("en", "ltr"), ("ar", "rtl"), ("ps-AF", "rtl"), ("uz-Arab", "rtl"), ("ku-Latn", "ltr")],
)
def test_direction_follows_language_and_script(language, direction):
    assert direction_of(language) == direction


@pytest.mark.django_db
def test_page_carries_the_text_as_it_is_stored(client):
    article = make.article(text=TEXT)
    client.force_login(article.created_by)
    html = page(client, article).text
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; “quoted” 👨‍👩‍👧 words end here." in html
    assert f'data-start="{article.current_version.text.index("Who")}"' in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "may_write", "may_edit_all"),
    [("reader", False, False), ("annotator", True, False), ("editor", True, True)],
)
def test_page_says_what_one_may_do(client, role, may_write, may_edit_all):
    article = make.article()
    client.force_login(member(article.project, role))
    said = config(page(client, article))
    assert (said["may_write"], said["may_edit_all"]) == (may_write, may_edit_all)


@pytest.mark.django_db
def test_public_text_is_read_without_an_account(client):
    article = make.article()
    assert page(client, article).status_code == 404
    article.project.visibility = "public"
    article.project.save()
    said = config(page(client, article))
    assert (said["user"], said["may_write"]) == (None, False)


@pytest.mark.django_db
def test_codes_used_here_are_shown_although_another_codebook_is_offered(client):
    article = make.article()
    old = make.code(make.codebook(project=article.project), label="Old", colour="rose")
    make.annotation(article, article.created_by, code=old)
    new = make.code(make.codebook(project=article.project), label="New")
    client.force_login(article.created_by)
    offered = {code["label"]: code["offered"] for code in config(page(client, article))["codes"]}
    assert offered == {"Old": False, "New": True}
    assert new.label in page(client, article).text


@pytest.mark.django_db
def test_queries_do_not_grow_with_text_marks_or_codes(client, django_assert_max_num_queries):
    article = make.article(text="\n\n".join(f"Sentence {n} ends here." for n in range(60)))
    book = make.codebook(project=article.project)
    client.force_login(article.created_by)
    page(client, article)
    with django_assert_max_num_queries(14):
        page(client, article)
    for n in range(20):
        code = make.code(book, label=f"Code {n}")
        make.annotation(article, article.created_by, f"Sentence {n} ", code=code)
    with django_assert_max_num_queries(14):
        page(client, article)


@pytest.mark.django_db
def test_unknown_text_is_not_found_and_nothing_is_posted_to_it(client):
    article = make.article()
    client.force_login(article.created_by)
    address = reverse("article", args=[article.pk])
    assert client.get(address.replace(str(article.pk), str(article.project_id))).status_code == 404
    assert client.post(address).status_code == 405
