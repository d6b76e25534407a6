"""Back up and restore an installation in one file: its database, its uploads, its secret key.

A backup is a gzipped tar with `manifest.json` first, then a line with the SHA-256 of everything
before it. A restore changes nothing until that sum, the manifest and the versions have been
checked.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from ctplatform.changes.services import begin_anew
from ctplatform.jobs.models import WorkerHeartbeat
from ctplatform.ops import preparation

FORMAT = 1
TRAILER = b"\nctplatform backup, sha256 %s\n"
TRAILER_LENGTH = len(TRAILER % (b"0" * 64))
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.sql"}
KEPT = ("secret-key", "sign-ins.txt", "media")
"""The parts of the data directory in a backup, besides the database; the rest can be rebuilt."""

BLOCK = 1 << 20  # bytes


class BackupError(Exception):
    """The message says what is wrong, and what to do."""


# Backup ------------------------------------------------------------------------------------------


def back_up(file: Path) -> None:
    """Write a backup to `file`, completely or not at all; the installation may be in use."""
    if file.exists():
        raise BackupError(f"{file} exists; name another one.")
    half = file.with_name(file.name + ".half")
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix="backup-") as folder:
        members = files_to_back_up(Path(folder))
        try:
            with open(os.open(half, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as target:
                with tarfile.open(fileobj=target, mode="w:gz", compresslevel=6) as archive:
                    for name, path in members.items():
                        archive.add(path, name)
                target.seek(0)
                digest = hashlib.file_digest(target, "sha256").hexdigest()
                target.write(TRAILER % digest.encode())
                target.flush()
                os.fsync(target.fileno())
            half.replace(file)
        finally:
            half.unlink(missing_ok=True)


def files_to_back_up(folder: Path) -> dict[str, Path]:
    """{name in the archive: file}. The database comes first: uploads are written before rows."""
    database = folder / DATABASE[connection.vendor]
    dump = dump_sqlite if connection.vendor == "sqlite" else dump_postgresql
    dump(database)
    members = {database.name: database}
    for kept in (settings.DATA_DIR / name for name in KEPT):
        for path in sorted(kept.rglob("*")) if kept.is_dir() else [kept]:
            if path.is_file():
                members[f"data/{path.relative_to(settings.DATA_DIR)}"] = path
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(manifest_of(members), indent=1))
    return {manifest.name: manifest, **members}


def manifest_of(members: dict[str, Path]) -> dict:
    """The manifest: format, time, database, migrations and the SHA-256 of each file."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "format": FORMAT,
        "made": timezone.now().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": sorted(".".join(key) for key in applied),
        "files": {name: sha256(path) for name, path in members.items()},
    }


def dump_sqlite(target: Path) -> None:
    """SQLite's online backup: one consistent state, even while others write."""
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if (said := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise BackupError(f"The database is damaged: {said}")


def dump_postgresql(target: Path) -> None:
    """Dump one snapshot as SQL with pg_dump, without a setting unknown to servers before 17."""
    run_client("pg_dump", "--no-owner", "--no-privileges", "--file", str(target))
    unknown = b"SET transaction_timeout = 0;"
    with target.open("r+b") as file:
        if (place := file.read(4096).find(unknown)) >= 0:
            file.seek(place)
            file.write(b"--".ljust(len(unknown)))


def run_client(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's client programs on our database."""
    if not shutil.which(program):
        raise BackupError(f"{program} is missing: `apt-get install postgresql-client` brings it.")
    known = connection.get_connection_params()
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password"}
    variables = {name: str(known[key]) for name, key in names.items() if known.get(key)}
    done = subprocess.run(
        [program, *arguments],
        env={**os.environ, **variables, "PGDATABASE": known["dbname"]},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# Restore -----------------------------------------------------------------------------------------


def restore_backup(file: Path, *, replace: bool = False) -> dict:
    """Replace this installation by that in `file`, completely or not at all; return the manifest.

    Refuses if this installation is in use, or, without `replace`, if it is not empty.
    """
    if not file.is_file():
        raise BackupError(f"{file} is not a file.")
    if not replace and has_data():
        raise BackupError("This installation is not empty; --replace puts the backup in its place.")
    with (
        preparation.only_user(settings.DATA_DIR),
        tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix="restore-") as folder,
    ):
        manifest = unpack_backup(file, Path(folder))
        check_fits(manifest)
        refuse_database_in_use()
        put_in_place(Path(folder))
        begin_anew()
    return manifest


def has_data() -> bool:
    """Whether the installation has data worth keeping: users, or uploads."""
    with suppress(DatabaseError):
        if get_user_model().objects.exists():
            return True
    return settings.MEDIA_ROOT.is_dir() and any(settings.MEDIA_ROOT.rglob("*"))


def refuse_database_in_use() -> None:
    """Raise BackupError while web servers or workers are connected to a PostgreSQL database.

    What they write from now on would be acknowledged and lost. A SQLite database is locked through
    its data directory instead (`preparation.only_user`).
    """
    if connection.vendor != "postgresql" or not has_data():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), "
            "string_agg(DISTINCT coalesce(host(client_addr), 'this machine'), ', ') "
            "FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        number, places = cursor.fetchone()
    signs = WorkerHeartbeat.objects.alive().count()
    if number or signs:
        raise BackupError(
            f"The database is in use: {number} connections (from {places or 'nowhere'}) and "
            f"{signs} workers. Stop web, worker and beat, then restore."
        )


def unpack_backup(file: Path, folder: Path) -> dict:
    """Check the sum of the whole file, then unpack it to `folder`; return the manifest."""
    try:
        with (
            verified_backup(file) as content,
            tarfile.open(fileobj=content, mode="r|gz") as archive,
        ):
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / "manifest.json").read_text())
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        raise BackupError(f"{file} is not a backup of ctplatform, or is damaged.") from error
    for name, digest in manifest["files"].items():
        if sha256(folder / name) != digest:
            raise BackupError(f"{name} in {file} is damaged.")
    return manifest


