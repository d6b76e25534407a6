"""PDF and DOCX files made in tests: a few lines, a few parts."""

import io
import zipfile
from collections.abc import Iterable

PARAGRAPH = "<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
CORE = (
    '<x xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>%s</dc:title>'
    "<dc:creator>Ann Lee</dc:creator><dc:language>fr-FR</dc:language></x>"
)


def pdf_of(*pages: Iterable[tuple[int, int, str]]) -> bytes:
    """A PDF with these pages, each a list of (x, y, line) in points."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>")
    kids = []
    for lines in pages:
        drawn = "".join(f"BT /F1 10 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in lines)
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects)} 0 R >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    parts, places = ["%PDF-1.4\n"], []
    for number, body in enumerate(objects, 1):
        places.append(sum(map(len, parts)))
        parts.append(f"{number} 0 obj\n{body}\nendobj\n")
    start = sum(map(len, parts))
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    parts.append(f"xref\n0 {size}\n0000000000 65535 f \n{rows}")
    parts.append(f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n")
    return "".join(parts).encode("latin-1")


def docx_of(*paragraphs: str, title="", body="") -> bytes:
    """A Word file with these paragraphs; `body` is XML that follows them."""
    words = "".join(PARAGRAPH % each for each in paragraphs) + body
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        document = f"<w:document {NAMESPACE}><w:body>{words}</w:body></w:document>"
        archive.writestr("word/document.xml", document)
        if title:
            archive.writestr("docProps/core.xml", CORE % title)
    return file.getvalue()
