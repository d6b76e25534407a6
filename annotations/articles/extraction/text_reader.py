"""Extract the text of an article from an uploaded file or pasted text.

It reads nothing but its arguments, and runs in a separate process (limited_reader), never in one
that serves pages.
"""

import re
from dataclasses import dataclass, field, replace

from annotations.articles.extraction import normalisation
from annotations.articles.extraction.declared_language import declared_language, language_tag
from annotations.articles.extraction.decoding import decode, misread_places
from annotations.articles.extraction.documents.docx import blocks_of, is_docx, read_docx
from annotations.articles.extraction.documents.pdf import read_pdf
from annotations.articles.extraction.languages import UNKNOWN, detect_language, direction_of
from annotations.articles.extraction.normalisation import UnreadableText
from annotations.articles.extraction.superscripts import set_marks_aside

MAX_FILE = 16 * 1024 * 1024  # bytes
MAX_HTML = 5 * 1024 * 1024  # bytes; parsing takes a hundred times this memory
MAX_TAGS = 200_000
MAX_ATTRIBUTES = 1000  # of one tag
HTML_START = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_:.+-]+)", re.I)
XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_:.+-]+)", re.I)
NUMBERED = re.compile(
    r"^- (?=(?:-?\d{1,6}|[A-Za-z]|[IVXLCDMivxlcdm]{1,12})\. )"
)  # two marks of one entry
MAX_TITLE = 500
FILE_TITLE = re.compile(r"^(?:Microsoft Word - |untitled)|\.(?:docx?|odt|pdf|indd|tex)$", re.I)
CONTAINERS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP or Office file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip file",
    b"\xd0\xcf\x11\xe0": "an old or an encrypted Office file",
    b"{\\rtf": "an RTF file",
}


@dataclass(frozen=True)
class Extract:
    """The text of a file or a paste, and the metadata that it gives (empty where it gives none).

    `text` is in normal form, `normalisation` lists the changes, `segments` divides it. `notes` are
    [{"mark", "offset", "text"}]; `warnings` are sentences for the user who adds it.
    """

    text: str
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    language: str = ""
    language_from: str = ""  # "document", "detected" or empty
    direction: str = ""
    url: str = ""
    encoding: str = ""
    normalisation: tuple[dict, ...] = ()
    segments: tuple[dict, ...] = ()
    notes: tuple[dict, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict:
        return dict(vars(self))


def read_text(text: str, title: str = "") -> Extract:
    """Bring a pasted text into normal form."""
    return _finish(Extract(text=text), title)


def read_file(name: str, data: bytes, encoding: str = "", title: str = "") -> Extract:
    """Read a TXT, HTML, PDF or DOCX file; the content decides the kind, or else the name.

    `encoding` is the user's choice (decoding.CHOICES) or empty. Raises UnreadableText for empty,
    encrypted, scanned and other binary files, unknown encodings, HTML without text, and files over
    a limit.
    """
    if not data.strip():
        raise UnreadableText("The file is empty.")
    if data.startswith(b"%PDF"):
        return _finish(_of_pdf(data), title)
    if data.startswith(b"PK\x03\x04") and is_docx(data):
        return _finish(_of_docx(data), title)
    for magic, kind in CONTAINERS.items():
        if data.startswith(magic):
            raise UnreadableText(f"This is {kind}; give a TXT, HTML, PDF or DOCX file.")
    named = name.lower().endswith((".html", ".htm", ".xhtml"))
    if named or HTML_START.match(_ascii_start(data)):
        return _finish(read_html(data, encoding), title)
    found = decode(data, chosen=encoding)
    return _finish(Extract(found.text, encoding=found.encoding, warnings=found.warnings), title)


def _of_pdf(data):
    text, metadata, warnings = read_pdf(data)
    title = metadata.get("Title", "").strip()
    author = metadata.get("Author", "").strip()
    return Extract(
        text=text,
        title="" if FILE_TITLE.search(title) else title[:MAX_TITLE],
        authors=(author[:MAX_TITLE],) if author else (),
        warnings=tuple(warnings),
    )


def _of_docx(data):
    """The blocks of a Word file, one after the other: nothing in it surrounds an article."""
    from annotations.articles.extraction.footnotes import Tokens, set_notes_apart  # noqa: PLC0415 - not needed for other files

    page, metadata = read_docx(data)
    check_tags(page)
    tokens, tree = Tokens(page), _tree_of(page)
    language = language_tag(metadata.get("language", ""))
    notes = set_notes_apart(tree, tokens, language)
    text, notes = tokens.take("\n\n".join(blocks_of(tree)), notes)
    if not text:
        raise UnreadableText("This DOCX file holds no text.")
    return Extract(
        text=text,
        title=metadata.get("title", "")[:MAX_TITLE],
        authors=tuple(filter(None, [metadata.get("creator", "")[:MAX_TITLE]])),
        language=language,
        language_from="document" if language else "",
        notes=tuple(notes),
    )


def _ascii_start(data):
    """The start of a file as single bytes, without zero bytes and byte order mark."""
    return data[:8192].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")[:4096]


def read_html(data: bytes, encoding: str = "") -> Extract:
    """Extract the article from a page as plain text, without using the network."""
    if len(data) > MAX_HTML:
        raise UnreadableText(f"The page has {len(data):,} bytes; at most {MAX_HTML:,} are read.")
    from annotations.articles.extraction.footnotes import Tokens  # noqa: PLC0415 - not needed for pasted texts

    decoded = decode(data, _declared(data), encoding)
    page = re.sub(r"^\s*<\?xml[^>]{0,300}\?>", "", decoded.text.lstrip("\ufeff"))
    check_tags(page)
    tokens = Tokens(page)
    tree = _tree_of(page)
    language, direction = declared_language(tree)
    document, notes = _article_in(tree, tokens, language)
    text, notes = tokens.take(_spaced(document.text), notes)
    return Extract(
        text=text,
        title=tokens.drop(document.title or ""),
        authors=tuple(filter(None, (document.author or "").split("; "))),
        published=document.date or "",
        language=language,
        language_from="document" if language else "",
        direction=direction,
        url=document.url or "",
        encoding=decoded.encoding,
        notes=tuple(notes),
        warnings=decoded.warnings,
    )


def check_tags(page):
    """Refuse pages that consist of tags or attributes rather than of text."""
    if page.count("<") > MAX_TAGS:
        raise UnreadableText(f"The page has more than {MAX_TAGS:,} tags.")
    for tag in re.finditer(r"<[A-Za-z][^<>]{4000,}", page):
        if len(tag[0].split()) > MAX_ATTRIBUTES:
            raise UnreadableText(f"A tag of the page has more than {MAX_ATTRIBUTES:,} attributes.")


def _tree_of(page):
    # Imported here: not needed for pasted texts.
    from lxml import etree, html  # noqa: PLC0415

    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return html.document_fromstring(page.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableText("No article text was found in this page.") from error


def _article_in(tree, tokens, language):
    import trafilatura  # noqa: PLC0415
    from trafilatura.settings import use_config  # noqa: PLC0415

    from annotations.articles.extraction.footnotes import set_notes_apart  # noqa: PLC0415
    from annotations.articles.extraction.page_blocks import prepare_blocks  # noqa: PLC0415 - imports lxml

    notes = set_notes_apart(tree, tokens, language)
    prepare_blocks(tree)
    config = use_config()
    config.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")  # signals fail in threads
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "50")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    document = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, favor_recall=True, config=config
    )
    if document is None or not (document.text or "").strip():
        raise UnreadableText("No article text was found in this page. Paste the text instead.")
    return document, notes


