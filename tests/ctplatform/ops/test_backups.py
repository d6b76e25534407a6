import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection as django_connection

from ctplatform.ops import backups, preparation
from ctplatform.ops.testing import libpq
from tests.ctplatform.conftest import Installation
from tests.migrated_database import copy_migrated_file

pytestmark = pytest.mark.services


class Kind:
    """Makes installations on one kind of database, migrated and filled once, then copied."""

    def __init__(self, installation, template):
        self.installation, self.template = installation, template

    def empty(self, name):
        return self.installation(name)

    def filled(self, name, user):
        """An installation with this person, and an upload of hers."""
        place = self.empty(name)
        shutil.copytree(self.template.data, place.data)
        self.execute(place, f"UPDATE accounts_user SET username = '{user}'")
        (place.data / "media" / "a.pdf").write_bytes(b"%PDF of " + user.encode())
        return place

    def contents(self, place):
        """What a person would miss: people, uploads, the secret key."""
        uploads = {path.name: path.read_bytes() for path in (place.data / "media").rglob("*.pdf")}
        names = self.execute(place, "SELECT username FROM accounts_user ORDER BY 1")
        return names, uploads, (place.data / "secret-key").read_text()

    @staticmethod
    def execute(place, statement):
        with (
            closing(sqlite3.connect(place.data / "ctplatform.sqlite3")) as database,
            database,
        ):
            return database.execute(statement).fetchall()


class PostgreSQL(Kind):
    """Each installation has a database of its own, copied by the server."""

    def __init__(self, installation, template, server, made):
        super().__init__(installation, template)
        self.server, self.made = server, made

    def empty(self, name, template="template0"):
        database = f"ctplatform_backup_{secrets.token_hex(4)}"
        with psycopg.connect(libpq(self.server), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database} TEMPLATE {template}")
        self.made.append(database)
        return self.installation(name, DATABASE_URL=with_name(self.server, database))

    def filled(self, name, user):
        place = self.empty(name, urlsplit(self.template.more["DATABASE_URL"]).path.split("/")[-1])
        shutil.copytree(self.template.data, place.data)
        self.execute(place, f"UPDATE accounts_user SET username = '{user}'")
        return place

    @staticmethod
    def execute(place, statement):
        with psycopg.connect(libpq(place.more["DATABASE_URL"])) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []


def fill(place):
    """Migrate, and add a person and an upload."""
    assert place.manage("migrate", "--verbosity", "0").returncode == 0
    add = "from ctplatform.accounts.models import User; User.objects.create(username='somebody')"
    place.python(add)
    (place.data / "media").mkdir()
    (place.data / "media" / "a.pdf").write_bytes(b"%PDF")
    return place


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory):
    here = Installation(tmp_path_factory.mktemp("template") / "sqlite")
    copy_migrated_file(here.data / "ctplatform.sqlite3")
    return fill(here)


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory):
    """Return the server's address, a filled installation, and the names of databases made."""
    if not (shutil.which("pg_dump") and shutil.which("psql")):
        pytest.skip("pg_dump and psql are missing: `apt-get install postgresql-client`")
    server, made = with_name(os.environ["DATABASE_URL"], "postgres"), []
    maker = lambda data, **environment: Installation(data, environment)  # noqa: E731
    kind = PostgreSQL(maker, None, server, made)
    template = fill(kind.empty(tmp_path_factory.mktemp("template") / "postgresql"))
    yield server, template, made
    with psycopg.connect(libpq(server), autocommit=True) as connection:
        for database in made:
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)")


