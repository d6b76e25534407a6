"""Relations between annotations over HTTP: from files, and made here."""

import pytest

from annotations.annotations.services import delete_annotation
from annotations.exchange.services.undoing import undo_import
from annotations.models import AnnotationImport, AnnotationRelation
from tests.annotations.exchange.corpora import BRAT, import_file, zip_of
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def editor(project):
    return member(project, "editor", username="edith")


@pytest.fixture
def imported(project, editor, tmp_path):
    import_file(zip_of(BRAT, tmp_path / "a.zip"), editor, project)
    return {each.label: each for each in AnnotationRelation.objects.all()}


def rows(user, **filters):
    return Api(user).get("annotation-relations/", filters).json()["results"]


def test_relations_are_read_with_their_members_in_order(imported, editor):
    found = {each["label"]: each for each in rows(editor)}
    assert set(found) == set(imported)
    owns, relation = found["Owns"], imported["Owns"]
    assert [each["role"] for each in owns["members"]] == ["Arg1", "Arg2"]
    quotes = [
        Api(editor).get(f"annotations/{each['annotation']}/").json()["quote"]
        for each in owns["members"]
    ]
    assert quotes == ["Carlos", "Acme"]
    assert owns["project"] == "sahel"
    assert owns["article"] == str(relation.article_version.article_id)
    one = Api(editor).get(f"annotation-relations/{relation.pk}/")
    assert one.json() == owns
    assert one["ETag"].startswith(f'"{relation.pk}-1')


def test_relations_are_filtered(imported, editor):
    relation = imported["Owns"]
    member_of = str(relation.members.get(position=1).annotation_id)
    article = str(relation.article_version.article_id)
    assert [each["label"] for each in rows(editor, label="Owns")] == ["Owns"]
    assert {each["label"] for each in rows(editor, annotation=member_of)} == {"Owns", "Alias"}
    assert len(rows(editor, article=article)) == len(rows(editor, project="sahel")) == len(imported)
    assert rows(editor, author="edith") == []
    assert rows(editor, project="other") == []


def test_relations_are_shown_to_readers_of_the_text_only(imported):
    outsider = UserFactory()
    assert rows(outsider) == []
    Api(outsider).get(f"annotation-relations/{imported['Owns'].pk}/", status=404)


def test_a_relation_is_gone_with_one_of_its_annotations(imported, editor):
    relation = imported["Owns"]
    delete_annotation(relation.members.get(position=1).annotation, by=editor)
    assert "Owns" not in {each["label"] for each in rows(editor)}
    Api(editor).get(f"annotation-relations/{relation.pk}/", status=404)


def test_relations_are_gone_when_their_import_is_undone(imported, editor):
    undo_import(AnnotationImport.objects.get(), by=editor)
    assert rows(editor) == []


def test_relations_from_files_are_deleted_by_editors(imported, project, editor):
    relation = imported["Owns"]
    tag = Api(editor).get(f"annotation-relations/{relation.pk}/")["ETag"]
    path = f"annotation-relations/{relation.pk}/"
    Api(editor).delete(path, 428)
    Api(member(project, "annotator")).delete(path, 403, if_match=tag)
    Api(editor).delete(path, if_match=tag)
    Api(editor).get(path, status=404)
    Api(editor).patch(path, {}, 405)


@pytest.fixture
def pair(project):
    """Two annotations of one text."""
    article = make.article(project)
    return make.annotation(article), make.annotation(article, quote="market")


@pytest.fixture
def code(project):
    return make.code(make.codebook(project), slug="attacks", label="Attacks")


def body(pair, code, **values):
    roles = ("who", "what")
    members = [
        {"role": role, "annotation": str(each.pk)} for role, each in zip(roles, pair, strict=True)
    ]
    return {"code": str(code.pk), "members": members, **values}


def test_annotators_relate_annotations_by_a_code(pair, code, project):
    annotator = member(project, "annotator", username="anna")
    answer = Api(annotator).post("annotation-relations/", body(pair, code, note="at dawn"))
    made = answer.json()
    assert made["members"] == body(pair, code)["members"]
    assert (made["label"], made["code"], made["note"]) == ("Attacks", str(code.pk), "at dawn")
    assert (made["author"], made["version"], made["annotator"]) == ("anna", 1, "")
    assert made["article_version"] == str(pair[0].article_version_id)
    path = f"annotation-relations/{made['id']}/"
    assert answer["Location"].endswith(path)
    assert Api(annotator).get(path).json() == made
    assert [each["id"] for each in rows(annotator, code=str(code.pk))] == [made["id"]]
    assert [each["id"] for each in rows(annotator, label="Attacks")] == [made["id"]]
    assert rows(annotator, label="attacks") == []
    Api(annotator).post("annotation-relations/", body(pair, code), 409)
    Api(annotator).delete(path, if_match=answer["ETag"])
    Api(annotator).post("annotation-relations/", body(pair, code))


def test_who_may_not_annotate_may_not_relate(pair, code, project):
    reader = member(project, "reader")
    Api(reader).post("annotation-relations/", body(pair, code), 403)
    Api(reader).post("annotation-relations/", body(pair, code, unknown=1), 403)
    answer = Api(UserFactory()).post("annotation-relations/", body(pair, code), 400)
    assert "members" in str(answer.json()["errors"])
    assert not AnnotationRelation.objects.exists()


def test_another_annotator_does_not_delete_a_relation(pair, code, project):
    relation = make.relation(pair, code_=code)
    tag = f'"{relation.pk}-1"'
    path = f"annotation-relations/{relation.pk}/"
    Api(member(project, "annotator")).delete(path, 403, if_match=tag)
    Api(member(project, "editor")).delete(path, if_match=tag)


def refused(user, data):
    """The fields that the API names as wrong."""
    answer = Api(user).post("annotation-relations/", data, 400).json()
    return {each["pointer"].split("/")[1] for each in answer["errors"]}


def test_invalid_relations_name_the_wrong_field(pair, code, project, editor):
    given, (first, second) = body(pair, code), pair
    elsewhere = make.annotation(make.article(project))
    other_book = make.code(make.codebook(ProjectFactory()))
    grouping = make.code(code.codebook, is_codable=False)
    deleted = make.annotation(first.article_version.article, quote="town")
    delete_annotation(deleted, by=editor)
    wrong = {
        "members": [
            [],
            given["members"][:1],
            [{"annotation": str(first.pk)}] * 2,
            [*given["members"][:1], {"annotation": str(elsewhere.pk)}],
            [*given["members"][:1], {"annotation": str(deleted.pk)}],
            [*given["members"][:1], {"annotation": str(second.pk), "note": "x"}],
            "both",
        ],
        "code": [None, str(other_book.pk), str(grouping.pk), str(first.pk)],
    }
    for field, values in wrong.items():
        for value in values:
            assert refused(editor, given | {field: value}) == {field}, value
    assert refused(editor, given | {"label": "mine"}) == {"label"}
    assert not AnnotationRelation.objects.exists()
