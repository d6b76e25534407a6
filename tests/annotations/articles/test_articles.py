"""Texts over HTTP: what is stored is what was meant, and what cannot be read says why."""

import datetime
import unicodedata
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from annotations.models import Article, ArticleVersion
from tests.ctplatform.rest.client import Api, pointers
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.incidents import SourceFactory

pytestmark = pytest.mark.django_db
TEXT = "One sentence stands here.\n\nAnother one follows it."
PAGE = """<!doctype html><html lang="en"><head><title>Report on the siege | Desert Papers</title>
<meta name="author" content="Anna Berg"><meta property="og:title" content="Report on the siege">
<meta property="article:published_time" content="2024-03-22T10:00:00Z"></head><body>
<nav><a href="/">Home</a></nav><article><h1>Report on the siege</h1>
<p>The gunmen entered the compound at dawn and held the workers for four days, officials said.</p>
<p>A second paragraph says that the army ended the siege on the nineteenth of the month.
<script>alert(1)</script></p></article><footer>Copyright</footer></body></html>"""


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def api(project):
    return Api(member(project, "annotator"), raise_request_exception=False)


def version_of(api, article, number=1):
    return api.get(f"articles/{article['id']}/versions/{number}/").json()


def upload(api, name, data, status=201, **values):
    file = SimpleUploadedFile(name, data)
    body = {"project": "sahel", "file": file, **values}
    return api.post("articles/", body, status, format="multipart")


def test_article_comes_back_as_it_was_entered(api, project):
    source = SourceFactory(project=project)
    body = {
        "project": "sahel",
        "title": "On the siege",
        "source": str(source.pk),
        "authors": ["Anna Berg", "Ömer Ak"],
        "published": "2024-03",
        "language": "en",
        "url": "https://example.org/a?b=c",
        "rights": "cc",
        "marking": "amber+strict",
        "embargo_until": "2001-01-01T00:00:00Z",
    }
    answer = api.post("articles/", {**body, "text": TEXT})
    made = answer.json()
    assert {name: made[name] for name in body} == body
    assert "text" not in made
    version = made["current_version"]
    assert version["number"] == 1
    assert version["length"] == len(TEXT)
    assert version["sha256"] == sha256(TEXT.encode()).hexdigest()
    assert answer["ETag"] == f'"{made["id"]}-1"'
    assert api.get(answer["Location"]).json() == made


def test_version_holds_text_segments_and_what_was_changed(api):
    made = api.post("articles/", {"project": "sahel", "text": TEXT}).json()
    version = version_of(api, made)
    assert version["text"] == TEXT
    assert [(s["kind"], s["label"]) for s in version["segments"]] == [
        ("paragraph", "¶1"),
        ("paragraph", "¶2"),
    ]
    assert version["normalisation"] == []
    assert version["capture"] == "api"
    assert [row["number"] for row in api.rows(f"articles/{made['id']}/versions/")] == [1]
    api.get(f"articles/{made['id']}/versions/2/", status=404)


RAW = {
    "CRLF": ("One.\r\n\r\nTwo.\r\n", "One.\n\nTwo.\n"),
    "CR": ("One.\rTwo.", "One.\nTwo."),
    "byte order mark": ("\ufeffOne.", "One."),
    "NFD": ("Cafe\u0301 in Sa\u0303o.", "Caf\u00e9 in S\u00e3o."),
    "emoji with joiners": ("Family \U0001f468\u200d\U0001f469\u200d\U0001f467.",) * 2,
    "Arabic": ("\u0647\u0627\u062c\u0645 \u0645\u0633\u0644\u062d\u0648\u0646.",) * 2,
    "line separator": ("One.\u2028Two.", "One.\nTwo."),
    "white space at the ends": ("  One.  ",) * 2,
    "Hangul": (unicodedata.normalize("NFD", "\ud55c\uad6d."), "\ud55c\uad6d."),
}


@pytest.mark.parametrize("name", RAW)
def test_text_is_stored_in_normal_form_and_quotes_agree_everywhere(api, name):
    raw, normal = RAW[name]
    made = api.post("articles/", {"project": "sahel", "title": "T", "text": raw}).json()
    version = version_of(api, made)
    assert version["text"] == normal
    assert version["length"] == len(normal)
    assert version["raw_sha256"] == sha256(raw.encode()).hexdigest()
    assert bool(version["normalisation"]) == (raw != normal)
    end = len(normal.rstrip())
    row = {"article_version": version["id"], "start": end - 3, "end": end}
    quote = normal[end - 3 : end]
    marked = api.post("annotations/", {**row, "quote": quote}).json()
    assert marked["quote"] == quote
    assert marked["prefix"] == normal[max(0, end - 35) : end - 3]


