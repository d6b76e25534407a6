"""Scripts and style sheets: node runs the tests of pure modules, biome checks form and habits."""

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

ROOT = Path(__file__).parent.parent
APPS = [ROOT / name for name in ("annotations", "ctplatform", "incidents")]
NODE = shutil.which("node")
BIOME = ROOT / "node_modules" / ".bin" / "biome"
READING = ROOT / "annotations/static/annotations/reading"
MODULES = sorted(READING.rglob("*.js"))


@pytest.mark.skipif(NODE is None, reason="no node on PATH")
def test_modules_pass_their_own_tests():
    suites = sorted((ROOT / "tests" / "js").glob("*.test.mjs"))
    assert suites
    run = subprocess.run([NODE, "--test", *suites], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run.stdout[-4000:]


@pytest.mark.skipif(not BIOME.exists(), reason="no biome: `npm ci` brings it")
def test_scripts_and_style_sheets_are_formatted_and_without_findings():
    """The rules are in biome.json; `node_modules/.bin/biome check --write` mends what it can."""
    run = subprocess.run(
        [BIOME, "check", "--error-on-warnings"], capture_output=True, text=True, cwd=ROOT
    )
    assert run.returncode == 0, (run.stdout + run.stderr)[-4000:]


def test_folders_of_scripts_hold_at_most_twelve_modules():
    folders = [
        path for app in APPS for path in app.rglob("static/**/") if "vendor" not in path.parts
    ]
    assert [str(path) for path in folders if len([*path.glob("*.js")]) > 12] == []


def test_every_module_is_fetched_at_once():
    listed = ROOT / "annotations/templates/annotations/reading/modules.html"
    for module in MODULES:
        name = module.relative_to(READING.parent.parent)
        assert module.name == "reading_page.js" or f"'{name}'" in listed.read_text()
