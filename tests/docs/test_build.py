"""Sphinx builds the documentation without a warning; links between pages lead somewhere."""

import os
import re
import subprocess
import sys
import tomllib
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings

from ctplatform.exchange.registry import exported_resources as nouns_of
from ctplatform.exchange.registry import formats_of

pytestmark = pytest.mark.pure

DOCS = settings.BASE_DIR / "docs"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The folder of the built pages."""
    folder = tmp_path_factory.mktemp("documentation")
    words = ["-W", "--keep-going", "-q", "-d", str(folder / "doctrees")]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *words, str(DOCS), str(folder / "html")],
        env={**os.environ, "CTPLATFORM_DATA": str(folder / "data")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return folder / "html"


def test_every_page_is_built(pages):
    sources = {path.relative_to(DOCS).with_suffix("") for path in DOCS.rglob("*.md")}
    built = {path.relative_to(pages).with_suffix("") for path in pages.rglob("*.html")}
    assert sources - built == set()


def test_links_between_pages_lead_somewhere(pages):
    """Each link that stays inside names a file, and a part of it that is there."""
    texts = {path: path.read_text(encoding="utf-8") for path in pages.rglob("*.html")}
    names = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in texts.items()}
    broken = []
    for page, text in texts.items():
        for link in map(unescape, re.findall(r'<a [^>]*href="([^"]+)"', text)):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (
                Path(os.path.normpath(page.parent / unquote(parts.path))) if parts.path else page
            )
            there = target.exists() and (
                not parts.fragment or unquote(parts.fragment) in names.get(target, ())
            )
            if not there:
                broken.append((page.name, link))
    assert broken == []


def test_pages_load_nothing_from_elsewhere(pages):
    loaded = {
        address
        for path in pages.rglob("*.html")
        for address in re.findall(
            r'<(?:script|link|img)[^>]+(?:src|href)="(https?://[^"]+)"',
            path.read_text(encoding="utf-8"),
        )
    }
    assert loaded == set()


def test_pages_that_follow_from_the_code_are_filled_in(pages):
    """One word of each page that only the code knows."""
    for page, word in {
        "reference/configuration": "CTPLATFORM_REQUESTS_OF_ADDRESS",
        "reference/commands": "reread_articles",
        "reference/vocabularies": "violence_against_civilians",
        "reference/data-dictionary": "acled_time_precision",
        "decisions/README": "0001-everything-belongs-to-a-project",
    }.items():
        assert word in (pages / f"{page}.html").read_text(encoding="utf-8"), page


def test_columns_that_are_explained_are_there():
    said = tomllib.loads((DOCS / "columns.toml").read_text(encoding="utf-8"))
    nouns = {
        noun: {name for form in formats_of(noun) for name in form.columns} for noun in nouns_of()
    }
    every = set().union(*nouns.values())
    strange = [
        (noun, name)
        for noun, names in said.items()
        for name in names
        if name not in nouns.get(noun, every)
    ]
    assert strange == []
    assert said.keys() - {"any", "types"} <= nouns.keys()
