"""Annotations of whole texts, which files state, on the reading page."""

import pytest

from annotations.exchange.services.undoing import undo_import
from annotations.models import AnnotationImport
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member

pytestmark = pytest.mark.django_db


def test_annotations_of_the_whole_text_are_on_the_reading_page(client):
    project = ProjectFactory()
    editor = member(project, "editor")
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
