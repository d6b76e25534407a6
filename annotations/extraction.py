"""From the bytes of a file to the text of an article. Reads nothing but its argument."""

import re
from dataclasses import dataclass

from annotations.texts import UnreadableText

MAX_FILE = 16 * 1024 * 1024  # bytes
MAX_HTML = 5 * 1024 * 1024  # bytes; parsing costs a hundred times the size
MAX_TAGS = 200_000
HTML_START = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.I)
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
CONTAINERS = {
    b"%PDF": "a PDF", b"PK\x03\x04": "a ZIP or Office file", b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture", b"GIF8": "a GIF picture", b"\x1f\x8b": "a gzip file",
    b"\xd0\xcf\x11\xe0": "an old Office file", b"{\\rtf": "an RTF file",
}  # fmt: skip


@dataclass(frozen=True)
class Extract:
    """What a file holds: its text and what it says of itself (empty where it says nothing)."""

    text: str
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    language: str = ""
    url: str = ""


def read_file(name: str, data: bytes) -> Extract:
    """Read a TXT or HTML file; the kind is told by the content, the name only breaks ties.

    Raises UnreadableText for empty and binary files, unknown encodings, HTML without text.
    """
    if not data.strip():
        raise UnreadableText("The file is empty.")
    for magic, kind in CONTAINERS.items():
        if data.startswith(magic):
            raise UnreadableText(f"This is {kind}; give a plain text (TXT) or HTML file.")
    if HTML_START.match(data[:4096]) or name.lower().endswith((".html", ".htm", ".xhtml")):
        return read_html(data)
    return Extract(text=decode(data))


def decode(data: bytes, declared: str = "") -> str:
    """Decode by byte order mark, then the declared encoding, then UTF-8."""
    for mark, encoding in BOMS.items():
        if data.startswith(mark):
            declared = encoding
    encoding = declared or "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableText(
            f"Byte {error.start} is not {encoding}. Save the file as UTF-8 and try again."
        ) from error
    except LookupError as error:
        raise UnreadableText(f"The encoding {encoding!r} is unknown; save as UTF-8.") from error


def read_html(data: bytes) -> Extract:
    """Find the article in a page, without the network. What comes out is plain text only."""
    # Loaded when a page is read: it brings two seconds of imports that no other request needs.
    import trafilatura  # noqa: PLC0415
    from trafilatura.settings import use_config  # noqa: PLC0415

    if len(data) > MAX_HTML:
        raise UnreadableText(f"The page has {len(data):,} bytes; at most {MAX_HTML:,} are read.")
    found = CHARSET.search(data[:4096])
    page = decode(data, found[1].decode() if found else "")
    if page.count("<") > MAX_TAGS:
        raise UnreadableText(f"The page has more than {MAX_TAGS:,} tags.")
    config = use_config()
    config.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")  # it sets a signal, which threads cannot
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "50")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    document = trafilatura.bare_extraction(
        page, with_metadata=True, include_comments=False, favor_recall=True, config=config
    )
    if document is None or not (document.text or "").strip():
        raise UnreadableText("No article text was found in this page. Paste the text instead.")
    return Extract(
        text=_spaced(document.text),
        title=document.title or "",
        authors=tuple(filter(None, (document.author or "").split("; "))),
        published=document.date or "",
        language=document.language or "",
        url=document.url or "",
    )


def _spaced(text):
    """One blank line between blocks; the extractor separates them by a single line end."""
    return "\n\n".join(line.strip() for line in text.splitlines() if line.strip())
