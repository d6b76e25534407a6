"""Start the process that looks at a file, and read its answer."""

import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from ctplatform.exchange.file_facts import FileFacts

log = logging.getLogger(__name__)

MEMORY = 1024 * 1024 * 1024  # bytes of address space
PROCESSOR = 20  # seconds
WALL = 45  # seconds from start to answer
CHILD = Path(__file__).with_name("child_facts.py")


def facts_of_upload(file) -> FileFacts:
    """What an uploaded file shows of itself; one that cannot be looked at has a `problem`."""
    with path_of_upload(file) as path:
        return facts_of(path, file.name or "")


@contextmanager
def path_of_upload(file) -> Iterator[Path]:
    """The path of an uploaded file; one in memory is written to a temporary file."""
    if hasattr(file, "temporary_file_path"):
        yield Path(file.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        file.seek(0)
        yield Path(copy.name)


def facts_of(path: Path, name: str) -> FileFacts:
    """What the file at `path`, called `name`, shows of itself."""
    found = _ask(path, name)
    if found is None or found.get("limit"):
        words = _("Looking at the file took too much memory or time and was stopped.")
        return FileFacts(name, "unknown", problem=words)
    for field in ("columns", "formats", "members", "object_types"):
        found[field] = tuple(found[field])
    return FileFacts(**found)


def _ask(path, name):
    root = str(Path(__file__).resolve().parents[3])
    request = {
        "paths": [root, *(each for each in sys.path if each and each != root)],
        "path": str(path),
        "name": name,
        "memory": MEMORY,
        "seconds": PROCESSOR,
    }
    command = [sys.executable, "-S", "-E", "-B", str(CHILD), json.dumps(request)]
    environment = {"PYTHONUTF8": "1", "LANG": "C.UTF-8", "PATH": os.defpath}
    try:
        done = subprocess.run(  # noqa: S603 - fixed command
            command, capture_output=True, timeout=WALL, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        tail = done.stderr[-2000:].decode(errors="replace")
        log.warning("Looking at a file ended with %s: %s", done.returncode, tail)
        return None
    return json.loads(done.stdout)
