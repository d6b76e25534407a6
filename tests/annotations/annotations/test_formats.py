"""Exports compared field by field with what was entered."""

import csv
import datetime
import io
import json

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pyld import jsonld

from annotations.models import Article
from ctplatform.exchange.registry import formats_of
from ctplatform.exchange.tables import FORMULA, csv_cell, row_cells, text_of_cell
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.incidents import IncidentFactory

pytestmark = pytest.mark.django_db
ANNO = "http://www.w3.org/ns/anno.jsonld"
TEXT = (
    'He said "no",\nthen left \U0001f468\u200d\U0001f469. \u0647\u062c\u0648\u0645 =1+1 followed.'
)
W3C = "http://www.w3.org/ns/oa#"
ROOT = "http://testserver/api/v1/"


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def author(project):
    return member(project, "annotator", username="anna", name="Anna Berg")


@pytest.fixture
def rows(project, author):
    """The list's own rows, in the order of an export."""
    article = make.article(project, author, TEXT, title="T", language="en")
    code = make.code(make.codebook(project), slug="actor/person", label="Person")
    make.annotation(article, author, 'said "no",\nthen', note="=HYPERLINK(1)", certainty="unsure")
    make.annotation(article, author, "\U0001f468\u200d\U0001f469", code=code, note="'quoted")
    make.annotation(article, author, "\u0647\u062c\u0648\u0645", note="Two\r\nlines, \u00e9")
    make.annotation(article, author, "=1+1")
    return Api(author).rows("annotations/")[::-1]


@pytest.fixture
def export(author):
    def ask(noun="annotations", user=None, status=200, **query):
        answer = Api(user or author).get(f"{noun}/export/", query, status)
        return b"".join(answer.streaming_content).decode() if status == 200 else answer

    return ask


def test_jsonl_has_the_rows_of_the_list(rows, export):
    written = [json.loads(line) for line in export().splitlines()]
    assert [{name: row[name] for name in rows[0]} for row in written] == rows
    assert [row["code_slug"] for row in written] == [None, "actor/person", None, None]
    assert written == [json.loads(line) for line in export(format="jsonl").splitlines()]


def test_csv_has_the_rows_of_the_list(rows, export):
    read = list(csv.DictReader(io.StringIO(export(format="csv"), newline="")))
    for row, entered in zip(read, rows, strict=True):
        values = {name: text_of_cell(row[name]) for name in entered}
        expected = {n: "" if v is None else str(v) for n, v in entered.items()}
        assert values == expected


def test_csv_runs_no_formula(rows, export):
    for row in csv.reader(io.StringIO(export(format="csv"), newline="")):
        assert not [value for value in row if value.startswith(FORMULA)]


@pytest.mark.parametrize("start", [*FORMULA, "'", '"', "\n", ",", " ", "x"])
def test_cell_and_uncell_are_inverse(start):
    for text in (start, start + "1+1", f"{start}'=x", f"'{start}", f"''{start}"):
        assert text_of_cell(csv_cell(text)) == text
        assert not csv_cell(text).startswith(FORMULA)


def test_cell_writes_each_type_once():
    moment = datetime.datetime(2024, 3, 22, 17, 0, tzinfo=datetime.UTC)
    values = [None, True, False, 0, -1.5, moment, ["a", "é"], {"a": None}]
    assert row_cells([values])[0] == [
        None,
        "true",
        "false",
        0,
        -1.5,
        "2024-03-22T17:00:00Z",
        '["a","é"]',
        '{"a":null}',
    ]


def test_articles_are_written_with_the_lists_names(project, author, export):
    make.article(
        project,
        author,
        title="=T",
        authors=["Bo", "Cy"],
        published="2024-03",
        url="https://a.org/",
        embargo_until=timezone.now() - datetime.timedelta(days=1),
    )
    make.article(project, author)
    entered = Api(author).rows("articles/")[::-1]
    written = [json.loads(line) for line in export("articles").splitlines()]
    for row, article in zip(written, entered, strict=True):
        version = article.pop("current_version")
        assert {name: row[name] for name in article} == article
        assert (row["version_number"], row["length"]) == (version["number"], version["length"])
        assert row["sha256"] == version["sha256"]
    read = list(csv.DictReader(io.StringIO(export("articles", format="csv"), newline="")))
    assert json.loads(read[0]["authors"]) == ["Bo", "Cy"]
    assert text_of_cell(read[0]["title"]) == "=T"


