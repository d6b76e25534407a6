"""What the README names is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from ctplatform.demo.people import PEOPLE

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = [
    path
    for folder in ("ctplatform", "docker")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".yaml", ".example") or path.name == "entrypoint"
]


def test_readme_links_and_pictures_are_there():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if ":" not in link]
    assert len(links) > 8
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_readme_pictures_are_small():
    for picture in (ROOT / ".github" / "pictures").glob("*.png"):
        assert picture.stat().st_size < 250_000, picture.name


def test_readme_commands_exist():
    named = set(re.findall(r"manage\.py (\w+)", README))
    assert named - {"run", "test", "bench"} <= get_commands().keys()


def test_readme_knows_every_variable_and_no_other():
    said = set(re.findall(r"CTPLATFORM_[A-Z_]+", README))
    read = {name for path in CODE for name in re.findall(r"CTPLATFORM_[A-Z_]+", path.read_text())}
    assert said <= read
    assert read - said <= {"CTPLATFORM_LISTEN"}  # of the container's own entrypoint


def test_readme_names_the_demo_people():
    assert set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)) >= PEOPLE.keys()


def test_readme_tree_is_there():
    tree = README.split("## Map")[1].split("```")[1]
    named = re.findall(r"^ *([a-z]+(?:\.py|/))", tree, re.MULTILINE)
    missing = [name for name in named if not list(ROOT.glob(name)) + list(ROOT.glob(f"*/{name}"))]
    assert missing == []