def test_same_text_by_file_and_paste_is_the_same(api):
    pasted = api.post("articles/", {"project": "sahel", "title": "T", "text": TEXT}).json()
    filed = upload(api, "a.txt", TEXT.replace("\n", "\r\n").encode(), title="T").json()
    assert filed["current_version"]["sha256"] == pasted["current_version"]["sha256"]
    version = version_of(api, filed)
    assert version["capture"] == "file"
    assert version["normalisation"] == [{"change": "CRLF to LF", "count": 2}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_file_is_read_by_its_byte_order_mark(api, encoding):
    made = upload(api, "a.txt", "Caf\u00e9 \U0001f600 is here.".encode(encoding)).json()
    assert version_of(api, made)["text"] == "Caf\u00e9 \U0001f600 is here."


def test_page_becomes_its_text_and_says_what_it_is(api):
    made = upload(api, "a.html", PAGE.encode()).json()
    assert made["title"] == "Report on the siege"
    assert made["authors"] == ["Anna Berg"]
    assert made["published"] == "2024-03-22"
    text = version_of(api, made)["text"]
    assert "held the workers" in text
    assert "<" not in text
    assert "alert" not in text
    assert "Copyright" not in text


def test_what_the_person_says_wins_over_what_the_page_says(api):
    made = upload(
        api, "a.html", PAGE.encode(), title="Mine", authors="Bo; Cy", published="2023"
    ).json()
    assert (made["title"], made["authors"], made["published"]) == ("Mine", ["Bo", "Cy"], "2023")


def test_odd_metadata_of_a_page_is_left_out_rather_than_refused(api):
    page = (
        PAGE.replace('lang="en"', f'lang="{"x" * 80}"')
        .replace("Anna Berg", "A" * 300)
        .replace("<head>", '<head><link rel="canonical" href="javascript:alert(1)">')
    )
    made = upload(api, "a.html", page.encode()).json()
    assert made["title"] == "Report on the siege"
    assert made["url"] == ""


BAD_FILES = {
    "empty": ("a.txt", b""),
    "white space": ("a.txt", b" \n \n"),
    "binary": ("a.txt", bytes(range(256)) * 10),
    "PDF": ("a.txt", b"%PDF-1.7 ..."),
    "ZIP": ("a.docx", b"PK\x03\x04...."),
    "PNG": ("a.txt", b"\x89PNG\r\n"),
    "Latin-1": ("a.txt", "caf\u00e9".encode("latin-1")),
    "NUL": ("a.txt", b"text\x00text"),
    "page without text": ("a.html", b"<html><body><nav></nav><img src='a'></body></html>"),
    "page of scripts": ("a.html", b"<html><script>" + b"x=1;" * 1000 + b"</script></html>"),
    "unknown charset": ("a.html", b'<html><meta charset="rot13"><p>text</p></html>'),
    "bytes as charset": ("a.html", b'<html><meta charset="zlib"><p>text</p></html>'),
    "hex as charset": ("a.html", b'<html><meta charset="hex"><p>text</p></html>'),
    "deep page": ("a.html", b"<html>" + b"<div>" * 100_000 + b"text"),
    "many tags": ("a.html", b"<html>" + b"<b>x</b>" * 150_000),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_file_that_is_no_article_is_refused(api, name):
    answer = upload(api, *BAD_FILES[name], status=400)
    assert list(pointers(answer)) == ["/file"]
    assert not Article.objects.exists()


BAD_BODIES = {
    "nothing": ({}, "/text"),
    "empty text": ({"text": ""}, "/text"),
    "white space": ({"text": " \n\u00a0\n"}, "/text"),
    "control character": ({"text": "a\x07b"}, "/text"),
    "escape": ({"text": "a\x1b[31m"}, "/text"),
    "text a number": ({"text": 5}, "/text"),
    "text a list": ({"text": ["a"]}, "/text"),
    "text null": ({"text": None}, "/text"),
    "long text": ({"text": "a" * 5_000_001}, "/text"),
    "text and file": ({"text": TEXT, "file": "x"}, "/file"),
    "file a string": ({"file": "x"}, "/file"),
    "title": ({"text": TEXT, "title": "x" * 501}, "/title"),
    "blank title": ({"text": TEXT, "title": ""}, "/title"),
    "no such project": ({"text": TEXT, "project": "other"}, "/project"),
    "project null": ({"text": TEXT, "project": None}, "/project"),
    "project a number": ({"text": TEXT, "project": 5}, "/project"),
    "date": ({"text": TEXT, "published": "2024-02-30"}, "/published"),
    "date in words": ({"text": TEXT, "published": "May 1994"}, "/published"),
    "date a number": ({"text": TEXT, "published": 99999999}, "/published"),
    "authors text": ({"text": TEXT, "authors": "Anna"}, "/authors"),
    "author blank": ({"text": TEXT, "authors": [""]}, "/authors"),
    "author a number": ({"text": TEXT, "authors": [5]}, "/authors"),
    "authors too many": ({"text": TEXT, "authors": ["A"] * 101}, "/authors"),
    "script as address": ({"text": TEXT, "url": "javascript:alert(1)"}, "/url"),
    "long address": ({"text": TEXT, "url": "https://a.org/" + "a" * 2000}, "/url"),
    "rights": ({"text": TEXT, "rights": "mine"}, "/rights"),
    "marking": ({"text": TEXT, "marking": {"a": 1}}, "/marking"),
    "language": ({"text": TEXT, "language": "x" * 36}, "/language"),
    "language with a space": ({"text": TEXT, "language": "en us"}, "/language"),
    "embargo": ({"text": TEXT, "embargo_until": "tomorrow"}, "/embargo_until"),
    "embargo out of range": (
        {"text": TEXT, "embargo_until": "0001-01-01T00:00:00+14:00"},
        "/embargo_until",
    ),
    "source unknown": (
        {"text": TEXT, "source": "0190aaaa-0000-7000-8000-000000000000"},
        "/source",
    ),
    "source a word": ({"text": TEXT, "source": "x"}, "/source"),
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_bad_article_names_the_field(api, name):
    body, field = BAD_BODIES[name]
    answer = api.post("articles/", {"project": "sahel", **body}, 400)
    assert {p.split("/")[1] for p in pointers(answer)} == {field[1:]}
    assert not Article.objects.exists()


def test_source_of_another_project_does_not_exist(api):
    for source in (SourceFactory(), SourceFactory(project=ProjectFactory(visibility="public"))):
        answer = api.post(
            "articles/", {"project": "sahel", "text": TEXT, "source": str(source.pk)}, 400
        )
        assert list(pointers(answer)) == ["/source"]


def test_title_is_taken_from_the_text_where_none_is_given(api):
    text = "13 April 2024\n\nThe Siege\n\nAnna Berg\n\nThe gunmen entered the compound at dawn."
    made = api.post("articles/", {"project": "sahel", "text": text}).json()
    assert made["title"] == "The Siege"


def test_description_of_a_text_is_changed_and_the_text_is_not(api, project):
    answer = api.post("articles/", {"project": "sahel", "title": "T", "text": TEXT})
    made, path = answer.json(), f"articles/{answer.json()['id']}/"
    changed = api.patch(path, {"title": "New", "authors": ["Bo"]}, if_match=answer["ETag"])
    assert changed.json()["title"] == "New"
    assert changed["ETag"] == f'"{made["id"]}-2"'
    assert [row["title"] for row in api.rows("articles/", search="new bo sentence")] == ["New"]
    tag = changed["ETag"]
    api.patch(path, {"text": "Other."}, 400, if_match=tag)
    ProjectFactory(slug="open", visibility="public")
    api.patch(path, {"project": "open"}, 400, if_match=tag)
    api.patch(path, {"published": "2024-02-30"}, 400, if_match=tag)
    api.patch(path, {"title": "x"}, 412, if_match=answer["ETag"])
    Api(member(project, "annotator")).patch(path, {"title": "x"}, 403, if_match=tag)
    Api(member(project, "editor")).patch(path, {"title": "Edited"}, if_match=tag)
    api.delete(path, 405)


def test_version_of_a_text_never_changes():
    version = make.article().current_version
    version.text = "Other"
    with pytest.raises(TypeError):
        version.save()


def test_search_folds_accents_and_case(api, project):
    by = member(project)
    make.article(
        project, by, "The caf\u00e9 in S\u00e3o Paulo burned.", title="One", authors=["\u00d6mer"]
    )
    make.article(project, by, "Nothing of it.", title="Two")
    for words in ("CAFE sao", "café", "omer", "burned one", "100%"[:0] + "paulo"):
        assert [row["title"] for row in api.rows("articles/", search=words)] == ["One"]
    for words in ("%", "_", "\\", "cafe nothing"):
        assert api.rows("articles/", search=words) == []
    assert len(api.rows("articles/", search="")) == 2


def test_filters_of_the_list(api, project):
    by = member(project)
    source = SourceFactory(project=project)
    one = make.article(
        project, by, language="fr", published="2024-03", rights="cc", marking="amber", source=source
    )
    make.article(project, by, published="2021")
    make.article(ProjectFactory(visibility="public"))
    for query in (
        {"language": "fr"},
        {"rights": "cc"},
        {"marking": "amber"},
        {"source": str(source.pk)},
        {"published_after": "2024"},
    ):
        assert [row["id"] for row in api.rows("articles/", **query)] == [str(one.pk)]
    assert len(api.rows("articles/", project="sahel")) == 2
    assert len(api.rows("articles/")) == 3


def test_embargoed_article_is_seen_by_seniors_and_its_creator(api, project):
    creator = member(project, "annotator")
    until = timezone.now() + datetime.timedelta(hours=1)
    hidden = make.article(project, creator, embargo_until=until)
    path = f"articles/{hidden.pk}/"
    for user in (creator, member(project, "editor"), member(project, "owner")):
        Api(user).get(path)
    for user in (None, UserFactory(), member(project, "reader"), member(project, "reviewer")):
        Api(user).get(path, status=404)
        assert Api(user).rows("articles/") == []
    Article.objects.update(embargo_until=timezone.now())
    Api(member(project, "reader")).get(path)


def test_failure_in_the_middle_leaves_nothing(api, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(ArticleVersion, "save", fail)
    api.post("articles/", {"project": "sahel", "text": TEXT}, 500)
    assert not Article.objects.exists()
