"""A migrated, empty database that is made once and copied by each run: migrating takes 10 s.

It is named by everything that it follows from, and kept in the folder for temporary files or on the
server. Django migrates each copy again, in a third of a second, so that no copy lacks a step.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection

from ctplatform.ops.bootstrap import ROOT
from ctplatform.ops.preparation import own_migrations

KEPT = 6
"""Databases that are kept, of the last working copies and versions that were tested."""
PREFIX = "ctplatform_migrated_"


def fingerprint() -> str:
    """Identifies the migrations: ours by content, those of libraries by the lock.

    Models of an app without migrations take their place.
    """
    places = [Path(app.path) for app in apps.get_app_configs() if ROOT in Path(app.path).parents]
    models = [path / "models.py" for path in places if not (path / "migrations").exists()]
    files = [*own_migrations(), ROOT / "requirements.lock", *filter(Path.exists, models)]
    said = hashlib.sha256(repr((settings.INSTALLED_APPS, settings.MIGRATION_MODULES)).encode())
    for path in sorted(files):
        said.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return said.hexdigest()[:16]


def own_folder() -> Path:
    """A folder that belongs to this user alone."""
    folder = Path(tempfile.gettempdir(), f"ctplatform-tests-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another user: remove it, or set TMPDIR.")
    return folder


def kept_file() -> Path:
    """Where the kept file of SQLite is, if one was made."""
    return own_folder() / f"{PREFIX}{fingerprint()}.sqlite3"


def copy_migrated_file(place: Path):
    """Let an installation begin with a migrated file, if one is kept; it migrates all the same."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if (kept := kept_file()).exists():
        shutil.copyfile(kept, place)


class MigratedDatabase:
    """The kept database. One process makes it; those that start meanwhile wait for it."""

    def __init__(self):
        self.name = PREFIX + fingerprint()
        self.lock = (own_folder() / f"{connection.vendor}.lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        if is_kept := self.exists():
            self.prepare_copy()
            self.lock.close()
        self.is_new = not is_kept

    def keep(self):
        """Keep the test database, which was just migrated, unless it is a copy itself."""
        if self.is_new:
            self.store()
            self.lock.close()


class MigratedFile(MigratedDatabase):
    """SQLite's: a file."""

    @property
    def path(self):
        return kept_file()

    def exists(self):
        return self.path.exists()

    def prepare_copy(self):
        """Django continues with a test database that is there (`keepdb`)."""
        self.path.touch()
        shutil.copyfile(self.path, connection.settings_dict["TEST"]["NAME"])

    def store(self):
        part = self.path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(part)])
        part.replace(self.path)
        kept = own_folder().glob(f"{PREFIX}*.sqlite3")
        for old in sorted(kept, key=lambda path: path.stat().st_mtime)[:-KEPT]:
            old.unlink()


class MigratedTemplate(MigratedDatabase):
    """PostgreSQL's: a database on the same server."""

    def exists(self):
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
            return cursor.fetchone() is not None

    def prepare_copy(self):
        connection.settings_dict["TEST"]["TEMPLATE"] = self.name

    def store(self):
        made = connection.settings_dict["NAME"]
        connection.close()  # a database that is copied has no connections
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{made}"')
            named = "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid"
            cursor.execute(named, [f"{PREFIX}%"])
            for (old,) in cursor.fetchall()[:-KEPT]:
                try:
                    cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
                except DatabaseError:  # it is being copied
                    break


def open_migrated_database() -> MigratedDatabase:
    """The kept database of the vendor that this run uses."""
    return MigratedFile() if connection.vendor == "sqlite" else MigratedTemplate()
