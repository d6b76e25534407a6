"""Very long and hostile texts: refused by a limit that is named, or drawn in parts."""

import re
import time
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotations.articles.extraction import limited_reader
from annotations.articles.extraction.normalisation import MAX_SEGMENTS, segment
from annotations.models import Article
from annotations.reading.text_parts import PART_BLOCKS, PART_LENGTH, PIECE, divide, part_at
from tests.ctplatform.rest.client import Api, pointers
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member

MEGABYTE = 1024 * 1024


@pytest.fixture
def api():
    return Api(member(ProjectFactory(slug="sahel"), "annotator"), raise_request_exception=False)


def upload(api, data, name="a.html"):
    body = {"project": "sahel", "file": SimpleUploadedFile(name, data)}
    return api.post("articles/", body, 400, format="multipart")


def message(answer):
    return pointers(answer), answer.json()["errors"][0]["message"]


def attributes(count, tags=1):
    tag = b"<p " + b" ".join(b"a%d=1" % number for number in range(count)) + b">The text is here."
    return b"<html><body>" + tag * tags


# What was hostile --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_page_with_a_hundred_thousand_attributes_is_refused_at_once(api):
    began = time.monotonic()
    fields, words = message(upload(api, attributes(100_000)))
    assert list(fields) == ["/file"]
    assert "more than 1,000 attributes" in words
    assert time.monotonic() - began < limited_reader.WALL


@pytest.mark.django_db
def test_million_paragraphs_are_refused_by_number(api):
    fields, words = message(upload(api, b"a\n\n" * 1_000_000, "a.txt"))
    assert list(fields) == ["/file"]
    assert words == f"The text has 1,000,000 paragraphs; at most {MAX_SEGMENTS:,} fit one article."
    answer = api.post("articles/", {"project": "sahel", "text": "a\n" * 1_000_000}, 400)
    assert list(pointers(answer)) == ["/text"]
    assert not Article.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [
        ("MEMORY", 120 * MEGABYTE, "more than 120 MB of memory"),
        ("PROCESSOR", 1, "more than 1 seconds of processor time"),
        ("WALL", 1, "more than 1 seconds and was stopped"),
    ],
)
def test_reader_is_stopped_at_its_limit_and_the_limit_is_named(
    api, monkeypatch, limit, value, words
):
    monkeypatch.setattr(limited_reader, limit, value)
    page = b"<html><body>" + b"<p>The text of this page is long and is read slowly.</p>" * 40_000
    fields, said = message(upload(api, page))
    assert list(fields) == ["/file"]
    assert words in said
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_blanks_without_end_are_refused(api):
    answer = api.post("articles/", {"project": "sahel", "text": f"a.{chr(10) * 50_000}b."}, 400)
    assert "blanks and line ends" in answer.json()["errors"][0]["message"]


@pytest.mark.pure
def test_reader_process_loads_no_django():
    assert limited_reader.read_pasted("Three people were killed in the attack.").language == "en"
    source = limited_reader.CHILD.read_text()
    assert "django" not in source.lower()


# Parts ------------------------------------------------------------------------------------------


@pytest.mark.pure
@pytest.mark.parametrize(
    "text",
    [
        "a.\n\n" * 5000,
        "word " * 100_000,
        "x" * 300_000,
        "One.\n\n" + "long words " * 40_000 + "\n\nTwo.",
        "One.",
    ],
)
def test_parts_hold_the_whole_text_once_and_are_bounded(text):
    segments = segment(text)
    parts = divide(text, segments, lambda _part: True)
    blocks = [block for part in parts for block in part.blocks]
    joined = "".join(text[start:end] for _position, _piece, start, end in blocks)
    assert joined == "".join(text[s["start"] : s["end"]] for s in segments)
    assert max(len(part.blocks) for part in parts) <= PART_BLOCKS
    assert max(part.end - part.start for part in parts) <= PART_LENGTH
    assert max(end - start for _p, _n, start, end in blocks) <= PIECE
    for part in parts:
        assert part_at(parts, part.start) == part.number


def numbered(count, start=1):
    return "\n\n".join(f"This is sentence {number}." for number in range(start, start + count))


@pytest.fixture
def long(client):
    article = make.article(text=numbered(3000))
    client.force_login(article.created_by)
    return article


