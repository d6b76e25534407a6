"""The style sheets ask for no file that set-up does not bring, and never go round the CSP."""

import json
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "ctplatform" / "static" / "ctplatform"
TEMPLATES = [
    template
    for app in ("ctplatform", "annotations", "incidents")
    for template in (ROOT / app).rglob("templates/**/*.html")
]
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|javascript:|<style|hx-on|hx-vals=["']js:""")
SCRIPT = re.compile(r"<script(?![^>]*(\ssrc=|application/json))")


def vendored():
    packages = json.loads((ROOT / "package.json").read_text())["ctplatform"]["vendor"]
    return {f"{package}/{file}" for package, files in packages.items() for file in files}


def test_faces_come_from_files_that_set_up_brings():
    wanted = re.findall(r'url\("\.\./vendor/([^"]+)"\)', (STATIC / "type.css").read_text())
    assert wanted
    assert set(wanted) <= vendored()


def test_pages_reach_for_nothing_on_another_server():
    for sheet in STATIC.glob("*.css"):
        assert "http" not in sheet.read_text(), sheet.name


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_keep_to_the_strict_policy(template):
    text = template.read_text()
    assert not INLINE.search(text)
    assert not SCRIPT.search(text)


@pytest.mark.parametrize("module", sorted(STATIC.rglob("*.js")), ids=lambda path: path.name)
def test_modules_are_short_and_import_relatively(module):
    text = module.read_text()
    assert len(text.splitlines()) <= 300
    assert all(path.startswith(("./", "../")) for path in re.findall(r'from "([^"]+)"', text))
