"""Undoing an import deletes what it added, but nothing that somebody has worked with since."""

import pytest

from annotations.codebooks.services import change_code, publish_codebook
from annotations.comments.services import comment
from annotations.exchange.services.undoing import kept_in_words, undo_import
from annotations.links.services.links import link_passage
from annotations.models import (
    Annotation,
    AnnotationImport,
    Article,
    ArticleVersion,
    Code,
    Codebook,
    Comment,
)
from ctplatform.domain_errors import Conflict
from tests.annotations.exchange.corpora import BRAT, import_file, zip_of
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member
from tests.factories.incidents import ActorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def editor(project):
    return member(project, "editor", username="edith")


@pytest.fixture
def source(project, editor, tmp_path):
    done = import_file(zip_of(BRAT, tmp_path / "news.zip"), editor, project)
    return AnnotationImport.objects.get(pk=done["import"])


def text_of(source, name="one"):
    return source.texts.get(name=name).article_version


def test_what_nobody_used_is_gone(source, editor):
    undone = undo_import(source, by=editor)
    assert undone == {
        "annotations": 3,
        "texts": 2,
        "kept_texts": 0,
        "why_texts": {},
        "codes": 3,
        "kept_codes": 0,
        "why_codes": "",
    }
    for model in (Annotation, Article, ArticleVersion, Code, Codebook):
        assert not model.objects.exists(), model
    assert AnnotationImport.objects.get().undone is not None
    with pytest.raises(Conflict):
        undo_import(source, by=editor)


def test_a_text_that_somebody_annotated_stays_with_that_annotation(source, editor):
    own = make.annotation(text_of(source).article, by=editor, quote="Carlos")
    undone = undo_import(source, by=editor)
    assert (undone["texts"], undone["kept_texts"]) == (1, 1)
    assert undone["why_texts"] == {"annotations.annotation": 1}
    assert kept_in_words(undone) == ["1 text was kept because it has annotations"]
    assert [each.pk for each in Annotation.objects.visible_to(editor)] == [own.pk]
    assert Annotation.objects.deleted_within_reach_of(editor).count() == 3


def test_links_and_comments_keep_their_text(source, project, editor):
    passage = Annotation.objects.filter(imported_from=source).first()
    link_passage(passage, "actor", ActorFactory(project=project), by=editor)
    other = text_of(source, "two").article
    comment("article", other, "Read this.", by=editor)
    undone = undo_import(source, by=editor)
    assert undone["texts"] == 0
    assert undone["why_texts"] == {"annotations.passagelink": 1, "annotations.comment": 1}
    assert Comment.objects.get().article == other


def test_a_codebook_that_was_changed_or_published_stays(project, editor, source):
    change_code(Code.objects.first(), {"definition": "Who buys."}, by=editor)
    undone = undo_import(source, by=editor)
    assert (undone["codes"], undone["kept_codes"], undone["why_codes"]) == (0, 3, "changed")
    assert kept_in_words(undone) == ["3 codes were kept: the codebook was changed"]


def test_a_published_codebook_stays(project, editor, source):
    publish_codebook(Codebook.objects.get(), by=editor)
    assert undo_import(source, by=editor)["why_codes"] == "published"


def test_codes_that_other_annotations_have_stay(project, editor, source):
    code = Code.objects.first()
    make.annotation(text_of(source, "two").article, by=editor, quote="Nothing", code=code)
    undone = undo_import(source, by=editor)
    assert (undone["why_codes"], undone["kept_texts"]) == ("used", 1)


def test_an_annotator_undoes_the_own_import_but_deletes_no_codes(project, source):
    anna = member(project, "annotator")
    AnnotationImport.objects.update(created_by=anna)
    undone = undo_import(source, by=anna)
    assert (undone["texts"], undone["why_codes"]) == (2, "not_editor")


def test_a_text_that_was_here_before_stays(project, editor, source, tmp_path):
    more = BRAT | {"one.ann": "T1\tPlace 0 6\tCarlos\n"}
    done = import_file(zip_of(more, tmp_path / "more.zip"), editor, project)
    second = AnnotationImport.objects.get(pk=done["import"])
    assert undo_import(second, by=editor)["texts"] == 0
    undone = undo_import(source, by=editor)
    assert undone["why_texts"]["annotations.importedtext"] == 2
    assert Article.objects.count() == 2


def test_the_number_of_queries_does_not_grow_with_texts(
    project, editor, tmp_path, django_assert_max_num_queries
):
    files = {f"{n}.txt": f"Carlos bought {n}." for n in range(30)}
    files |= {f"{n}.ann": "T1\tPerson 0 6\tCarlos\n" for n in range(30)}
    done = import_file(zip_of(files, tmp_path / "many.zip"), editor, project)
    source = AnnotationImport.objects.get(pk=done["import"])
    with django_assert_max_num_queries(80):
        assert undo_import(source, by=editor)["texts"] == 30
