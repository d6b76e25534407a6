"""What the README and the pages of docs/ name is there."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from ctplatform.configuration.environment import VARIABLES
from ctplatform.demo.people import PEOPLE

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    path.relative_to(ROOT): path.read_text(encoding="utf-8")
    for path in sorted(DOCS.rglob("*.md"))
    if "_build" not in path.parts
}
ALL = "\n".join([README, *PAGES.values()])
CODE = [
    path
    for folder in ("ctplatform", "docker")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".yaml", ".example") or path.name == "entrypoint"
]
OTHERS = {"DATABASE_URL", "DATABASE_PASSWORD", "REDIS_URL"}
OF_TRIALS = {"CTPLATFORM_TRIAL_EDITS", "CTPLATFORM_TRIAL_EVENTS"}  # make a test larger
AMAZONS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}  # the S3 client reads them itself


def test_readme_is_short():
    assert len(README.splitlines()) <= 150


def test_readme_links_and_pictures_are_there():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if ":" not in link]
    links += re.findall(r'(?:src|srcset)="([^"]+)"', README)
    assert len(links) > 8
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_links_of_contributing_are_there():
    folder = ROOT / ".github"
    text = (folder / "CONTRIBUTING.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if ":" not in link]
    assert links
    assert [link for link in links if not (folder / link).exists()] == []


def test_pictures_are_small_and_shown():
    for picture in (DOCS / "pictures").iterdir():
        assert picture.stat().st_size < 200_000, picture.name
        assert picture.name in ALL, picture.name


def test_commands_exist():
    named = set(re.findall(r"manage\.py ([a-z_]+)", ALL))
    assert len(named) > 10
    assert named - {"run", "test", "bench"} <= get_commands().keys()


def test_the_list_of_variables_is_what_the_code_reads():
    code = {path: path.read_text() for path in CODE if path.name != "environment.py"}
    read = {name for text in code.values() for name in re.findall(r"CTPLATFORM_[A-Z_]+", text)}
    read |= {name for text in code.values() for name in OTHERS if f'"{name}"' in text}
    assert VARIABLES.keys() - AMAZONS == read


def test_pages_name_no_variable_that_is_not_there():
    assert set(re.findall(r"CTPLATFORM_[A-Z_]+", ALL)) <= VARIABLES.keys() | OF_TRIALS


@pytest.mark.parametrize("page", ["README.md", "docs/how-to/use-the-demo.md"])
def test_the_demo_people_are_named(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    assert set(re.findall(r"^ *\| `(\w+)` \|", text, re.MULTILINE)) >= PEOPLE.keys()


def test_the_tree_is_there():
    tree = PAGES[Path("docs/develop/architecture.md")].split("## The tree")[1].split("```")[1]
    named = re.findall(r"^ *([a-z]+(?:\.py|/))", tree, re.MULTILINE)
    assert len(named) > 10
    missing = [name for name in named if not list(ROOT.glob(name)) + list(ROOT.glob(f"*/{name}"))]
    assert missing == []


def test_files_that_pages_name_are_there():
    """`ctplatform/edtf/dates.py` and the like; decisions keep the names of their time."""
    names = {
        (str(page), name)
        for page, text in PAGES.items()
        if "decisions" not in page.parts
        for name in re.findall(r"`((?:[a-z_]+/)+(?:[a-z_]+(?:\.[a-z]+)?)?)`", text)
    }
    ours = {
        each
        for each in names
        if each[1].split("/")[0]
        in ("ctplatform", "incidents", "annotations", "tests", "docs", "docker")
    }
    assert len(ours) > 5
    assert [each for each in sorted(ours) if not (ROOT / each[1]).exists()] == []
