"""Relations are deleted and restored with their annotations, and followed by the feed."""

from datetime import timedelta

import orjson
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotations.annotations import services as annotations
from annotations.codebooks.services import delete_code, delete_codebook
from annotations.exchange.services.undoing import undo_import
from annotations.models import Annotation, AnnotationImport, AnnotationRelation, RelationMember
from annotations.reading.annotation_layer import Layer
from annotations.relations.services import delete_relation, purge_deleted_relations
from annotations.tasks import purge_annotations
from ctplatform.domain_errors import Conflict, Gone, StaleVersion
from tests.annotations.exchange.corpora import BRAT, import_file, zip_of
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def editor():
    return member(ProjectFactory(), "editor")


@pytest.fixture
def three(editor):
    """Three annotations of one text."""
    article = make.article(by=editor, project=next(iter(editor.memberships.all())).project)
    words = ("gunmen", "market", "town")
    return [make.annotation(article, by=editor, quote=word) for word in words]


@pytest.fixture
def relation(three, editor):
    return make.relation(three, by=editor)


def shown(user):
    return AnnotationRelation.objects.visible_to(user).count()


def test_a_relation_is_restored_with_the_last_of_its_annotations(three, relation, editor):
    for annotation in three:
        annotations.delete_annotation(annotation, by=editor)
    assert shown(editor) == 0
    assert RelationMember.objects.visible_to(editor).count() == 0
    for annotation in (three[1], three[0], three[2]):
        assert shown(editor) == 0
        annotations.restore_annotation(Annotation.objects.get(pk=annotation.pk), by=editor)
    assert shown(editor) == 1


def test_a_relation_that_was_deleted_itself_stays_deleted(three, relation, editor):
    with pytest.raises(StaleVersion):
        delete_relation(relation, by=editor, expected_version=2)
    delete_relation(relation, by=editor, expected_version=1)
    annotations.delete_annotation(three[0], by=editor)
    annotations.restore_annotation(Annotation.objects.get(pk=three[0].pk), by=editor)
    assert shown(editor) == 0


def test_a_deleted_relation_is_not_deleted_again(relation, editor):
    first = delete_relation(relation, by=editor)
    for version in (None, 1, first.version):
        with pytest.raises(Gone):
            delete_relation(relation, by=editor, expected_version=version)
    relation.refresh_from_db()
    assert (relation.deleted, relation.version) == (first.deleted, first.version)


def test_relations_are_purged_with_their_annotations(three, relation, editor):
    annotations.delete_annotation(three[0], by=editor)
    assert purge_deleted_relations() == 0
    old = timezone.now() - timedelta(days=31)
    Annotation.objects.filter(pk=three[0].pk).update(deleted=old)
    AnnotationRelation.objects.update(deleted=old)
    assert purge_annotations(None, None)["relations"] == 4  # with its three members
    assert not AnnotationRelation.objects.exists()
    assert Annotation.objects.count() == 2


def test_codes_that_relate_annotations_are_kept(relation, editor):
    with pytest.raises(Conflict, match="1 relations of annotations use it"):
        delete_code(relation.code, by=editor)
    with pytest.raises(Conflict):
        delete_codebook(relation.code.codebook, by=editor)


def test_the_database_refuses_a_relation_of_nobody(relation):
    for values in ({"author": None}, {"code": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AnnotationRelation.objects.update(**values)


def test_relations_of_an_undone_import_are_deleted_and_restored(editor, tmp_path):
    project = next(iter(editor.memberships.all())).project
    import_file(zip_of(BRAT, tmp_path / "a.zip"), editor, project)
    number = shown(editor)
    assert number
    make.article(project)  # the text is kept where somebody has used it
    article = Annotation.objects.first().article_version.article
    make.annotation(article, by=editor, quote=article.current_version.text[:4])
    undo_import(AnnotationImport.objects.get(), by=editor)
    assert shown(editor) == 0
    for annotation in Annotation.objects.exclude(deleted=None):
        annotations.restore_annotation(annotation, by=editor)
    assert shown(editor) == AnnotationRelation.objects.count() > 0


def test_the_reading_page_has_relations_and_its_validator_changes(three, editor):
    version = three[0].article_version_id
    before = Layer(version, editor).etag()
    relation = make.relation(three[:2], by=editor)
    layer = Layer(version, editor)
    assert layer.etag() != before
    rows = {each["id"]: each for each in orjson.loads(layer.content())["annotations"]}
    first, second, third = (rows[str(each.pk)]["relations"] for each in three)
    assert third == []
    assert first == [
        {
            "id": str(relation.pk),
            "version": 1,
            "label": "Code",
            "author": str(editor.pk),
            "note": "",
            "role": "",
            "is_first": True,
            "others": [["", str(three[1].pk)]],
        }
    ]
    assert second[0]["others"] == [["", str(three[0].pk)]]
    assert second[0]["is_first"] is False
    between = layer.etag()
    delete_relation(relation, by=editor)
    assert Layer(version, editor).etag() not in (before, between)


@pytest.mark.django_db(transaction=True)
def test_the_feed_says_when_a_relation_is_made_and_deleted(three, editor):
    api = Api(editor)
    since = api.get("changes/").json()["since"]
    relation = make.relation(three, by=editor)
    made = api.get("changes/", {"since": since}).json()
    assert [(each["type"], each["action"], each["id"]) for each in made["results"]] == [
        ("annotation_relation", "created", str(relation.pk))
    ]
    annotations.delete_annotation(three[0], by=editor)
    gone = api.get("changes/", {"since": made["since"]}).json()["results"]
    assert ("annotation_relation", "deleted") in {(e["type"], e["action"]) for e in gone}
