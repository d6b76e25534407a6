"""Start the process that reads a file of annotated texts, and read what it writes."""

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
from django.utils.translation import gettext as _

from annotations.exchange.documents import (
    AnnotatedDocument,
    AnnotationRelation,
    AnnotationReply,
    CodeDefinition,
    QuotedPassage,
    TextAnnotation,
)
from annotations.exchange.limited_reading.stored_text import StoredText
from ctplatform.exchange.limits import Unreadable

log = logging.getLogger(__name__)

MEMORY = 1536 * 1024 * 1024  # bytes of address space
PROCESSOR = 120  # seconds
WALL = 300  # seconds from start to end
WRITTEN = 1024 * 1024 * 1024  # bytes of JSON that are taken
CHILD = Path(__file__).with_name("child_reader.py")
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class ReadFile:
    """A file that was read: its codes, its own name, and what its reader met and cannot hold.

    `original` is null: the file holds more than its texts, which are stored without it.
    """

    lines_file: object
    count: int
    codes: tuple[CodeDefinition, ...]
    name: str
    unread: dict
    original: None = None

    def documents(self) -> Iterator[tuple[AnnotatedDocument, StoredText | None]]:
        """Each text in normal form with what is stored of it, one at a time.

        What is stored is None where the file does not hold the text.
        """
        self.lines_file.seek(0)
        for line in self.lines_file:
            if b"\\u0000" in line:
                raise Unreadable(_("The file holds a NUL character, which cannot be stored."))
            row = orjson.loads(line)
            if "document" in row:
                stored = row["stored"] and StoredText(**row["stored"])
                yield _document(row["document"]), stored


def _document(row) -> AnnotatedDocument:
    for annotation in row["annotations"]:
        annotation["spans"] = tuple(tuple(span) for span in annotation["spans"])
        for name in ("code", "links"):
            annotation[name] = tuple(annotation[name])
        annotation["quoted"] = tuple(map(_passage, annotation["quoted"]))
    for relation in row["relations"]:
        relation["members"] = tuple(tuple(each) for each in relation["members"])
    row["annotations"] = tuple(TextAnnotation(**each) for each in row["annotations"])
    row["relations"] = tuple(AnnotationRelation(**each) for each in row["relations"])
    row["addresses"] = tuple(row["addresses"])
    row["replies"] = tuple(AnnotationReply(**each) for each in row["replies"])
    return AnnotatedDocument(**row)


def _passage(row) -> QuotedPassage:
    part = row["part"] and _passage(row["part"])
    return QuotedPassage(**{**row, "part": part})


@contextmanager
def read_limited(path: Path, format: str) -> Iterator[ReadFile]:
    """Read a file in one of `document_formats()` in a limited process.

    Raises Unreadable with what is wrong. The texts are kept in a temporary file, not in memory.
    """
    with tempfile.TemporaryFile() as lines_file:
        _run(path, format, lines_file)
        lines_file.seek(0)
        count, last = 0, {}
        for line in lines_file:
            if line.startswith(b'{"document"'):
                count += 1
            else:
                last = orjson.loads(line)
        if "end" not in last:
            raise Unreadable(_why(last), last.get("row"))
        end = last["end"]
        codes = tuple(
            CodeDefinition(**{**each, "path": tuple(each["path"])}) for each in end["codes"]
        )
        yield ReadFile(lines_file, count, codes, end["name"], end["unread"])


def _why(last):
    if "problem" in last:
        return last["problem"]
    return _("Reading the file took too much memory or time and was stopped.")


def _run(path, format, lines_file):
    root = str(Path(__file__).resolve().parents[3])
    request = {
        "paths": [root, *(each for each in sys.path if each and each != root)],
        "path": str(path),
        "format": format,
        "memory": MEMORY,
        "seconds": PROCESSOR,
    }
    command = [sys.executable, "-S", "-E", "-B", str(CHILD), json.dumps(request)]
    environment = {"PYTHONUTF8": "1", "LANG": "C.UTF-8", "PATH": os.defpath}
    with tempfile.TemporaryFile() as faults:
        process = subprocess.Popen(  # noqa: S603 - fixed command
            command, stdout=subprocess.PIPE, stderr=faults, env=environment
        )
        timer = threading.Timer(WALL, process.kill)
        timer.start()
        try:
            _copy(process, lines_file)
        finally:
            timer.cancel()
            process.kill()
            process.stdout.close()
            code = process.wait()
        if code > 0:
            faults.seek(0)
            log.warning("The reader ended with %s: %s", code, faults.read()[-2000:])
            raise Unreadable(_("The reader failed on this file; it is damaged or of another kind."))


def _copy(process, lines_file):
    written = 0
    while chunk := process.stdout.read(CHUNK):
        written += len(chunk)
        if written > WRITTEN:
            raise Unreadable(_("The file unpacks to far more than its size; it is not read."))
        lines_file.write(chunk)
    process.wait()
