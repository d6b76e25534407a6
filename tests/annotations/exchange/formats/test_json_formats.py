"""spaCy, doccano and Label Studio: real files, round trips, positions, errors."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.exchange.documents import AnnotatedCorpus, AnnotatedDocument, TextAnnotation
from ctplatform.exchange.limits import Unreadable
from tests.annotations.exchange.formats.corpora import (
    SAMPLE,
    SHARED,
    assert_damage_is_refused,
    assert_read_or_refused,
    assert_round_trip,
    corpora,
    few,
    read_file,
    write_file,
)

pytestmark = pytest.mark.pure
DATA = SHARED / "ann-doccano-labelstudio"
DOCCANO = sorted(
    path for path in DATA.glob("data_*/**/*.*") if path.suffix in (".jsonl", ".json", ".csv")
)
STUDIO = sorted(path for path in DATA.glob("test_export_*/*.json"))
needs_shared = pytest.mark.skipif(not DOCCANO, reason="the shared data lie beside the project")
NAMES = ("spacy-jsonl", "doccano-jsonl", "label-studio")


def read(name, folder, content, file="a.jsonl"):
    path = folder / file
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(name, path)


def shown(document):
    return [
        (document.text[slice(*each.spans[0])] if each.spans else None, "/".join(each.code))
        for each in document.annotations
    ]


@pytest.mark.parametrize("name", NAMES)
@few
@given(data=st.data())
def test_round_trip(name, data, tmp_path_factory):
    assert_round_trip(
        name,
        data.draw(corpora(name)),
        tmp_path_factory.mktemp("json"),
        layers=name != "doccano-jsonl",
    )


@pytest.mark.parametrize("name", NAMES)
def test_damaged_files_are_refused(name, tmp_path):
    path = write_file(name, SAMPLE, tmp_path)
    (tmp_path / "damaged").mkdir()
    assert_damage_is_refused(name, [path], tmp_path / "damaged")


@needs_shared
@pytest.mark.parametrize(("name", "files"), [("doccano-jsonl", DOCCANO), ("label-studio", STUDIO)])
def test_damaged_real_files_are_refused(name, files, tmp_path):
    assert_damage_is_refused(name, files, tmp_path)


@needs_shared
@pytest.mark.parametrize("path", DOCCANO, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_doccano_files(path):
    found = assert_read_or_refused("doccano-jsonl", path)
    if found is None:
        assert "tests" in path.parts, "the examples of doccano are read"
    else:
        assert found.documents
        assert all(document.text for document in found.documents)


@needs_shared
def test_doccano_relations_and_utf16():
    (document,) = read_file(
        "doccano-jsonl", DATA / "data_import/tests/data/relation_extraction/example.jsonl"
    ).documents
    words = dict(zip([each.key for each in document.annotations], shown(document), strict=True))
    assert [
        (each.label, [words[key][0] for _role, key in each.members]) for each in document.relations
    ] == [
        ("foundedAt", ["Google", "September 4, 1998"]),
        ("foundedBy", ["Google", "Larry Page"]),
        ("foundedBy", ["Google", "Sergey Brin"]),
    ]
    found = read_file("doccano-jsonl", DATA / "data_import/tests/data/example.utf16.csv").documents
    assert (found[0].text, shown(found[0])) == ("AAA", [(None, "Positive")])


@needs_shared
@pytest.mark.parametrize("path", STUDIO, ids=lambda path: path.name)
def test_label_studio_files(path):
    if "config" in path.name:
        with pytest.raises(Unreadable, match="no “data”"):
            read_file("label-studio", path)
    else:
        assert assert_read_or_refused("label-studio", path) is not None


def test_spacy_reads_entities_groups_and_categories(tmp_path):
    lines = [
        {"text": "😀 Kabul fell", "entities": [[2, 7, "GPE"]], "cats": {"WAR": 1.0, "PEACE": 0.0}},
        {"text": "Kabul", "spans": {"sc": [{"start": 0, "end": 5, "label": "A", "kb_id": "Q1"}]}},
        {
            "text": "ISKP in Kabul",
            "spans": [
                {"start": 0, "end": 4, "label": "ORG", "token_start": 0},
                {"start": 8, "end": 13, "label": "GPE"},
            ],
            "relations": [
                {
                    "head_span": {"start": 0, "end": 4, "label": "ORG"},
                    "child_span": {"start": 8, "end": 13, "label": "GPE"},
                    "label": "IN",
                }
            ],
            "meta": {"source": "x"},
        },
    ]
    one, two, three = read(
        "spacy-jsonl", tmp_path, b"\n".join(map(orjson.dumps, lines)), "b.jsonl"
    ).documents
    assert shown(one) == [("Kabul", "GPE"), (None, "WAR")]
    assert two.annotations[0].attributes == {"kb_id": "Q1"}
    assert [key for _role, key in three.relations[0].members] == ["s1", "s2"]
    assert three.name == "b-3"
    assert three.metadata == {"source": "x"}


def studio_task(text, start, end, words, **more):
    region = {
        "id": "a",
        "type": "labels",
        "from_name": "label",
        "to_name": "text",
        "value": {"start": start, "end": end, "text": words, "labels": ["PER", "ORG"]},
    }
    choice = {
        "id": "b",
        "type": "choices",
        "from_name": "topic",
        "to_name": "text",
        "value": {"choices": ["War"]},
    }
    annotation = {
        "completed_by": {"email": "amina@example.org"},
        "created_at": "2026-01-02T03:04:05Z",
        "result": [region, choice],
    }
    return {"data": {"text": text}, "annotations": [annotation, *more.get("others", ())]}


def test_label_studio_counts_code_points_and_once_did_not(tmp_path):
    tasks = [
        studio_task("😀 Amina came", 2, 7, "Amina"),
        studio_task("😀 Amina came", 3, 8, "Amina"),
    ]
    for document in read("label-studio", tmp_path, orjson.dumps(tasks), "a.json").documents:
        assert shown(document) == [("Amina", "PER"), ("Amina", "ORG"), (None, "War")]
        assert document.annotations[0].annotator == "amina@example.org"
        assert document.annotations[0].created == "2026-01-02T03:04:05Z"
        assert document.annotations[2].layer == "topic"


def test_label_studio_annotators_are_kept_apart(tmp_path):
    first = studio_task("Amina came", 0, 5, "Amina")
    second = dict(first["annotations"][0], completed_by=7)
    cancelled = dict(second, was_cancelled=True)
    first["annotations"] += [second, cancelled]
    first["predictions"] = [{"result": []}]
    (document,) = read("label-studio", tmp_path, orjson.dumps([first]), "a.json").documents
    assert [each.annotator for each in document.annotations] == ["amina@example.org"] * 3 + [
        "7"
    ] * 3
    assert document.unread == {"cancelled annotations": 1, "predictions": 1}


@pytest.mark.parametrize(
    ("name", "content", "row", "words"),
    [
        ("spacy-jsonl", '{"text": "a"}\n{"text": ', 2, "line 2"),
        ("spacy-jsonl", '{"text": 1}', 1, "has no text"),
        ("spacy-jsonl", '{"text": "ab", "spans": [{"start": 0, "end": 3}]}', 1, "outside the text"),
        ("spacy-jsonl", '{"text": "ab", "spans": [{"start": 2, "end": 1}]}', 1, "after its end"),
        ("spacy-jsonl", '{"text": "ab", "spans": [[0, "1"]]}', 1, "“end” must be a whole number"),
        ("doccano-jsonl", "[1]", 1, "must be a JSON object"),
        ("doccano-jsonl", '{"text": "ab", "label": [[0, 9, "x"]]}', 1, "outside the text"),
        (
            "doccano-jsonl",
            '{"text": "ab", "relations": [{"from_id": 0, "to_id": 1}]}',
            1,
            "names an entity that is not in the line",
        ),
        ("label-studio", '[{"text": "x", "label": []}]', 1, "not JSON-MIN"),
    ],
)
def test_errors_name_the_line(name, content, row, words, tmp_path):
    file = "a.json" if name == "label-studio" else "a.jsonl"
    with pytest.raises(Unreadable, match=words) as caught:
        read(name, tmp_path, content, file)
    assert caught.value.row == row


def test_a_passage_with_emoji_is_written_in_code_points(tmp_path):
    corpus = AnnotatedCorpus(
        (AnnotatedDocument("x", "😀 Kabul", (TextAnnotation("a", ((2, 7),), ("GPE",)),)),)
    )
    line = orjson.loads(write_file("spacy-jsonl", corpus, tmp_path).read_bytes())
    assert line["spans"] == [{"start": 2, "end": 7, "label": "GPE", "id": "a"}]
    line = orjson.loads(write_file("doccano-jsonl", corpus, tmp_path).read_bytes())
    assert line["entities"] == [{"id": 0, "start_offset": 2, "end_offset": 7, "label": "GPE"}]