@pytest.fixture
def kind(request, installation):
    """Return a maker of installations on the kind of database that this run is about."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return Kind(installation, request.getfixturevalue("sqlite"))
    server, template, made = request.getfixturevalue("postgresql")
    return PostgreSQL(installation, template, server, made)


def with_name(server, name):
    parts = urlsplit(server)
    return urlunsplit(parts._replace(path=parts.path.rsplit("/", 1)[0] + "/" + name))


def test_backup_restored_elsewhere_is_the_same_installation(kind, tmp_path):
    here, there, file = kind.filled("here", "amina"), kind.empty("there"), tmp_path / "all"
    assert here.manage("backup", file).returncode == 0

    done = there.manage("restore", file)

    assert done.returncode == 0, done.stderr
    assert kind.contents(there) == kind.contents(here)
    assert file.stat().st_mode & 0o777 == 0o600
    assert there.manage("migrate", "--check").returncode == 0


def test_restore_leaves_an_installation_alone_unless_told_to_replace_it(kind, tmp_path):
    here, there = kind.filled("here", "amina"), kind.filled("there", "leila")
    file = tmp_path / "backup"
    here.manage("backup", file)
    before = kind.contents(there)

    refused = there.manage("restore", file)
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert kind.contents(there) == before

    assert there.manage("restore", file, "--replace").returncode == 0
    assert kind.contents(there) == kind.contents(here)
    assert list(there.data.glob("restore-*")) == []


@pytest.mark.pure
def test_failed_restore_puts_everything_back(kind, tmp_path):
    here, there = kind.filled("here", "amina"), kind.filled("there", "leila")
    file = tmp_path / "backup"
    here.manage("backup", file)
    before = kind.contents(there)
    broken = (
        "from pathlib import Path; from ctplatform.ops import backups\n"
        "def fail(*_): raise OSError('disk full')\n"
        "backups.replace_database = fail\n"
        f"try: backups.restore_backup(Path({str(file)!r}), replace=True)\n"
        "except OSError as error: print(error)"
    )

    assert there.python(broken) == "disk full"
    assert kind.contents(there) == before
    assert not (there.data / "run" / "restoring").exists()


@pytest.fixture(scope="module")
def backup(sqlite):
    """One backup of an SQLite installation."""
    file = sqlite.data.parent / "backup"
    assert sqlite.manage("backup", file).returncode == 0
    return file


@pytest.mark.pure
def test_backup_with_any_byte_flipped_is_refused(backup, tmp_path):
    good, file = backup.read_bytes(), tmp_path / "bad"
    places = {0, 9, len(good) // 2, len(good) - 70, len(good) - 1, *range(0, len(good), 997)}

    for place in sorted(places):
        bad = bytearray(good)
        bad[place] ^= 1
        file.write_bytes(bad)
        with pytest.raises(backups.BackupError, match="damaged"):
            backups.unpack_backup(file, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.pure
@pytest.mark.parametrize("length", [0, 10, 100, -100, -1])
def test_backup_cut_short_is_refused(backup, tmp_path, length):
    file = tmp_path / "short"
    file.write_bytes(backup.read_bytes()[:length])

    with pytest.raises(backups.BackupError, match="damaged"):
        backups.unpack_backup(file, tmp_path)


@pytest.mark.pure
def test_restore_of_a_damaged_backup_touches_nothing(backup, installation, tmp_path):
    file, there = tmp_path / "bad", installation()
    file.write_bytes(backup.read_bytes()[:-1] + b"?")

    refused = there.manage("restore", file)

    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert not (there.data / "media").exists()
    assert not (there.data / "run" / "restoring").exists()


def test_backup_with_migrations_from_tomorrow_is_refused(backup, tmp_path):
    manifest = backups.unpack_backup(backup, tmp_path)
    manifest["migrations"].append("accounts.9999_from_tomorrow")
    manifest["database"] = django_connection.vendor

    with pytest.raises(backups.BackupError, match="9999_from_tomorrow"):
        backups.check_fits(manifest)


def test_backup_of_another_kind_of_database_is_refused(backup, tmp_path):
    manifest = backups.unpack_backup(backup, tmp_path) | {"database": "oracle"}

    with pytest.raises(backups.BackupError, match="DATABASE_URL"):
        backups.check_fits(manifest)


@pytest.mark.pure
def test_restore_refuses_an_installation_that_runs(backup, installation):
    here = installation()

    with preparation.only_user(here.data):
        refused = here.manage("restore", backup)

    assert refused.returncode == 1
    assert f"in use by process {os.getpid()}" in refused.stderr


@pytest.mark.pure
def test_backup_taken_while_others_write_is_consistent(sqlite, installation, tmp_path):
    here, there, file = (
        Kind(installation, sqlite).filled("a", "a"),
        installation("b"),
        tmp_path / "file",
    )
    write = (
        "import itertools; from ctplatform.accounts.models import User\n"
        "print('writing', flush=True)\n"
        "for n in itertools.count(): User.objects.create(username=f'user{n:05}')"
    )
    words = [sys.executable, "manage.py", "shell", "--no-imports", "--verbosity", "0", "-c", write]
    with subprocess.Popen(words, env=here.environment, stdout=subprocess.PIPE) as writer:
        writer.stdout.readline()
        done = here.manage("backup", file)
        writer.kill()

    assert done.returncode == 0, done.stderr
    assert there.manage("restore", file).returncode == 0
    names = Kind.execute(there, "SELECT username FROM accounts_user ORDER BY 1")[1:]
    assert names == [(f"user{n:05}",) for n in range(len(names))]


@pytest.mark.pure
def test_backup_does_not_overwrite(sqlite, tmp_path):
    file = tmp_path / "backup"
    file.write_text("older")

    assert sqlite.manage("backup", file).returncode == 1
    assert file.read_text() == "older"


def test_restore_refuses_a_server_database_that_others_are_connected_to(kind, tmp_path):
    if not isinstance(kind, PostgreSQL):
        pytest.skip("SQLite is locked by its data directory")
    here, there, file = kind.filled("a", "a"), kind.filled("b", "b"), tmp_path / "file"
    assert here.manage("backup", file).returncode == 0
    with psycopg.connect(libpq(there.more["DATABASE_URL"])):
        refused = there.manage("restore", file, "--replace")
    assert refused.returncode == 1
    assert "in use: 1 connections" in refused.stderr
    assert kind.execute(there, "SELECT username FROM accounts_user") == [("b",)]
    assert there.manage("restore", file, "--replace").returncode == 0
    assert kind.execute(there, "SELECT username FROM accounts_user") == [("a",)]
