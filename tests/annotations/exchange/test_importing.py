"""Files of other annotation tools, imported and exported again."""

import json
import os
from pathlib import Path

import pytest
from django.conf import settings

from annotations.models import (
    Annotation,
    AnnotationImport,
    AnnotationRelation,
    Article,
    Code,
    Codebook,
    ImportedText,
)
from ctplatform.exchange.limits import Unreadable
from tests.annotations.exchange.corpora import BRAT, export_file, import_file, members_of, zip_of
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member

pytestmark = pytest.mark.django_db
SHARED = Path(os.environ.get("CTPLATFORM_SHARED", settings.BASE_DIR.parent / "shared"))
EXAMPLES = SHARED / "data/ann-brat-examples"
MODELS = (Annotation, AnnotationImport, AnnotationRelation, Article, Code, Codebook, ImportedText)


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def editor(project):
    return member(project, "editor", username="edith")


@pytest.fixture
def file(tmp_path):
    return zip_of(BRAT, tmp_path / "news.zip")


def counts():
    return [model.objects.count() for model in MODELS]


def sorted_lines(text):
    return sorted(filter(None, text.split("\n")))


def test_a_file_comes_back_as_it_was(project, editor, file, tmp_path):
    done = import_file(file, editor, project, rights="cc", marking="clear")
    assert (done["made_texts"], done["annotations"], done["relations"]) == (2, 3, 3)
    found = members_of(export_file(tmp_path / "out.zip", editor, project))
    for name, content in BRAT.items():
        assert sorted_lines(found[name]) == sorted_lines(content), name
    assert json.loads(found["losses.json"]) == {}
    assert {row.rights for row in Article.objects.all()} == {"cc"}


def test_annotations_without_an_annotator_have_no_author(project, editor, file):
    import_file(file, editor, project)
    assert set(Annotation.objects.values_list("author", "annotator")) == {(None, "")}


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(project, editor, file):
    before = counts()
    dry = import_file(file, editor, project, dry_run=True)
    assert counts() == before
    done = import_file(file, editor, project)
    for values in (dry, done):
        del values["dry_run"], values["import"]
    assert dry == done


def test_the_same_file_again_adds_nothing(project, editor, file):
    import_file(file, editor, project)
    before = counts()
    again = import_file(file, editor, project)
    assert counts() == before
    assert again["matched_texts"] == 2
    assert again["annotations"] == 0
    assert again["skipped"]["already_here"] == 3


def test_a_text_that_is_here_is_not_added_again(project, editor, file):
    here = make.article(project, editor, BRAT["one.txt"], title="Known")
    done = import_file(file, editor, project)
    assert done["matched_texts"] == 1
    assert {row["title"] for row in done["documents"]} == {"Known", "two"}
    assert here.current_version.annotations.count() == 3


def test_codes_are_matched_mapped_or_made(project, editor, file):
    book = make.codebook(project, editor)
    person = make.code(book, editor, label="person")
    other = make.code(book, editor, label="Company")
    done = import_file(file, editor, project, codes={"Org": str(other.pk), "Buy": "none"})
    assert done["codes_made"] == 0
    used = Annotation.objects.order_by("start").values_list("code", flat=True)
    assert list(used) == [person.pk, None, other.pk]


def test_new_codes_are_in_a_draft(project, editor, file):
    done = import_file(file, editor, project)
    assert done["codes_made"] == 3
    book = Codebook.objects.get(project=project)
    assert (book.title, book.state) == ("news", "draft")


def test_a_fault_anywhere_leaves_nothing(project, editor, tmp_path):
    broken = zip_of(BRAT | {"two.ann": "T1\tA 0 900\tx\n"}, tmp_path / "broken.zip")
    before = counts()
    with pytest.raises(Unreadable, match=r"Line 1 of “two\.ann”"):
        import_file(broken, editor, project)
    assert counts() == before


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the example files of brat are not here")
def test_the_examples_of_brat_come_back(project, editor, tmp_path):
    paths = [*EXAMPLES.rglob("*.ann"), *EXAMPLES.rglob("*.txt")]
    files = {path.name: path.read_text() for path in paths if path.name != "SOURCE.txt"}
    done = import_file(zip_of(files, tmp_path / "a.zip"), editor, project)
    assert not done["unread"]
    assert not done["skipped"]
    found = members_of(export_file(tmp_path / "out.zip", editor, project))
    for name, content in files.items():
        if name.endswith(".ann"):
            assert sorted_lines(found[name]) == sorted_lines(content), name
