"""A DOCX file as a page of HTML, with its notes, and the metadata that it gives of itself."""

import io
import zipfile

from annotations.articles.extraction.normalisation import UnreadableText

TEXT_PART = "word/document.xml"
CORE = "docProps/core.xml"
MAX_UNPACKED = 64 * 1024 * 1024  # bytes of all parts
MAX_PARTS = 5000
BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre", "tr")
MAX_CORE = 100_000  # bytes
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def is_docx(data: bytes) -> bool:
    """Whether these are the bytes of a Word file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return TEXT_PART in archive.namelist()
    except zipfile.BadZipFile:
        return False


def read_docx(data: bytes) -> tuple[str, dict]:
    """(HTML of the body, metadata) of a DOCX file; pictures are left out.

    The metadata are "title", "creator" and "language". Raises UnreadableText for what is damaged or
    unpacks to too much.
    """
    import mammoth  # noqa: PLC0415 - not needed for other files

    _check_size(data)
    try:
        found = mammoth.convert_to_html(
            io.BytesIO(data), convert_image=mammoth.images.img_element(lambda _image: {})
        )
        return f"<html><body>{found.value}</body></html>", _metadata(data)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # the library raises whatever the XML leads it to
        raise UnreadableText("This DOCX file is damaged and cannot be read.") from error


def _check_size(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(each.file_size for each in parts) > MAX_UNPACKED:
        raise UnreadableText(
            "The DOCX file is too large when it is unpacked: more than "
            f"{MAX_UNPACKED // 1024**2} MB or {MAX_PARTS:,} parts."
        )


def _metadata(data) -> dict:
    from lxml import etree  # noqa: PLC0415 - not needed for other files

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if CORE not in archive.namelist():
            return {}
        with archive.open(CORE) as part:
            content = part.read(MAX_CORE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    tree = etree.fromstring(content, parser=parser)
    names = ("title", "creator", "language")
    found = {} if tree is None else {n: tree.findtext(DUBLIN_CORE + n) for n in names}
    return {name: text.strip() for name, text in found.items() if text and text.strip()}


def blocks_of(tree) -> list[str]:
    """The text of each block without blocks in it; a row of a table is one block."""
    return [words for text in _texts_of(tree) if (words := " ".join(text.split()))]


def _texts_of(tree):
    for block in tree.iter(*BLOCKS):
        if block.tag == "tr":
            yield " · ".join(filter(None, (cell.text_content().strip() for cell in block)))
        elif next(block.iterdescendants(*BLOCKS), None) is None and not _is_in_row(block):
            yield block.text_content()


def _is_in_row(block):
    return any(each.tag == "tr" for each in block.iterancestors())
