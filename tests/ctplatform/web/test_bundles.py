"""Pages ask for few files: sheets and modules are bundled when static files are collected."""

import re

import pytest
from django.contrib.staticfiles import storage
from django.core.management import call_command
from django.utils.functional import empty

from ctplatform.web import bundles
from tests.factories import annotations as make
from tests.factories.accounts import member

STATIC = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:js|css))"')


@pytest.fixture
def collected(tmp_path, settings):
    """Return a function that collects our static files, and has pages name them."""

    def collect():
        settings.STATIC_ROOT = tmp_path
        settings.STORAGES = settings.STORAGES | {
            "staticfiles": {"BACKEND": "ctplatform.web.staticfiles.Storage"}
        }
        unused = ["rest_framework", "drf_spectacular_sidecar", "admin"]
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=unused)
        storage.staticfiles_storage._wrapped = empty  # to read the manifest; settings take it back
        return tmp_path

    return collect


@pytest.fixture
def reading(client):
    """Return a function that names the scripts and sheets that a reading page asks for."""

    def reading():
        article = make.article()
        client.force_login(
            member(article.project, "annotator"),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return STATIC.findall(client.get(f"/articles/{article.pk}/").content.decode())

    return reading


@pytest.mark.django_db
def test_a_reading_page_asks_for_two_sheets_and_two_scripts(collected, reading):
    if bundles.esbuild() is None:
        pytest.skip("no esbuild: `npm ci` brings it")
    folder = collected()
    asked = [re.sub(r"\.[0-9a-f]{12}\.", ".", path.rsplit("/", 1)[1]) for path in reading()]
    assert asked == ["site.css", "reading_page.css", "htmx.min.js", "reading_page.bundle.js"]
    bundle = (folder / "annotations/reading/page/reading_page.bundle.js").read_text()
    assert not re.search(r"^import\b|\bimport\(", bundle, re.MULTILINE)


@pytest.mark.django_db
def test_without_the_bundler_a_reading_page_names_each_module(collected, reading, monkeypatch):
    monkeypatch.setattr(bundles, "esbuild", lambda: None)
    folder = collected()
    asked = reading()
    assert not [path for path in asked if "bundle" in path]
    assert len([path for path in asked if path.startswith("/static/annotations/")]) > 40
    for path in asked:
        assert (folder / path.removeprefix("/static/")).is_file(), path


def test_a_bundled_sheet_keeps_the_rules_of_all_in_their_order(collected):
    folder = collected()
    for bundle, sheets in bundles.SHEETS.items():
        text = (folder / bundle).read_text()
        places = [text.index((folder / sheet).read_text()) for sheet in sheets]
        assert places == sorted(places)
        assert len({sheet.rsplit("/", 1)[0] for sheet in (*sheets, bundle)}) == 1
