"""Relations between annotations over HTTP, and annotations of whole texts on the reading page."""

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


def test_relations_are_only_read(imported, editor):
    Api(editor).post("annotation-relations/", {}, 405)
    Api(editor).delete(f"annotation-relations/{imported['Owns'].pk}/", 405)


def test_annotations_of_the_whole_text_are_on_the_reading_page(client, project, editor):
    passage = make.annotation(make.article(project))
    article = passage.article_version.article
    client.force_login(editor)
    assert "whole-text" not in client.get(f"/articles/{article.pk}/").content.decode()
    make.stated_relation(passage, editor, "Genre <b>")
    page = client.get(f"/articles/{article.pk}/").content.decode()
    assert "1 annotation of the whole text" in page
    assert page.count("Genre &lt;b&gt;") >= 3
    undo_import(AnnotationImport.objects.get(), by=editor)
    assert "whole-text" not in client.get(f"/articles/{article.pk}/").content.decode()
