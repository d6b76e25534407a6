"""A database that the first edition filled with its demo is migrated to today's tables.

`first_edition/` holds its dumps, made by `manage.py migrate` and `manage.py demo` at 7c9d4b8.
"""

import json
import lzma
import os
import secrets
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from ctplatform.ops.testing import libpq
from tests.ctplatform.conftest import Installation

pytestmark = pytest.mark.services
KEY = "first-edition-fixture-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH"
"""The secret key that signed the history of the dumps."""
DUMPS = Path(__file__).parent / "first_edition"
KEPT = (
    "accounts_user",
    "accounts_membership",
    "annotations_article",
    "annotations_annotation",
    "annotations_passagelink",
    "incidents_incident",
    "incidents_actor",
    "incidents_casualtyestimate",
    "curation_revision",
)
PAGES = """
import json
from django.test import Client
from ctplatform.accounts.models import User
from annotations.models import Article
from incidents.models import Actor, Incident, Series
client = Client()
amira = User.objects.get(username="amira")
client.force_login(amira, backend="django.contrib.auth.backends.ModelBackend")
paths = ["/", "/incidents/", "/articles/", "/review/", "/figures/"]
for model, path in ((Incident, "incidents"), (Actor, "actors"), (Article, "articles"),
                    (Series, "figures")):
    paths += [f"/{path}/{each.pk}/" for each in model.objects.visible_to(amira)[:3]]
print(json.dumps({path: client.get(path, headers={"host": "localhost"}).status_code
                  for path in paths}))
"""


@pytest.fixture
def sqlite(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    path = data / "ctplatform.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(_dump("sqlite").decode())
    return Installation(data, {"CTPLATFORM_SECRET_KEY": KEY}), lambda statement: _rows(
        sqlite3.connect(path), statement
    )


@pytest.fixture
def postgresql(tmp_path):
    if not shutil.which("psql"):
        pytest.skip("psql is missing: `apt-get install postgresql-client`")
    name = f"ctplatform_upgrade_{secrets.token_hex(4)}"
    address = urlsplit(os.environ["DATABASE_URL"])
    server, url = (
        urlunsplit(address._replace(path=f"/{database}")) for database in ("postgres", name)
    )
    with psycopg.connect(libpq(server), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        subprocess.run(
            ["psql", "-q", "-v", "ON_ERROR_STOP=1", libpq(url)],
            input=_dump("postgresql"),
            capture_output=True,
            check=True,
            timeout=120,
        )
        here = Installation(tmp_path / "data", {"DATABASE_URL": url, "CTPLATFORM_SECRET_KEY": KEY})
        yield here, lambda statement: _rows(psycopg.connect(libpq(url)), statement)
    finally:
        with psycopg.connect(libpq(server), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def first_edition(request):
    """Return an installation with the old database, and a function that queries it."""
    is_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
    return request.getfixturevalue("postgresql" if is_postgresql else "sqlite")


def _dump(kind):
    return lzma.decompress((DUMPS / f"{kind}.sql.xz").read_bytes())


def _rows(connection, statement):
    with closing(connection):
        return connection.execute(statement).fetchall()


def test_a_database_of_the_first_edition_is_upgraded(first_edition):
    here, query = first_edition
    counts = {table: query(f"SELECT count(*) FROM {table}") for table in KEPT}
    assert all(n > 0 for [(n,)] in counts.values())
    ids = query("SELECT id FROM incidents_incident ORDER BY id")

    migrated = here.manage("migrate", "--verbosity", "0")

    assert migrated.returncode == 0, migrated.stderr
    assert here.manage("migrate", "--check").returncode == 0
    assert {table: query(f"SELECT count(*) FROM {table}") for table in KEPT} == counts
    assert query("SELECT id FROM incidents_incident ORDER BY id") == ids
    checked = here.manage("verify", "--set-head")
    assert checked.returncode == 0, checked.stdout
    assert "entries are as they were written" in checked.stdout
    answers = json.loads(here.python(PAGES).splitlines()[-1])
    assert set(answers.values()) == {200}, answers
    assert len(answers) > 12
