"""The article that the platform was thought out on, where it is at hand: a dozen of its passages
by mouse and by keyboard. CTPLATFORM_SHARED names the folder of article.txt and acceptance.json."""

import json
import os
from pathlib import Path

import pytest

from annotations.models import Annotation
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make

SHARED = Path(os.environ.get("CTPLATFORM_SHARED", Path(__file__).parents[3] / "shared"))
ARTICLE, ITEMS = SHARED / "article.txt", SHARED / "acceptance.json"
pytestmark = pytest.mark.skipif(not ITEMS.exists(), reason="the source article is not here")


@pytest.fixture
def items():
    found = json.loads(ITEMS.read_text())["items"]
    return [item for item in found if "\n" not in item["anchor"]][:: len(found) // 12][:12]


@pytest.fixture
def reader(page, sign_in):
    project, lena = project_with_codes()
    text = ARTICLE.read_bytes().decode()
    article = make.article(project=project, by=lena, text=text, title="", language="en")
    return Reader(sign_in(page, lena), article).open()


def test_a_dozen_passages_are_marked_by_mouse(reader, items):
    for item in items:
        reader.drag(item["anchor"])
        reader.press("1", "t")
        reader.save()
    check(reader, items)


def test_a_dozen_passages_are_marked_by_keyboard(reader, items):
    for item in items:
        paragraph = reader.paragraph_of(item["anchor"])
        reader.page.evaluate("() => document.activeElement.blur()")
        while reader.here() != paragraph:
            reader.press("]" if reader.here() < paragraph else "[")
        reader.press("v")
        reader.grow_to(item["anchor"])
        reader.press("1", "t")
        reader.save()
    check(reader, items)


def check(reader, items):
    text = reader.article.current_version.text
    stored = {(mark.start, mark.end): mark.quote for mark in Annotation.objects.all()}
    assert all(text[start:end] == quote for (start, end), quote in stored.items())
    assert sorted(stored.values()) == sorted({item["anchor"] for item in items})
