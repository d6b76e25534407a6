"""Decode bytes without guessing: report the first byte that is invalid in the given encoding."""

import codecs
from pathlib import Path

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from ctplatform.exchange.limits import Unreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CHOICES = (
    "utf-8",
    "cp1252",
    "iso-8859-15",
    "cp1250",
    "cp1251",
    "koi8-r",
    "cp1256",
    "gb18030",
    "shift_jis",
    "mac-roman",
)
"""The encodings that a user may choose; UTF-16 and UTF-32 are recognised by their marks."""
CHUNK = 1024 * 1024


def encoding_of(path: Path, given_encoding: str = "") -> str:
    """The codec for the whole file: from its byte order mark, else `given_encoding`, else UTF-8.

    Raises Unreadable with the first invalid byte, its row, and a better guess.
    """
    with path.open("rb") as file:
        start = file.read(4)
    name = next(
        (codec for mark, codec in MARKS if start.startswith(mark)), given_encoding or "utf-8"
    )
    if name not in (*CHOICES, "utf-8-sig", "utf-16", "utf-32"):
        raise Unreadable(_("The encoding “%s” is not known.") % name[:40])
    _check(path, name)
    return name


def _check(path, name):
    decoder, position, row = codecs.getincrementaldecoder(name)(), 0, 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            held = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                at = position - held + error.start
                before = error.object[: error.start]
                raise Unreadable(_refusal(path, name, at), row + before.count(b"\n")) from error
            if not chunk:
                return
            position, row = position + len(chunk), row + text.count("\n")


def _refusal(path, name, at):
    with path.open("rb") as file:
        file.seek(max(0, at - CHUNK // 2))
        guess = from_bytes(file.read(CHUNK), cp_isolation=[*CHOICES[1:]]).best()
    words = _("Byte %(byte)d of the file is not %(name)s.") % {
        "byte": at + 1,
        "name": name.upper().removesuffix("-SIG"),
    }
    if guess is None:
        return words + " " + _("Choose its encoding, or save it as UTF-8.")
    encoding = guess.encoding.replace("_", "-")
    return words + " " + _("It may be %s: choose that, or save it as UTF-8.") % encoding
