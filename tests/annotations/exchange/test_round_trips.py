"""Every format, through the database and back, as far as it promises to hold what is there."""

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

import annotations.exchange.formats  # noqa: F401 - registers them
from annotations.exchange.documents import document_formats
from annotations.exchange.exports.corpus import corpus_of
from annotations.exchange.exports.losses import losses
from annotations.exchange.exports.selection import Selection
from annotations.exchange.exports.writing import write_documents
from annotations.exchange.limited_reading.stored_text import stored_text
from annotations.exchange.services.choices import ImportChoices
from annotations.exchange.services.importing import import_corpus
from annotations.models import Article
from ctplatform.accounts.models import Project
from tests.annotations.exchange.strategies import corpora, kept, reduced
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member

pytestmark = pytest.mark.django_db
CODEBOOKS = {"refi-qdc"}  # codes without texts
BOTH_WAYS = sorted(
    name
    for name, each in document_formats().items()
    if each.read and each.write and name not in CODEBOOKS
)
QUICK = settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
EVERYTHING = frozenset(
    {
        "annotators", "attributes", "certainty", "code_tree", "discontinuous", "notes",
        "overlapping", "relations",
    }
)  # fmt: skip


class _File:
    """A corpus in the place of a file that was read in the limited process."""

    def __init__(self, corpus):
        self.corpus, self.codes, self.name, self.unread = corpus, corpus.codes, corpus.name, {}
        self.original = None
        self.count = len(corpus.documents)

    def documents(self):
        return map(stored_text, self.corpus.documents)


@pytest.fixture
def editor():
    return member(ProjectFactory(slug="sahel"), "editor")


class _Undone(Exception):
    """Ends the transaction of an example."""


def stored(corpus, editor, check):
    """Import a corpus, call `check(selection)` and take it all back."""
    project = Project.objects.get(slug="sahel")
    try:
        with transaction.atomic():
            import_corpus(
                _File(corpus), ImportChoices(), by=editor, project=project,
                name="corpus", format="brat",
            )  # fmt: skip
            check(Article.objects.visible_to(editor).filter(project=project))
            raise _Undone
    except _Undone:
        pass


def compared(corpus, holds, exact=True):
    return sorted((kept(each, holds, exact) for each in corpus.documents), key=repr)


@QUICK
@given(corpus=corpora())
def test_the_database_keeps_all_of_a_corpus(editor, corpus):
    def check(rows):
        found = corpus_of(Selection(rows, editor))
        assert compared(found, EVERYTHING) == compared(corpus, EVERYTHING)

    stored(corpus, editor, check)


@pytest.mark.parametrize("name", BOTH_WAYS)
@QUICK
@given(corpus=corpora())
def test_a_format_keeps_what_it_promises(editor, name, corpus):
    format = document_formats()[name]
    corpus = reduced(corpus, format.holds)

    def check(rows):
        content = b"".join(write_documents(format, rows, editor))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"corpus.{'zip' if format.archive else format.extension}"
            path.write_bytes(content)
            found = format.read(path)
            held = compared(found, format.holds, exact=False)
            assert held == compared(corpus, format.holds, exact=False)

    stored(corpus, editor, check)


@QUICK
@given(corpus=corpora())
def test_what_a_format_does_not_hold_is_counted(editor, corpus):
    listed = [each for document in corpus.documents for each in document.annotations]
    expected = {
        "annotators": sum(1 for each in listed if each.annotator),
        "attributes": sum(1 for each in listed if each.attributes),
        "certainty": sum(1 for each in listed if each.certainty != "certain"),
        "discontinuous": sum(1 for each in listed if len(each.spans) > 1),
        "notes": sum(1 for each in listed if each.note),
        "relations": sum(len(document.relations) for document in corpus.documents),
    }

    def check(rows):
        for name, format in document_formats().items():
            found = losses(Selection(rows, editor), format)
            assert not found.keys() & format.holds, name
            lost = {feature for feature in expected if feature not in format.holds}
            numbers = {feature: found.get(feature, 0) for feature in expected}
            kept = {feature: expected[feature] if feature in lost else 0 for feature in expected}
            assert numbers == kept, name

    stored(corpus, editor, check)


@pytest.mark.parametrize("name", [n for n in BOTH_WAYS if document_formats()[n].archive])
def test_an_archive_lists_its_losses(editor, name):
    project = Project.objects.get(slug="sahel")
    article = make.article(project, editor)
    make.annotation(article, editor, certainty="unsure")
    rows = Article.objects.visible_to(editor)
    content = b"".join(write_documents(document_formats()[name], rows, editor))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {"losses.txt", "losses.json"} <= set(archive.namelist())
