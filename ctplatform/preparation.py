"""What `run` does before it serves, and whether that is done already. Standard library only.

The work itself is `manage.py prepare STEP...`; here is only the question what has changed since,
so that a restart starts no Django to find that nothing is to be done.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ctplatform.bootstrap import ROOT, VENDOR_STAMP, write_last

PACKAGES = ("ctplatform", "annotations", "incidents")


def stale_steps(data: Path) -> dict[str, str]:
    """Step -> what it would be made from, for those that are to be done again."""
    done = read(data)
    return {step: made for step, made in wanted(data).items() if done.get(step) != made}


def wanted(data: Path) -> dict[str, str]:
    """Step -> fingerprint of all that its result depends on."""
    database = os.environ.get("DATABASE_URL", "")
    # A server's database can be replaced behind our back: it is asked at each start.
    known = os.getpid() if database and not database.startswith("sqlite") else identity(data)
    return {
        "migrate": fingerprint(migrations(), database, known),
        "shared": fingerprint(shared_files(), database, known),
        "static": fingerprint(static_files(), (data / "static" / "staticfiles.json").exists()),
        # Once for each database: whoever removes the demo does not want it back.
        "demo": hashlib.sha256(f"{database} {bool(identity(data))}".encode()).hexdigest(),
    }


def identity(data: Path) -> str:
    """Which SQLite file this is: one that was removed or restored is another."""
    files = sorted(data.glob("*.sqlite3"))
    return " ".join(f"{file.name}:{file.stat().st_ino}" for file in files)


def migrations() -> list[Path]:
    """Our own migrations; those of others are known by requirements.lock."""
    return [path for package in PACKAGES for path in (ROOT / package).rglob("migrations/*.py")]


def shared_files() -> list[Path]:
    """What the rows that all projects read are made from."""
    tables = (ROOT / "incidents" / name for name in ("regions.py", "disputes.py"))
    return [*sorted((ROOT / "annotations" / "data").glob("*.json")), *tables]


def static_files() -> list[Path]:
    """Our own static files; the vendored ones are known by their stamp."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("static/**/*"))
    return [VENDOR_STAMP, *(path for path in found if "vendor" not in path.parts)]


def fingerprint(files: Iterable[Path], *more: object) -> str:
    """One hash for the files' names, sizes and times, the locked packages, and `more`."""
    said = hashlib.sha256(repr(more).encode())
    said.update((ROOT / "requirements.lock").read_bytes())
    for path in sorted(files):
        if path.is_file():
            stat = path.stat()
            said.update(f"{path.relative_to(ROOT)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return said.hexdigest()


def read(data: Path) -> dict[str, str]:
    """What was prepared for this data directory; empty where that is not known."""
    try:
        return json.loads((data / "run" / "prepared.json").read_text())
    except (OSError, ValueError):
        return {}


def remember(data: Path, steps: Iterable[str]) -> None:
    """Note that `steps` are done. Asked again afterwards: migrating may have made the database."""
    now = wanted(data)
    done = {**read(data), **{step: now[step] for step in steps}}
    write_last(data / "run" / "prepared.json", json.dumps(done))


def forget(data: Path) -> None:
    """Ask everything anew at the next start: the database was replaced. It gets no demo."""
    (data / "run" / "prepared.json").unlink(missing_ok=True)
    remember(data, ["demo"])


class InUse(Exception):
    """Another `run` or `restore` works on the data directory; the message says which."""


@contextmanager
def only_user(data: Path) -> Iterator[None]:
    """Keep every other `run` and `restore` off this data directory."""
    (data / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / "run" / "lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise InUse(f"{data} is in use by process {handle.read()}.") from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield
