"""What people and programs see while the database is away: a server that nobody listens on."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.addresses import addresses

pytestmark = pytest.mark.pure
ASK = """
import json, sys, django
django.setup()
from django.core.cache import cache
from django.test import Client
client = Client(raise_request_exception=False, HTTP_HOST="localhost")
client.cookies["sessionid"] = "a" * 32
found = {}
for path in json.load(sys.stdin):
    cache.clear()  # downloads of one address are counted
    answer = client.get(path)
    found[path] = [answer.status_code, answer.headers.get("Retry-After"), answer["Content-Type"]]
print(json.dumps(found))
"""
WITHOUT_DATABASE = {
    "/sign-in/",
    "/favicon.ico",
    "/healthz",
    "/api/v1/schema/",
    "/api/v1/docs/",
    "/register/find/country/",
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """{address: [status, Retry-After, type]} of every list, page and the admin."""
    paths = [each.path for each in addresses() if not each.names]
    paths = sorted({*paths, "/admin/", "/admin/accounts/user/"} - {"/api/v1/schema/"})
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ctplatform.settings",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "CTPLATFORM_DATA": str(tmp_path_factory.mktemp("data")),
        "REDIS_URL": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        input=json.dumps(paths),
        env=environment,
        check=False,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_every_page_and_list_answers_503_and_when_to_come_back(answers):
    wrong = {
        path: answer
        for path, answer in answers.items()
        if answer[0] != 503 and path not in WITHOUT_DATABASE and answer[0] not in (405, 302)
    }
    assert wrong == {}
    silent = {path for path, answer in answers.items() if answer[0] == 503 and not answer[1]}
    assert silent <= {"/healthz"}
    assert sum(status == 503 for status, *_ in answers.values()) > 60


def test_no_answer_is_an_error_of_the_server_itself(answers):
    assert {path: answer for path, answer in answers.items() if answer[0] == 500} == {}


def test_programs_are_answered_in_their_own_format(answers):
    kinds = {
        kind
        for path, (status, _, kind) in answers.items()
        if path.startswith("/api/") and status == 503
    }
    assert kinds == {"application/problem+json"}
