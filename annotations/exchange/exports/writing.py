"""Register every format of annotated texts as an export of annotations and of texts."""

import json
import zipfile
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from annotations.exchange.documents import DocumentFormat, document_formats
from annotations.exchange.exports.corpus import corpus_of
from annotations.exchange.exports.losses import count_in_words, losses, losses_in_words
from annotations.exchange.exports.selection import Selection
from annotations.exchange.formats import brat  # noqa: F401 - the package registers all formats
from ctplatform.exchange.registry import register_writer

RESOURCES = ("annotations", "articles")
BEGINNING_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def write_documents(format: DocumentFormat, rows, reader) -> Iterator[bytes]:
    """The annotations of `rows` in a format; an archive also has `losses.txt` and `losses.json`."""
    selection = Selection(rows, reader)
    pairs = format.write(corpus_of(selection))
    if not format.archive:
        yield from (content for _name, content in pairs)
        return
    found = losses(selection, format)
    yield from zip_pieces(_with_losses(found, format, pairs))


def _with_losses(found, format, pairs):
    yield "losses.txt", losses_in_words(found, format).encode()
    yield "losses.json", json.dumps(found, indent=1).encode()
    yield from pairs


def zip_pieces(pairs) -> Iterator[bytes]:
    """A zip of pairs (name, content), in pieces, of which one file at a time is in memory."""
    out = _Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in pairs:
            info = zipfile.ZipInfo(name, BEGINNING_OF_ZIP)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            archive.writestr(info, content)
            yield out.take_written()
    yield out.take_written()


class _Pieces:
    """A file that can only be written; `take_written` gives what was written since."""

    def __init__(self):
        self.held = []

    def write(self, data):
        self.held.append(bytes(data))
        return len(data)

    def flush(self):
        """Nothing to do: pieces are taken when they are there."""

    def take_written(self):
        found, self.held = b"".join(self.held), []
        return found


def register_exports() -> None:
    """Register each format that can be written, for annotations and for articles."""
    for format in document_formats().values():
        if format.write is None:
            continue
        for noun in RESOURCES:
            register_writer(
                noun,
                format.name,
                label=format.label,
                media_type="application/zip" if format.archive else format.media_type,
                extension="zip" if format.archive else format.extension,
                about=_("Positions: %s.") % format.positions,
                losses=_counter(format),
            )(_writer(format))


def _writer(format):
    return lambda rows, reader: write_documents(format, rows, reader)


def _counter(format):
    return lambda rows, reader: count_in_words(Selection(rows, reader), format)


register_exports()
