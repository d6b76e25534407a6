"""Read a file or a pasted text in a separate process, with limits on memory and time.

A malicious file can end that process, but not the one that serves pages. The process loads only the
reader, not Django: 60 ms for a pasted text, 300 ms for a page.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from dataclasses import fields
from pathlib import Path

from annotations.articles.extraction.normalisation import UnreadableText
from annotations.articles.extraction.text_reader import Extract

log = logging.getLogger(__name__)

MEMORY = 1024 * 1024 * 1024  # bytes of address space; the reader itself takes 60 MB
PROCESSOR = 20  # seconds
WALL = 45  # seconds from start to answer
AT_ONCE = 2  # readers that one web process starts at the same time
WAIT = 20  # seconds to wait for one of them
CHILD = Path(__file__).with_name("child_reader.py")
places = threading.BoundedSemaphore(AT_ONCE)


class ReaderLimit(UnreadableText):
    """Reading exceeded a limit and was stopped."""


class UnsureText(UnreadableText):
    """The encoding is uncertain; `suggestion` names the most likely one, or is empty."""

    def __init__(self, message, suggestion=""):
        super().__init__(message)
        self.suggestion = suggestion


def read_pasted(text: str, title: str = "") -> Extract:
    """The Extract of a pasted text. Raises UnreadableText with the reason."""
    return _read({"kind": "text", "title": title}, text.encode("utf-8", "surrogatepass"))


def read_upload(name: str, data: bytes, encoding: str = "", title: str = "") -> Extract:
    """The Extract of an uploaded file. Raises UnreadableText, UnsureText or ReaderLimit."""
    return _read({"kind": "file", "name": name, "encoding": encoding, "title": title}, data)


def _read(request, data):
    if not places.acquire(timeout=WAIT):
        raise ReaderLimit("Other files are being read at the moment; try again in a minute.")
    try:
        request |= {"memory": MEMORY, "seconds": PROCESSOR}
        found = _ask(json.dumps(request).encode() + b"\n" + data)
    finally:
        places.release()
    if "found" in found:
        names = {field.name for field in fields(Extract)}
        return Extract(**{name: value for name, value in found["found"].items() if name in names})
    if "limit" in found:
        raise ReaderLimit(_memory_words())
    raise UnsureText(found["problem"], found.get("suggestion", ""))


def _ask(message):
    """Start the process, send it the request, and return its answer."""
    command = [sys.executable, "-S", "-E", "-B", str(CHILD), json.dumps(_paths())]
    environment = {"PYTHONUTF8": "1", "LANG": "C.UTF-8", "PATH": os.defpath}
    try:
        done = subprocess.run(  # noqa: S603 - fixed command; data goes by stdin
            command, input=message, capture_output=True, timeout=WALL, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ReaderLimit(f"Reading took more than {WALL} seconds and was stopped.") from error
    if done.returncode:
        raise ReaderLimit(_end_words(done))
    return json.loads(done.stdout)


def _paths():
    root = str(Path(__file__).resolve().parents[3])
    return [root, *(path for path in sys.path if path and path != root)]


def _end_words(done):
    if done.returncode == -signal.SIGXCPU:
        return f"Reading took more than {PROCESSOR} seconds of processor time and was stopped."
    log.warning(
        "The reader ended with %s: %s",
        done.returncode,
        done.stderr[-2000:].decode(errors="replace"),
    )
    if done.returncode > 0:
        return "The reader failed on this; give it as plain text."
    return _memory_words()


def _memory_words():
    return f"Reading took more than {MEMORY // 1024 // 1024} MB of memory and was stopped."