def _declared(data):
    start = _ascii_start(data)
    found = XML_ENCODING.search(start) or CHARSET.search(start)
    return found[1].decode() if found else ""


def _spaced(text):
    """The text with one blank line between blocks; the extractor separates them by a line end."""
    lines = (NUMBERED.sub("", line.strip()) for line in text.splitlines() if line.strip())
    return "\n\n".join(lines)


def _finish(found: Extract, title: str) -> Extract:
    """Normalise and segment the text, set raised note marks apart, and detect the language."""
    text, log = normalisation.normalise(found.text)
    bare, marks = set_marks_aside(text)
    notes = _merged(found.notes, marks)
    if marks:
        log.append({"change": "raised note marks set apart", "count": len(marks)})
    segments = normalisation.segment(bare, title or found.title)
    language, origin, doubt = _language(found.language, bare)
    warnings = [*found.warnings, *doubt, *_doubts(bare)]
    return replace(
        found,
        text=bare,
        normalisation=tuple(log),
        segments=tuple(segments),
        notes=tuple(notes),
        language=language,
        language_from=origin if language != UNKNOWN else "",
        warnings=tuple(warnings),
    )


def _language(named, text):
    """(language, its origin, warnings): a warning where the page seems to declare a wrong one."""
    detected = detect_language(text)
    if not named:
        return detected, "detected", ()
    if detected == UNKNOWN or detected.split("-")[0] == named.split("-")[0] or len(text) < 500:
        return named, "document", ()
    if direction_of(detected) != direction_of(named):
        return (
            detected,
            "detected",
            (f"The page calls its language {named}, but its words are {detected}.",),
        )
    return (
        named,
        "document",
        (
            f"The page calls its language {named}, but its words look like {detected}: "
            "correct the language if that is so.",
        ),
    )


def _merged(notes, marks):
    """Join the notes of a page and those of raised digits, by offset in the text without marks.

    The offsets of `notes` still count the raised digits, which have been removed since.
    """
    moved, taken, waiting = [], 0, iter([*marks, None])
    mark = next(waiting)
    for note in notes:
        offset = note["offset"]
        while mark and offset is not None and mark["offset"] + taken < offset:
            taken += len(mark["mark"])
            mark = next(waiting)
        moved.append(note if offset is None else {**note, "offset": offset - taken})
    return sorted([*moved, *marks], key=lambda row: (row["offset"] is None, row["offset"] or 0))


def _doubts(text):
    places = misread_places(text)
    if places < 2:
        return []
    return [
        f"{places:,} places look like letters that were misread before they came here "
        "(such as Ã© for é): compare the text with its source."
    ]
