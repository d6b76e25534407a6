"""Templates have one form: one tag a line, at most 120 columns, and no file is long."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

ROOT = Path(__file__).parent.parent
APPS = ("annotations", "ctplatform", "incidents")
TEMPLATES = sorted(
    path
    for app in APPS
    for path in (ROOT / app).rglob("templates/**/*")
    if path.suffix in (".html", ".svg", ".txt")
)
FORMATTER = Path(sys.executable).with_name("djangofmt")
LONGEST_LINE = 120
MOST_LINES = 150


def name_of(path):
    return str(path.relative_to(ROOT))


def lines_of(path):
    return path.read_text(encoding="utf-8").splitlines()


def test_lines_are_short():
    long = [
        f"{name_of(path)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(lines_of(path), 1)
        if len(line) > LONGEST_LINE
    ]
    assert long == []


def test_files_are_short():
    assert [name_of(path) for path in TEMPLATES if len(lines_of(path)) > MOST_LINES] == []


def test_templates_are_in_form():
    """`.venv/bin/djangofmt annotations ctplatform incidents` mends it; see pyproject.toml."""
    run = subprocess.run([FORMATTER, "--check", *APPS], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, (run.stdout + run.stderr)[-4000:]
