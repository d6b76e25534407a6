"""The pure modules of the reading page, tested by node's own test runner."""

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

ROOT = Path(__file__).parent.parent
NODE = shutil.which("node")
MODULES = sorted((ROOT / "annotations" / "static" / "annotations").glob("*.js"))


@pytest.mark.skipif(NODE is None, reason="no node on PATH")
def test_modules_pass_their_own_tests():
    suites = sorted((ROOT / "tests" / "js").glob("*.test.mjs"))
    assert suites
    run = subprocess.run([NODE, "--test", *suites], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run.stdout[-4000:]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_modules_stay_small_enough_to_read(module):
    assert len(module.read_text().splitlines()) <= 250


def test_every_module_is_fetched_at_once():
    listed = ROOT / "annotations/templates/annotations/reading/modules.html"
    for module in MODULES:
        assert module.name == "reading.js" or f"annotations/{module.name}" in listed.read_text()
