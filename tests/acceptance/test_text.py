"""The source article, whole: one POST, every anchor in one batch, the central incident, exports.

Its text is not ours to keep here: it lies beside the repository, or where CTPLATFORM_SHARED says.
"""

import csv
import io
import json
from xml.etree import ElementTree

import pytest

from annotations.annotations.offsets import from_utf16, to_utf16
from ctplatform.exchange.tables import text_of_cell
from tests.acceptance.shared import SHARED, article_text, items, needs_article
from tests.ctplatform.rest.client import Api
from tests.factories.accounts import ProjectFactory, member

UDHR = sorted((SHARED / "data" / "art-udhr-rtl-combining").glob("udhr_*.xml"))

pytestmark = [pytest.mark.django_db, needs_article]


@pytest.fixture
def api():
    return Api(member(ProjectFactory(slug="iskp", review_policy="open"), "editor"))


@pytest.fixture
def source():
    return article_text(), items()


@pytest.fixture
def article(api, source):
    body = {"project": "iskp", "text": source[0], "published": "2024-04-13"}
    return api.post("articles/", body).json()


@pytest.fixture
def marked(api, article, source):
    """Every item as an annotation, made in one batch: {item id: row}."""
    rows = [
        {
            "article_version": article["current_version"]["id"],
            "start": item["start"],
            "end": item["end"],
            "quote": item["anchor"],
            "note": item["id"],
        }
        for item in source[1]
    ]
    made = api.post("annotations/", rows).json()
    return {row["note"]: row for row in made}


def segment_at(version, position):
    return next(s for s in version["segments"] if s["start"] <= position < s["end"])


def test_article_is_stored_to_the_letter(api, article, source):
    version = api.get(f"articles/{article['id']}/versions/1/").json()
    assert version["text"] == source[0]
    assert version["normalisation"] == []
    kinds = [segment["kind"] for segment in version["segments"]]
    assert kinds[:3] == ["date", "title", "byline"]
    assert article["title"].startswith("The Islamic State in Khorasan Province")


def test_every_item_comes_back_with_its_offsets_quote_and_paragraph(api, article, source, marked):
    text, items = source
    assert len(marked) == len(items) == 183
    version = api.get(f"articles/{article['id']}/versions/1/").json()
    layer = api.get(f"articles/{article['id']}/versions/1/annotations/").json()["annotations"]
    shown = {row["note"]: row for row in layer}
    listed = {row["note"]: row for row in api.rows("annotations/", article=article["id"])}
    for item in items:
        row = listed[item["id"]]
        assert row == marked[item["id"]]
        assert (row["start"], row["end"], row["quote"]) == (
            item["start"],
            item["end"],
            item["anchor"],
        )
        assert (
            row["prefix"] + row["quote"] + row["suffix"]
            == text[max(0, item["start"] - 32) : item["end"] + 32]
        )
        assert segment_at(version, row["start"])["label"] == f"¶{item['anchor_paragraph']}"
        seen = shown[item["id"]]
        assert (seen["id"], seen["start"], seen["end"]) == (row["id"], row["start"], row["end"])


def test_exports_agree_with_each_other(api, marked):
    def export(name):
        answer = api.get("annotations/export/", {"format": name, "project": "iskp"})
        return b"".join(answer.streaming_content).decode()

    entered = {row["id"]: (row["start"], row["end"], row["quote"]) for row in marked.values()}
    lines = map(json.loads, export("jsonl").splitlines())
    assert {row["id"]: (row["start"], row["end"], row["quote"]) for row in lines} == entered
    table = csv.DictReader(io.StringIO(export("csv"), newline=""))
    assert {
        row["id"]: (int(row["start"]), int(row["end"]), text_of_cell(row["quote"])) for row in table
    } == entered
    pages = {}
    for item in json.loads(export("web_annotation"))["items"]:
        quote, position = item["target"]["selector"]
        pages[item["id"].rstrip("/").rpartition("/")[2]] = (
            position["start"],
            position["end"],
            quote["exact"],
        )
    assert pages == entered


