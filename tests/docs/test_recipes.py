"""Recipes for developers work as they are written: their blocks are applied or run."""

import os
import re
import shutil
import subprocess
import sys
from textwrap import dedent

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
FOLDER = ROOT / "docs" / "develop"
COPIED = (
    "ctplatform",
    "incidents",
    "annotations",
    "tests",
    "manage.py",
    "pyproject.toml",
    "requirements.lock",
    "requirements.txt",
)
CAPTIONED = re.compile(r"^```\{code-block\} (\w+)\n:caption: (\S+)\n\n(.*?)^```$", re.M | re.S)
PLAIN = re.compile(r"^( *)```python\n(.*?)^ *```$", re.M | re.S)


def read(page):
    return (FOLDER / f"{page}.md").read_text(encoding="utf-8")


def examples(page):
    """The Python blocks of a page that belong to no file."""
    return [dedent(text) for _indent, text in PLAIN.findall(read(page))]


def apply(block, path):
    """Put the added lines of a block where its other lines are, which must be there once."""
    lines = block.splitlines()
    before = "\n".join(line[1:] for line in lines if not line.startswith("+"))
    after = "\n".join(line[1:] for line in lines if not line.startswith("-"))
    text = path.read_text(encoding="utf-8")
    assert text.count(f"\n{before}\n") == 1, f"{path.name} does not have once:\n{before}"
    path.write_text(text.replace(f"\n{before}\n", f"\n{after}\n"), encoding="utf-8")


@pytest.fixture
def copy(tmp_path):
    """A copy of the code, and a function that runs Python in it."""
    ignored = shutil.ignore_patterns("__pycache__", "vendor", "browser", "acceptance")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**kept, "CTPLATFORM_DATA": str(tmp_path / "var"), "PYTHONPATH": str(tmp_path)}

    def run(*words):
        done = subprocess.run(
            [sys.executable, *words],
            cwd=tmp_path,
            env={**environment, "DJANGO_SETTINGS_MODULE": "ctplatform.settings"},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return tmp_path, run


def follow(page, folder):
    """Apply every block of a page that names a file."""
    blocks = CAPTIONED.findall(read(page))
    assert blocks
    for kind, name, text in blocks:
        if kind == "diff":
            apply(text.removesuffix("\n"), folder / name)
        else:
            (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.pure
def test_recipes_for_a_field_and_for_a_format(copy):
    """Without migrations run, which takes most of a test run's start: the new one is read."""
    folder, run = copy
    follow("add-a-field", folder)
    follow("add-an-export-format", folder)
    made = run("manage.py", "makemigrations", "incidents", "--name", "motive")
    assert "Add field motive to incident" in made
    assert "Create constraint incident_motive_is_known" in made
    run("manage.py", "makemigrations", "--check", "--dry-run")
    run("-m", "pytest", "-q", "--nomigrations", "tests/incidents/events/test_motive.py")
    found = run(
        "-c",
        "import django; django.setup()\n"
        "from ctplatform.exchange.registry import find_format\n"
        "import incidents.exports.titles_as_text\n"
        "print(find_format('incidents', 'titles').extension)",
    )
    assert found.strip() == "txt"


@pytest.mark.pure
def test_recipe_for_a_record_type(copy):
    """With the modules of tests/trials as the folder of the subject."""
    folder, run = copy
    subject, trials = folder / "incidents" / "trials", folder / "tests" / "trials"
    subject.mkdir()
    (subject / "__init__.py").touch()
    for name, new in (("models", "models"), ("record_types", "record_type")):
        text = (trials / f"{name}.py").read_text(encoding="utf-8")
        text = text.replace("tests.trials", "incidents.trials")
        (subject / f"{new}.py").write_text(text.replace("register_record_types(TRIAL)\n", ""))
    follow("add-a-record-type", folder)
    made = run("manage.py", "makemigrations", "incidents", "annotations", "--name", "trials")
    assert "Create model Trial" in made
    assert "Add field trial to passagelink" in made
    assert "Add field trial to comment" in made
    run("manage.py", "makemigrations", "--check", "--dry-run")
    check = (trials / "check_trials.py").read_text(encoding="utf-8")
    check = check.replace("tests.trials", "incidents.trials")
    check = check.replace("/trials/trial/", "/incidents/trial/")
    (folder / "tests" / "test_trials.py").write_text(check, encoding="utf-8")
    run("-m", "pytest", "-q", "--nomigrations", "tests/test_trials.py")


@pytest.mark.pure
def test_dates_are_read_as_the_recipe_shows():
    (example,) = examples("change-how-a-date-is-read")
    exec(example, {})


@pytest.mark.django_db
def test_examples_that_measure_a_page_run(capsys):
    counted, profiled = examples("find-why-a-page-is-slow")
    exec(counted, {})
    assert "SELECT" in capsys.readouterr().out
    exec(profiled, {})
    assert "cumtime" in capsys.readouterr().out
