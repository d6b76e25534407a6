"""A report as DOCX, with headings, tables, quotes, drawings and a list of citations.

Charts are drawings in SVG, which Word and LibreOffice show. For programs that show none, the
numbers follow as a table. `python-docx` is imported when a document is made, by those alone who
ask for one.
"""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incidents.reports.files.content import assessment_words, citation, pinned_numbers, table_of
from incidents.reports.queries import shown_blocks

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LEVELS = {"heading": 1, "subheading": 2}
BLANK = bytes.fromhex(  # a transparent PNG of one pixel, in the place of the drawing
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000b49444154789c6360000200000500017a5eab3f0000000049454e44ae42"
    "6082"
)
SVG_BLIP = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}"><asvg:svgBlip'
    ' xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' r:embed="{}"/></a:ext></a:extLst>'
)
SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
WIDTH = 6.0  # inches


def report_as_docx(report, user, address) -> bytes:
    """The document as this user may see the report; `address` is that of its page."""
    return _Writer(report, user, address).write()


def in_xml(text) -> str:
    """A text without the characters that XML cannot hold."""
    return NOT_IN_XML.sub("", str(text))


def _without_times(written: BytesIO) -> bytes:
    """The same zip without the time of its making, so that the same report is the same file."""
    out = BytesIO()
    with ZipFile(written) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            info = ZipInfo(name)  # its time is the first that a zip can hold
            after.writestr(info, before.read(name), ZIP_DEFLATED)
    return out.getvalue()


class _Writer:
    """One document being written."""

    def __init__(self, report, user, address):
        from docx import Document  # noqa: PLC0415 - see the module

        self.report, self.user, self.address = report, user, address
        self.origin = address.removesuffix(f"/reports/{report.pk}/")
        self.document = Document()
        self.blocks = shown_blocks(report, user)

    def write(self) -> bytes:
        self._begin()
        for block in self.blocks:
            if block.is_hidden:
                self._small(_("[%(kind)s: not shown to you]") % {"kind": block.label})
            else:
                getattr(self, f"_add_{block.kind}")(block)
        self._citations()
        out = BytesIO()
        self.document.save(out)
        return _without_times(out)

    def _begin(self):
        self.document.core_properties.title = in_xml(self.report.title)
        self.document.core_properties.author = in_xml(self.report.project.title)
        self.document.add_heading(in_xml(self.report.title), 0)
        self._small(
            _("%(project)s, version %(n)s, %(state)s, as of %(day)s. %(address)s")
            % {
                "project": self.report.project.title,
                "n": self.report.version,
                "state": self.report.get_state_display(),
                "day": date_format(self.report.updated, "Y-m-d"),
                "address": self.address,
            }
        )
        if self.report.marking != "clear":
            self._small(_("Marking: %s") % self.report.get_marking_display())
        if self.report.summary:
            self.document.add_paragraph(in_xml(self.report.summary))

    def _small(self, words):
        self.document.add_paragraph(in_xml(words), style="Caption")

    def _add_text(self, block):
        for part in block.parts:
            if level := LEVELS.get(part.kind):
                self._runs(self.document.add_heading(level=level), part.lines[0])
            elif part.kind == "list":
                for line in part.lines:
                    self._runs(self.document.add_paragraph(style="List Bullet"), line)
            else:
                paragraph = self.document.add_paragraph()
                for number, line in enumerate(part.lines):
                    if number:
                        paragraph.add_run().add_break()
                    self._runs(paragraph, line)

    def _runs(self, paragraph, runs):
        for run in runs:
            words = f"{run.words} ({run.address})" if run.address else run.words
            made = paragraph.add_run(in_xml(words))
            made.bold, made.italic = run.is_bold or None, run.is_italic or None

    def _add_quote(self, block):
        words = f"“{block.passage.quote}” [{block.source}]"
        self.document.add_paragraph(in_xml(words), style="Intense Quote")
        if block.caption:
            self._small(block.caption)

    def _add_assessment(self, block):
        paragraph = self.document.add_paragraph(style="Quote")
        paragraph.add_run(in_xml(block.assessment.statement)).bold = True
        self._small("; ".join(assessment_words(block.assessment)))
        self._small(f"{self.origin}/assessments/{block.assessment.pk}/")
        if block.caption:
            self._small(block.caption)

    def _add_chart(self, block):
        numbers = pinned_numbers(block, self.user)
        self.document.add_heading(in_xml(block.caption or block.snapshot.title), 3)
        if numbers.svg:
            self._drawing(numbers)
        self._small(numbers.words)
        self._small(numbers.since)
        if numbers.rows:
            self._table(*table_of(block, numbers))

    def _add_table(self, block):
        if block.snapshot:
            self._add_chart(block)
            return
        self.document.add_heading(in_xml(block.caption or _("Incidents")), 3)
        self._table(*table_of(block, None))
        for words in block.notes:
            self._small(words)

    def _table(self, head, rows):
        table = self.document.add_table(rows=0, cols=len(head), style="Light Grid Accent 1")
        for row in [head, *rows]:
            cells = table.add_row().cells
            for cell, words in zip(cells, row, strict=True):
                cell.text = in_xml(words)

    def _drawing(self, numbers):
        from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 - see the module
        from docx.opc.packuri import PackURI  # noqa: PLC0415
        from docx.opc.part import Part  # noqa: PLC0415
        from docx.oxml import parse_xml  # noqa: PLC0415
        from docx.shared import Inches  # noqa: PLC0415

        part = self.document.part
        number = sum(each.reltype == RELATIONSHIP_TYPE.IMAGE for each in part.rels.values()) + 1
        name = PackURI(f"/word/media/chart{number}.svg")
        svg = Part(name, "image/svg+xml", in_xml(numbers.svg).encode(), part.package)
        width, height = map(float, SIZE.search(numbers.svg).groups())
        run = self.document.add_paragraph().add_run()
        shape = run.add_picture(
            BytesIO(BLANK), width=Inches(WIDTH), height=Inches(WIDTH * height / width)
        )
        picture = shape._inline.graphic.graphicData.pic  # noqa: SLF001 - it has no public name
        reference = part.relate_to(svg, RELATIONSHIP_TYPE.IMAGE)
        picture.blipFill.blip.append(parse_xml(SVG_BLIP.format(reference)))
        shape._inline.docPr.set("descr", in_xml(numbers.words))  # noqa: SLF001

    def _citations(self):
        quotes = [each for each in self.blocks if each.passage]
        if not quotes:
            return
        self.document.add_heading(_("Citations"), 1)
        for each in quotes:
            words = citation(each, f"{self.origin}{each.passage.url}")
            self.document.add_paragraph(in_xml(f"[{each.source}] {words}"))