def test_the_central_incident_stands_on_five_paragraphs(api, article, source, marked):
    """I01: each field with its own passage; claimed, heralded and attributed; low 151."""
    version = api.get(f"articles/{article['id']}/versions/1/").json()

    def passage(label, words):
        segment = next(s for s in version["segments"] if s["label"] == label)
        start = source[0].index(words, segment["start"], segment["end"])
        body = {"article_version": version["id"], "start": start, "end": start + len(words)}
        return api.post("annotations/", {**body, "quote": words}).json()["id"]

    incident = api.post(
        "incidents/",
        {
            "project": "iskp",
            "title": "Attack on Crocus City Hall",
            "date_expression": "Last month",
            "evidence": [when := passage("¶1", "Last month")],
        },
    ).json()
    assert (incident["date"], incident["date_words"]) == ("2024-03", "Last month")
    assert incident["date_basis"] == "resolved_relative"
    incident = incident["id"]
    killed = api.post(
        "casualties/", {"incident": incident, "kind": "killed", "stated": "more than 150"}
    ).json()
    assert (killed["low"], killed["best"], killed["high"]) == (151, None, None)
    core, branch, writer = (
        api.post("actors/", {"project": "iskp", "name": name, "kind": kind}).json()["id"]
        for name, kind in (
            ("Islamic State", "armed_group"),
            ("ISKP", "armed_group_branch"),
            ("The author", "individual"),
        )
    )
    for speaker, kind in ((core, "claims"), (branch, "heralds"), (writer, "attributes")):
        body = {"incident": incident, "speaker": speaker, "kind": kind, "about": branch}
        api.post("responsibility/", body)

    said = [
        (marked["I01"]["id"], "place", None),
        (when, "date", "Last month"),
        (marked["Q01"]["id"], "killed", {"low": 151}),
        (marked["A08"]["id"], "perpetrator", 4),
        (marked["C09"]["id"], "responsibility", "heralds"),
        (passage("¶1", "Crocus City Hall"), "title", None),
        *(
            (passage(f"¶{n}", _opening(version, source[0], f"¶{n}")), "", None)
            for n in (3, 5, 8, 19)
        ),
    ]
    for annotation, field, value in said:
        api.post(
            "links/",
            {
                "annotation": annotation,
                "target_type": "incident",
                "target_id": incident,
                "role": "supports" if field else "mentions",
                "field": field,
                "stated_value": value,
            },
        )

    links = api.rows("links/", target_id=incident)
    assert len(links) == len(said)
    places = {row["annotation"]: row["field"] for row in links}
    starts = {row["id"]: row["start"] for row in api.rows("annotations/")}
    labels = {segment_at(version, starts[pk])["label"] for pk in places}
    assert labels == {"¶1", "¶3", "¶5", "¶8", "¶19"}
    assert {"date", "place", "killed", "perpetrator", "responsibility", "title"} <= {
        *places.values()
    }
    rows = api.rows("responsibility/", incident=incident)
    assert {(row["speaker"], row["kind"]) for row in rows} == {
        (core, "claims"),
        (branch, "heralds"),
        (writer, "attributes"),
    }


def _opening(version, text, label):
    segment = next(s for s in version["segments"] if s["label"] == label)
    return text[segment["start"] : segment["start"] + 60]


def paragraphs(path):
    root = ElementTree.parse(path).getroot()
    found = (node.text for node in root.iter() if node.tag.endswith(("}para", "}title")))
    return [" ".join(text.split()) for text in found if text and text.strip()]


@pytest.mark.parametrize("path", UDHR, ids=lambda path: path.stem)
def test_texts_of_many_scripts_are_kept_in_code_points(api, path):
    lines = paragraphs(path)
    made = api.post("articles/", {"project": "iskp", "text": "\r\n\r\n".join(lines)}).json()
    version = api.get(f"articles/{made['id']}/versions/1/").json()
    text = version["text"]
    spans = []
    for segment in version["segments"]:
        start, end = segment["start"], segment["end"]
        spans += [(start, end), (start, min(start + 7, end)), (max(start, end - 5), end)]
    rows = [
        {"article_version": version["id"], "start": a, "end": b, "quote": text[a:b]}
        for a, b in spans
    ]
    stored = api.post("annotations/", rows).json()
    assert [(row["start"], row["end"], row["quote"]) for row in stored] == [
        (a, b, text[a:b]) for a, b in spans
    ]
    assert all(from_utf16(text, to_utf16(text, a)) == a for a, _ in spans)
    answer = api.get("annotations/export/", {"article": made["id"]})
    written = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert [row["quote"] for row in written] == [row["quote"] for row in stored]
