"""Relations in the W3C export: linking annotations whose ends are all in the selection."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.models import Annotation
from ctplatform.exchange.registry import find_format
from tests.annotations.annotations.test_formats import expand, value
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ROOT = "https://example.org/api/v1/"
OA = "http://www.w3.org/ns/oa#"


@pytest.fixture
def project():
    return ProjectFactory()


@pytest.fixture
def annotator(project):
    return member(project, "annotator", username="anna", name="Anna")


@pytest.fixture
def pair(project, annotator):
    article = make.article(project)
    return [make.annotation(article, annotator, word) for word in ("gunmen", "market")]


@pytest.fixture
def relation(pair, project, annotator):
    code = make.code(make.codebook(project), slug="attacks", label="Attacks")
    found = make.relation(pair, annotator, code, note="At dawn.")
    found.members.filter(position=0).update(role="who")
    return found


def written(reader, rows=None):
    rows = Annotation.objects.visible_to(reader) if rows is None else rows
    writer = find_format("annotations", "web_annotation")
    pieces = writer.pieces(rows.order_by("id"), reader, f"{ROOT}annotations/export/")
    return b"".join(pieces).decode()


def relations_in(text):
    items = json.loads(text)["items"]
    return [each for each in items if "annotation-relations" in each["id"]]


def test_a_relation_is_written_after_the_annotations(relation, pair, annotator):
    text = written(annotator)
    assert len(json.loads(text)["items"]) == 3
    (found,) = relations_in(text)
    assert found == json.loads(text)["items"][-1]
    assert found["id"] == f"{ROOT}annotation-relations/{relation.pk}/"
    assert (found["motivation"], found["creator"]["nickname"]) == ("linking", "anna")
    ends = [f"{ROOT}annotations/{each.pk}/" for each in pair]
    assert found["target"] == {"type": "SpecificResource", "source": ends[0], "role": "who"}
    linked, classified, tag, note = found["body"]
    assert linked == {"type": "SpecificResource", "source": ends[1], "purpose": "linking"}
    assert classified["source"] == f"{ROOT}codes/{relation.code_id}/"
    assert classified["codePath"] == ["Attacks"]
    assert (tag["value"], tag["purpose"]) == ("Attacks", "tagging")
    assert (note["value"], note["purpose"]) == ("At dawn.", "commenting")


def test_a_relation_has_the_meaning_that_the_model_gives_it(relation, pair, annotator):
    *_annotations, found = expand(written(annotator))
    (target,) = found[f"{OA}hasTarget"]
    assert target[f"{OA}hasSource"] == [{"@id": f"{ROOT}annotations/{pair[0].pk}/"}]
    assert value(target, "urn:ctplatform:role") == "who"
    assert found[f"{OA}motivatedBy"] == [{"@id": f"{OA}linking"}]


def test_a_relation_is_written_only_with_all_of_its_annotations(relation, pair, annotator, project):
    some = Annotation.objects.visible_to(annotator).filter(pk=pair[0].pk)
    assert relations_in(written(annotator, some)) == []
    assert len(json.loads(written(annotator, some))["items"]) == 1
    assert relations_in(written(member(ProjectFactory(), "editor"))) == []


def test_many_relations_take_no_more_queries(relation, pair, annotator, project):
    with CaptureQueriesContext(connection) as one:
        assert len(relations_in(written(annotator))) == 1
    for number in range(12):
        make.relation(pair, annotator, make.code(relation.code.codebook, label=f"C{number}"))
    with CaptureQueriesContext(connection) as many:
        assert len(relations_in(written(annotator))) == 13
    assert len(many) == len(one)