def loader(url, _options=None):
    """The one context that is needed, from a file: nothing is fetched."""
    assert url == ANNO
    path = settings.BASE_DIR / "tests" / "golden" / "anno.jsonld"
    document = json.loads(path.read_text())
    return {"contextUrl": None, "documentUrl": url, "document": document}


def expand(text):
    (page,) = jsonld.expand(json.loads(text), {"documentLoader": loader})
    return page["http://www.w3.org/ns/activitystreams#items"][0]["@list"]


def value(node, name):
    (found,) = node[name]
    return found.get("@value", found.get("@id"))


def test_w3c_page_expands_offline_and_holds_what_was_entered(author, rows, export):
    api = Client()
    api.force_login(author)
    written = export(format="web_annotation")
    for alias in ("jsonld", "w3c"):
        assert json.loads(export(format=alias))["items"] == json.loads(written)["items"]
    items = expand(written)
    for item, row in zip(items, rows, strict=True):
        assert item["@id"] == f"{ROOT}annotations/{row['id']}/"
        assert item["@type"] == [W3C + "Annotation"]
        target = item[W3C + "hasTarget"][0]
        source = value(target, W3C + "hasSource")
        assert api.get(source).json()["id"] == row["article_version"]
        quote, position = target[W3C + "hasSelector"]
        assert quote["@type"] == [W3C + "TextQuoteSelector"]
        assert value(quote, W3C + "exact") == row["quote"]
        assert value(quote, W3C + "prefix") == row["prefix"]
        assert value(quote, W3C + "suffix") == row["suffix"]
        assert position["@type"] == [W3C + "TextPositionSelector"]
        assert value(position, W3C + "start") == row["start"]
        assert value(position, W3C + "end") == row["end"]
        assert value(item, "http://purl.org/dc/terms/created") == row["created"]
        creator = item["http://purl.org/dc/terms/creator"][0]
        assert value(creator, "http://xmlns.com/foaf/0.1/nick") == "anna"
        assert value(creator, "http://xmlns.com/foaf/0.1/name") == "Anna Berg"


def test_w3c_bodies_say_code_note_certainty_and_links(project, author, rows, export):
    passage = make.annotation(Article.objects.get(), author, "followed")
    incident = IncidentFactory(project=project)
    make.link(passage, incident, author, role="supports")
    items = json.loads(export(format="web_annotation"))["items"]
    assert [item["motivation"] for item in items] == [
        "commenting",
        "classifying",
        "commenting",
        "highlighting",
        "linking",
    ]
    bodies = [
        [(b["purpose"], b.get("value") or b["source"]) for b in item.get("body", [])]
        for item in items
    ]
    assert bodies == [
        [("assessing", "unsure"), ("commenting", "=HYPERLINK(1)")],
        [
            ("classifying", f"{ROOT}codes/{rows[1]['code']}/"),
            ("tagging", "actor/person"),
            ("commenting", "'quoted"),
        ],
        [("commenting", "Two\r\nlines, \u00e9")],
        [],
        [("linking", f"{ROOT}incidents/{incident.pk}/")],
    ]
    assert "body" not in items[3]  # an empty list would be read as a body that is missing