@contextmanager
def verified_backup(file: Path):
    """Check every byte of the backup, then yield the file at its start, for reading the archive."""
    with file.open("rb") as source:
        length = max(0, file.stat().st_size - TRAILER_LENGTH)
        digest, left = hashlib.sha256(), length
        while block := source.read(min(BLOCK, left)):
            digest.update(block)
            left -= len(block)
        if source.read() != TRAILER % digest.hexdigest().encode():
            raise ValueError("the sum differs")
        source.seek(0)
        yield source


def check_fits(manifest: dict) -> None:
    """Refuse a backup that this code or this kind of database cannot restore."""
    if manifest["format"] != FORMAT:
        raise BackupError("The backup was made by a newer ctplatform; update this one first.")
    if manifest["database"] != connection.vendor:
        raise BackupError(
            f"The backup is of {manifest['database']}, this installation has {connection.vendor}: "
            "set DATABASE_URL to a database of the same kind."
        )
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = {".".join(key) for key in loader.disk_migrations}
    known |= {f"{app}.{name}" for app, name in loader.replacements}
    if newer := sorted(set(manifest["migrations"]) - known):
        raise BackupError(
            f"The backup needs migrations that are unknown here ({', '.join(newer[:3])}): "
            "update ctplatform first."
        )


def put_in_place(folder: Path) -> None:
    """Replace the files, then the database; on an error everything is put back."""
    data, aside = settings.DATA_DIR, folder / "aside"
    aside.mkdir()
    marker = data / "run" / "restoring"
    marker.write_text("A restore did not end. Start it again with --replace.\n")
    moved = []
    try:
        for name in KEPT:
            swap_files(data / name, folder / "data" / name, aside / name, moved)
        replace_database(folder / DATABASE[connection.vendor], aside, moved)
    except BaseException:
        for place, old in reversed(moved):
            remove_path(place)
            if old.exists():
                old.rename(place)
        marker.unlink()
        raise
    preparation.forget_steps(data)
    marker.unlink()


def swap_files(place: Path, new: Path, old: Path, moved: list) -> None:
    """Move what is at `place` to `old` and `new` to `place`; either may be missing."""
    moved.append((place, old))
    if place.exists():
        place.rename(old)
    if new.exists():
        new.rename(place)


def remove_path(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def replace_database(database: Path, aside: Path, moved: list) -> None:
    """Replace the database: SQLite's by moving files, PostgreSQL's in one transaction."""
    connection.close()
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"])
        for suffix in ("-wal", "-shm"):
            beside = place.with_name(place.name + suffix)
            swap_files(beside, database.with_name("none"), aside / beside.name, moved)
        swap_files(place, database, aside / place.name, moved)
        return
    clear = database.with_name("clear.sql")
    clear.write_text(
        "SET lock_timeout = '10s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"
    )
    once = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1")
    run_client("psql", *once, "--file", str(clear), "--file", str(database))
