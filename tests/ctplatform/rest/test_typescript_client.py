"""A program in TypeScript, typed by openapi-typescript from our schema, does the whole main job."""

import csv
import io
import json
import os
import re
import shutil
import subprocess

import pytest
from django.conf import settings

from ctplatform.accounts.sign_in.tokens import create_token
from tests.all_jobs import work_meanwhile
from tests.factories.accounts import ProjectFactory, member

PACKAGES = settings.BASE_DIR / "node_modules"
SOURCES = settings.BASE_DIR / "docs" / "examples" / "typescript"
NODE = shutil.which("node")
TITLE = "Attack on the old market"

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(NODE is None, reason="no node on PATH"),
    pytest.mark.skipif(
        not (PACKAGES / "openapi-typescript").exists(),
        reason="no openapi-typescript: `npm ci` brings it",
    ),
]


def run(folder, *words, **environment):
    """Run a program of `node_modules/.bin` or node there; return what it prints."""
    done = subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def program(schema, tmp_path_factory):
    """The compiled program; the generator warns of nothing, and the compiler allows no `any`."""
    folder = tmp_path_factory.mktemp("typescript")
    shutil.copytree(SOURCES, folder, dirs_exist_ok=True)
    (folder / "node_modules").symlink_to(PACKAGES)
    (folder / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    tools = PACKAGES / ".bin"
    options = ["--output", "schema.d.ts", "--default-non-nullable", "false"]
    said = run(folder, tools / "openapi-typescript", "schema.json", *options)
    assert "warn" not in said.lower(), said
    run(folder, tools / "tsc", "--project", ".")
    return folder / "main_job.mjs"


def test_the_types_and_the_program_say_any_nowhere(program):
    comment = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
    for name in ("schema.d.ts", "main_job.mts"):
        code = comment.sub("", (program.parent / name).read_text(encoding="utf-8"))
        assert re.findall(r"(?::|<|\bas|\|) *any\b", code) == [], name


def test_a_typescript_program_does_the_whole_job(program, live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    project = ProjectFactory(slug="sahel")
    author, reviewer = (member(project, role) for role in ("editor", "reviewer"))
    keys = [create_token(by=user, name="typescript")[1] for user in (author, reviewer)]
    with work_meanwhile():
        said = run(
            program.parent,
            NODE,
            program.name,
            CTPLATFORM=live_server.url,
            TOKEN=keys[0],
            SECOND=keys[1],
        )
    done = json.loads(said)
    exported = done.pop("exported")
    assert done == {
        "user": author.username,
        "quote": "More than 150 people died",
        "link": [True, "supports"],
        "published": "published",
        "reviewed": {"before": "open", "after": "applied"},
        "points": [["2016-10-01", 0], ["2016-11-01", 1], ["2016-12-01", 0]],
        "refused": {"status": 400, "pointers": ["/date"]},
    }
    (row,) = csv.DictReader(io.StringIO(exported["table"].removeprefix("\ufeff")))
    assert (row["title"], row["country"]) == (TITLE, "NG")
    assert [json.loads(line)["title"] for line in exported["lines"].splitlines()] == [TITLE]
