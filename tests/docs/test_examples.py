"""What the page of the API shows is what happens: its blocks run against a live server."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from ctplatform.accounts.sign_in.tokens import create_token
from tests.factories.accounts import MembershipFactory, ProjectFactory, UserFactory

PAGE = (settings.BASE_DIR / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
BETWEEN = "=== the next block ==="


def blocks(language):
    return [text for kind, text in BLOCKS if kind == language]


@pytest.fixture
def environment(live_server, settings, tmp_path):
    """Address and tokens of two people of a project with the slug of the demo's."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    project = ProjectFactory(slug="demo", review_policy="four_eyes")
    keys = {}
    for variable, name, role in (("TOKEN", "amira", "owner"), ("SECOND", "jonas", "reviewer")):
        user = UserFactory(username=name)
        MembershipFactory(project=project, user=user, role=role)
        keys[variable] = create_token(by=user, name="documentation")[1]
    return {**os.environ, **keys, "A": f"{live_server.url}/api/v1"}


def run(words, text, environment, folder):
    done = subprocess.run(
        words, input=text, env=environment, cwd=folder, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def contains(found, expected):
    """Whether an answer has what the page shows of it, at any depth."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            name in found and contains(found[name], value) for name, value in expected.items()
        )
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(contains, found, expected))
    return found == expected


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not shutil.which("curl"), reason="no curl on PATH")
def test_curl_gets_the_answers_that_the_page_shows(environment, tmp_path):
    """Addresses and tokens are this test's own; every answer is compared with the block below."""
    steps, expected = [], []
    for kind, text in BLOCKS:
        if kind == "bash":
            lines = [line for line in text.splitlines() if not line.startswith("export ")]
            steps.append("\n".join(["{", *lines, "} 2>&1", f"echo; echo '{BETWEEN}'"]))
            expected.append(None)
        elif kind == "json":
            expected[-1] = json.loads(text)
    script = "\n".join(["set -eu -o pipefail", *steps])
    output = run(["bash"], script, environment, tmp_path)
    answers = output.split(BETWEEN)
    assert sum(each is not None for each in expected) > 8
    for answer, shown in zip(answers, expected, strict=False):
        if shown is not None:
            found = json.loads(answer.strip().splitlines()[0])
            assert contains(found, shown), (shown, found)
    assert (tmp_path / "nigeria.csv").read_text().count("Attack on a market") == 1


@pytest.mark.django_db(transaction=True)
def test_python_example_runs(environment, tmp_path):
    (program,) = blocks("python")
    assert "Traceback" not in run([sys.executable, "-"], program, environment, tmp_path)


@pytest.mark.pure
@pytest.mark.skipif(not shutil.which("Rscript"), reason="no R on PATH: its example is not parsed")
def test_r_example_parses(tmp_path):
    (program,) = blocks("r")
    (tmp_path / "example.R").write_text(program, encoding="utf-8")
    run(["Rscript", "-e", "invisible(parse('example.R'))"], "", {**os.environ}, tmp_path)