def numbers(page):
    return [int(found) for found in re.findall(r'id="p(\d+)"', page.text)]


@pytest.mark.django_db
def test_page_of_two_hundred_thousand_paragraphs_is_a_page(client):
    article = make.article(text="a\n\n" * 200_000)
    client.force_login(article.created_by)
    page = client.get(f"/articles/{article.pk}/?part=100")
    assert len(page.content) < MEGABYTE
    assert numbers(page) == list(range(99 * PART_BLOCKS + 1, 100 * PART_BLOCKS + 1))


@pytest.mark.django_db
def test_every_part_is_reached_by_links_and_none_is_missing(client, long):
    path, seen, query = f"/articles/{long.pk}/", [], ""
    while query is not None:
        page = client.get(path + query)
        seen += numbers(page)
        found = re.search(r'<a href="(\?part=\d+)" rel="next">', page.text)
        query = found and found[1]
    assert seen == list(range(1, 3001))


@pytest.mark.django_db
def test_address_of_a_passage_opens_the_part_that_holds_it(client, long):
    passage = make.annotation(long, long.created_by, quote="sentence 2345.")
    path = f"/articles/{long.pk}/"
    for query in (f"at={passage.start}", f"annotation={passage.pk}"):
        assert 2345 in numbers(client.get(f"{path}?{query}"))
    for query in ("part=99999", "part=x", "at=99999999", "annotation=x", "part=0"):
        assert client.get(f"{path}?{query}").status_code == 200


@pytest.mark.django_db
def test_hidden_passage_does_not_say_where_it_is(client):
    article = make.article(ProjectFactory(visibility="public"), text=numbered(3000))
    passage = make.annotation(article, article.created_by, quote="sentence 2345.")
    passage.deleted = passage.created
    passage.save()
    assert 1 in numbers(client.get(f"/articles/{article.pk}/?annotation={passage.pk}"))


@pytest.mark.django_db
def test_words_are_found_in_the_parts_that_are_not_shown(client, long):
    page = client.get(f"/articles/{long.pk}/?find=SENTENCE 2345")
    assert "1 place" in page.text
    (link,) = re.findall(r'<a href="(\?at=\d+[^"]*)"', page.text)
    assert 2345 in numbers(client.get(f"/articles/{long.pk}/{unescape(link)}"))
    assert "not in the text" in client.get(f"/articles/{long.pk}/?find=nowhere").text
    assert "(the first 50)" in client.get(f"/articles/{long.pk}/?find=sentence").text


@pytest.mark.django_db
def test_search_leads_to_the_part_of_its_hit(client):
    article = make.article(text=f"{numbered(1500)}\n\nThe zanzibar passage is here.")
    client.force_login(article.created_by)
    page = client.get("/search/?q=zanzibar")
    found = re.search(rf"/articles/{article.pk}/(\?at=\d+)#(p\d+)", page.text)
    assert f'id="{found[2]}"' in client.get(f"/articles/{article.pk}/{found[1]}").text


@pytest.mark.django_db
def test_outline_leads_to_headings_in_other_parts(client):
    text = f"{numbered(1000)}\n\nA later heading\n\n{numbered(1000, 1001)}"
    article = make.article(text=text)
    client.force_login(article.created_by)
    assert '<a href="?part=2#h1"' in client.get(f"/articles/{article.pk}/").text
    assert '<a href="#h1"' in client.get(f"/articles/{article.pk}/?part=2").text


@pytest.mark.django_db
def test_short_text_has_no_parts(client):
    article = make.article()
    client.force_login(article.created_by)
    assert "reading-parts" not in client.get(f"/articles/{article.pk}/").text


@pytest.mark.django_db
def test_notes_are_listed_under_the_part_of_their_marks(client):
    text = f"{numbered(500)}\n\nThe attack killed 150³ people.\n\n{numbered(1000, 501)}"
    article = make.article(text=text)
    client.force_login(article.created_by)
    page = client.get(f"/articles/{article.pk}/")
    assert "Notes set apart from the text" in page.text
    assert 'href="#p501"' in page.text
    assert "Notes set apart" not in client.get(f"/articles/{article.pk}/?part=2").text
