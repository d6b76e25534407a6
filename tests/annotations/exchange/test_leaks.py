"""Exports of annotated texts hold nothing that their reader may not see."""

import io
import zipfile

import pytest
from django.contrib.auth.models import AnonymousUser

import annotations.exchange.formats  # noqa: F401 - registers them
from annotations.exchange.documents import document_formats
from annotations.exchange.exports.losses import losses
from annotations.exchange.exports.selection import Selection
from annotations.models import Article
from ctplatform.exchange.registry import find_format
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, UserFactory, member

pytestmark = pytest.mark.django_db
WRITTEN = sorted(name for name, each in document_formats().items() if each.write)
NOUNS = ("annotations", "articles")
CODEBOOKS = {"refi-qdc"}  # codes without texts
SECRET = "Zanzibarsecret"


@pytest.fixture
def project():
    return ProjectFactory(visibility="public")


@pytest.fixture
def editor(project):
    return member(project, "editor")


def exported(noun, name, user):
    answer = Api(user).get(f"{noun}/export/", {"format": name}, 200)
    content = b"".join(answer.streaming_content)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(name.encode() + archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize(
    "values", [{"rights": "restricted"}, {"marking": "amber"}], ids=["restricted", "marked"]
)
def test_a_hidden_text_is_not_in_the_file(project, editor, noun, name, values):
    text = f"{SECRET} attacked the market in the old town. Ten people died."
    hidden = make.article(project, editor, text, title="Hidden title", **values)
    make.annotation(hidden, editor, SECRET, note="Hidden note")
    shown = make.article(project, editor, "Plainwords were said in the open.", title="Open")
    make.annotation(shown, editor, "Plainwords")
    content = exported(noun, name, UserFactory())
    assert SECRET.encode() not in content
    assert b"Hidden" not in content
    if name not in CODEBOOKS:
        assert b"Plainwords" in content
        assert SECRET.encode() in exported(noun, name, editor)


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("name", WRITTEN)
def test_every_format_is_registered_for_texts_and_annotations(noun, name):
    assert find_format(noun, name).name == name


def test_texts_that_are_read_in_part_are_counted(project, editor):
    make.article(project, editor, rights="restricted")
    rows = Article.objects.visible_to(AnonymousUser())
    found = losses(Selection(rows, AnonymousUser()), document_formats()["brat"])
    assert found["texts_left_out"] == 1