def test_w3c_bodies_tell_contradicts_from_supports_with_field_value_and_credibility(
    project, author, rows, export
):
    passage = make.annotation(Article.objects.get(), author, "followed")
    incident, other = IncidentFactory.create_batch(2, project=project)
    value_of = {"field": "killed", "stated_value": {"low": 3}, "credibility": 2}
    make.link(passage, incident, author, role="contradicts", **value_of)
    make.link(passage, other, author, role="supports")
    page = export(format="web_annotation")
    bodies = json.loads(page)["items"][-1]["body"]
    assert [body["stance"] for body in bodies] == ["contradicts", "supports"]
    assert (bodies[0]["field"], bodies[0]["statedValue"]) == ("killed", {"low": 3})
    assert bodies[0]["credibility"] == 2
    assert "field" not in bodies[1]
    expanded = expand(page)[-1][W3C + "hasBody"]
    assert {value(body, "urn:ctplatform:stance") for body in expanded} == {
        "contradicts",
        "supports",
    }


def test_w3c_page_has_the_address_that_it_was_asked_for_under(rows, export):
    page = json.loads(export(format="web_annotation"))
    assert page["id"].startswith(f"{ROOT}annotations/export/?")
    assert "format=web_annotation" in page["id"]


@pytest.mark.parametrize("name", ["jsonl", "csv", "web_annotation"])
def test_empty_export_is_well_formed(export, name):
    written = export(format=name)
    if name == "web_annotation":
        assert expand(written) == []
    else:
        assert len(written.splitlines()) == (name == "csv")


def test_export_follows_the_filters_and_the_reader(rows, project, author, export):
    hidden = make.annotation(
        make.article(project, embargo_until=timezone.now() + datetime.timedelta(days=1)),
        note="CNRY",
    )
    make.annotation(make.article(), note="CNRY")
    gone = make.annotation(Article.objects.get(title="T"), author, "followed", note="GONE")
    make.marks.delete_annotation(gone, by=author)
    for name in ("jsonl", "csv", "web_annotation"):
        assert "CNRY" not in export(format=name)
        assert "GONE" not in export(format=name)
        assert rows[0]["id"] not in export(user=UserFactory(), format=name)
        assert str(hidden.pk) in export(user=member(project, "editor"), format=name)
    assert len(export(certainty="unsure").splitlines()) == 1
    assert len(export(code=rows[1]["code"], project="sahel").splitlines()) == 1
    assert [json.loads(line)["note"] for line in export(state="deleted").splitlines()] == ["GONE"]
    export(status=400, nonsense="1")
    export(status=400, format="pdf")


def test_unknown_format_names_the_known_ones(export):
    answer = export(status=400, format="xml")
    names = [found.name for found in formats_of("annotations")]
    assert {"jsonl", "csv", "web_annotation", "brat"} <= set(names)
    assert ", ".join(names) in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("name", ["jsonl", "csv", "web_annotation"])
def test_export_takes_as_many_queries_for_many_rows(
    rows, project, author, export, name, django_assert_num_queries
):
    # Of W3C: whether there are links, those, the codes, and whether there are relations.
    queries = 6 if name == "web_annotation" else 2
    queries += 8  # the entry in the audit log, with its projects and its place in the chain
    incident = IncidentFactory(project=project)
    author.remember_roles()  # as in a request
    author.roles()
    for _ in range(2):
        for i in range(5):
            passage = make.annotation(Article.objects.get(), author, "followed", note=str(i))
            make.link(passage, incident, author)
        with django_assert_num_queries(queries):
            export(format=name, project="sahel")


def test_export_is_named_and_never_cached(rows, author):
    answer = Api(author).get("annotations/export/", {"format": "csv", "project": "sahel"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    day = timezone.localdate().isoformat()
    assert answer["Content-Disposition"] == f'attachment; filename="annotations-sahel-{day}.csv"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("slug", ['a"b', "a\r\nX: y", "a;b", "../x", "é", "a" * 300])
def test_file_name_of_an_export_holds_no_strange_characters(author, slug):
    answer = Api(author, raise_request_exception=False).get(
        "annotations/export/", {"project": slug}
    )
    name = answer["Content-Disposition"]
    assert len(name) < 200
    assert name.replace('"', "").isascii()
    assert name.count('"') == 2
    assert "/" not in name.split("=")[1]
