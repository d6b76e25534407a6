"""Which preparations `run` has to do before it serves. Standard library only.

`manage.py prepare STEP...` does them; this module only checks what has changed since, so that a
restart with nothing to do need not start Django.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ctplatform.ops.bootstrap import ROOT, VENDOR_STAMP, write_last

PACKAGES = ("ctplatform", "annotations", "incidents")


def stale_steps(data: Path) -> dict[str, str]:
    """{step: its current fingerprint} of the steps that must be done again."""
    done = read_fingerprints(data)
    return {step: made for step, made in step_fingerprints(data).items() if done.get(step) != made}


def step_fingerprints(data: Path) -> dict[str, str]:
    """{step: fingerprint of everything that its result depends on}."""
    database = os.environ.get("DATABASE_URL", "")
    # A database server can be replaced without our knowledge, so check it at each start.
    known = (
        os.getpid() if database and not database.startswith("sqlite") else database_identity(data)
    )
    return {
        "migrate": files_fingerprint(own_migrations(), database, known),
        "shared": files_fingerprint(shared_files(), database, known),
        "static": files_fingerprint(
            static_files(), (data / "static" / "staticfiles.json").exists()
        ),
        # Once per database: a demo that was removed must not come back.
        "demo": hashlib.sha256(f"{database} {bool(database_identity(data))}".encode()).hexdigest(),
    }


def database_identity(data: Path) -> str:
    """Identifies the SQLite file: one that was removed or restored has another inode."""
    files = sorted(data.glob("*.sqlite3"))
    return " ".join(f"{file.name}:{file.stat().st_ino}" for file in files)


def own_migrations() -> list[Path]:
    """Our own migrations; requirements.lock identifies those of libraries."""
    return [path for package in PACKAGES for path in (ROOT / package).rglob("migrations/*.py")]


def shared_files() -> list[Path]:
    """The sources of the rows that all projects share."""
    names = ("countries/m49.py", "regions/standard_sets.py", "countries/disputed_places.py")
    tables = (ROOT / "incidents" / name for name in names)
    return [*sorted((ROOT / "annotations" / "data").glob("*.json")), *tables]


def static_files() -> list[Path]:
    """Our own static files and the bundler; a stamp identifies the vendored files."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("static/**/*"))
    bundles = ROOT / "ctplatform" / "web" / "bundles.py"
    return [VENDOR_STAMP, bundles, *(path for path in found if "vendor" not in path.parts)]


def files_fingerprint(files: Iterable[Path], *more: object) -> str:
    """One hash of the files' names, sizes and times, the locked packages, and `more`."""
    said = hashlib.sha256(repr(more).encode())
    said.update((ROOT / "requirements.lock").read_bytes())
    for path in sorted(files):
        if path.is_file():
            stat = path.stat()
            said.update(f"{path.relative_to(ROOT)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return said.hexdigest()


def read_fingerprints(data: Path) -> dict[str, str]:
    """The saved fingerprints of this data directory; empty if unknown."""
    try:
        return json.loads((data / "run" / "prepared.json").read_text())
    except (OSError, ValueError):
        return {}


def save_fingerprints(data: Path, steps: Iterable[str]) -> None:
    """Save that `steps` are done, with new fingerprints: `migrate` may have made the database."""
    now = step_fingerprints(data)
    done = {**read_fingerprints(data), **{step: now[step] for step in steps}}
    write_last(data / "run" / "prepared.json", json.dumps(done))


def forget_steps(data: Path) -> None:
    """Make all steps run at the next start, since the database was replaced; all but the demo."""
    (data / "run" / "prepared.json").unlink(missing_ok=True)
    save_fingerprints(data, ["demo"])


class InUse(Exception):
    """Another `run` or `restore` uses the data directory; the message says which."""


@contextmanager
def only_user(data: Path) -> Iterator[None]:
    """Lock the data directory against any other `run` or `restore`."""
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
