"""Check a bundle in a separate process, with limits on memory and time."""

import json
import logging
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from ctplatform.bundles.contents import manifest
from ctplatform.bundles.contents.manifest import Manifest, read_manifest
from ctplatform.domain_errors import DomainError

log = logging.getLogger(__name__)
CHILD = Path(__file__).with_name("child_check.py")
WALL = 1800  # seconds from start to answer


@dataclass(frozen=True)
class BundleLimits:
    """The limits of a bundle: files in it, bytes when unpacked, bytes of a line, and of its check.

    `memory` is the address space of the process in bytes, `seconds` its processor time.
    """

    members: int = 200_000
    expanded: int = 50 * 1024**3
    line: int = 64 * 1024**2
    memory: int = 1024**3
    seconds: int = 1200


LIMITS = BundleLimits()


class BundleRefused(DomainError):
    """The bundle cannot be read or put in; the text says where and why."""


def check_bundle(path: Path, limits: BundleLimits = LIMITS) -> Manifest:
    """The manifest of a bundle of which every file was read and is as stated.

    Raises BundleRefused.
    """
    with path.open("rb") as file:
        found = _ask(file, limits)
    if "problem" in found:
        raise BundleRefused(found["problem"])
    return read_manifest(found["manifest"].encode())


def _ask(file, limits):
    """Start the process, which inherits the open file, and return its answer."""
    request = {
        "paths": [str(Path(__file__).resolve().parents[3]), *filter(None, sys.path)],
        "manifest_module": str(Path(manifest.__file__)),
        "file": file.fileno(),
        "limits": asdict(limits),
    }
    command = [sys.executable, "-S", "-E", "-B", str(CHILD)]
    environment = {"PYTHONUTF8": "1", "LANG": "C.UTF-8", "PATH": os.defpath}
    try:
        done = subprocess.run(  # noqa: S603 - fixed command; the request goes by stdin
            command,
            input=json.dumps(request).encode() + b"\n",
            capture_output=True,
            timeout=WALL,
            env=environment,
            pass_fds=[file.fileno()],
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BundleRefused(_("Checking took more than %d seconds.") % WALL) from error
    if done.returncode:
        raise BundleRefused(_end_words(done, limits))
    return json.loads(done.stdout)


def _end_words(done, limits):
    if done.returncode == -signal.SIGXCPU:
        return _("Checking took more than %d seconds of processor time.") % limits.seconds
    tail = done.stderr[-2000:].decode(errors="replace")
    log.warning("The check of a bundle ended with %s: %s", done.returncode, tail)
    return _("Checking took more than its %d MB of memory.") % (limits.memory // 1024**2)
