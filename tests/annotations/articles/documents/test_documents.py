"""PDF and DOCX files are read as texts: paragraphs in order, what cannot be read is refused."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from annotations.articles.extraction.limited_reader import read_upload
from annotations.articles.extraction.normalisation import UnreadableText
from annotations.articles.extraction.text_reader import read_file
from tests.annotations.articles.documents.samples import docx_of, pdf_of

SHARED = Path(os.environ.get("CTPLATFORM_SHARED", settings.BASE_DIR.parent / "shared")) / "data"
SAMPLES = SHARED / "art-pdf-docx-samples"
FULL = "Three men came to the town in the early morning and"


def paragraphs_of(data):
    return read_file("a", data).text.split("\n\n")


def test_lines_of_a_pdf_are_joined_to_paragraphs():
    lines = [
        (50, 700, "The attack on the market"),
        (50, 670, FULL),
        (50, 658, "they left it before noon, as two of the guards say."),
        (50, 628, FULL),
        (50, 616, "left."),
        (50, 604, "Nobody was hurt."),
    ]
    assert paragraphs_of(pdf_of(lines)) == [
        "The attack on the market",
        f"{FULL} they left it before noon, as two of the guards say.",
        f"{FULL} left.",
        "Nobody was hurt.",
    ]


def test_a_paragraph_goes_on_over_the_page_without_the_running_head():
    pages = [
        [
            (50, 760, f"Annual report {number}"),
            (50, 700, FULL),
            (50, 688, FULL if number < 4 else "left."),
            (300, 30, str(number)),
        ]
        for number in range(1, 5)
    ]
    pages[1:] = [[head, (50, 700, "they did so."), *rest] for head, _line, *rest in pages[1:]]
    found = read_file("a.pdf", pdf_of(*pages))
    assert "Annual" not in found.text
    assert "and they did so." in found.text
    assert found.warnings == ("Running heads and page numbers were left out.",)


def test_a_pdf_without_text_was_scanned():
    with pytest.raises(UnreadableText, match="it was scanned"):
        read_file("a.pdf", pdf_of([], []))


def test_pages_without_text_are_counted():
    found = read_file("a.pdf", pdf_of([(50, 700, FULL)], []))
    assert found.text == FULL
    assert found.warnings == ("1 of 2 pages hold no text: they are empty or scanned.",)


def test_a_damaged_pdf_says_so():
    with pytest.raises(UnreadableText, match="damaged"):
        read_file("a.pdf", b"%PDF-1.7 ...")


def test_a_word_file_is_read_with_its_title_and_language():
    data = docx_of("Trois hommes.", "Ils sont partis &amp; loin.", title="Un rapport")
    found = read_upload("a.docx", data)
    assert found.text == "Trois hommes.\n\nIls sont partis & loin."
    assert (found.title, found.authors, found.language) == ("Un rapport", ["Ann Lee"], "fr-FR")


def test_a_word_file_without_text_is_refused():
    with pytest.raises(UnreadableText, match="holds no text"):
        read_file("a.docx", docx_of())


@pytest.mark.parametrize("body", ["<w:p>", '<!DOCTYPE x [<!ENTITY a "b">]>&a;'])
def test_a_damaged_word_file_is_refused(body):
    with pytest.raises(UnreadableText, match="damaged"):
        read_file("a.docx", docx_of("One.", body=body))


def test_a_word_file_that_unpacks_to_too_much_is_refused():
    with pytest.raises(
        UnreadableText, match="too large when it is unpacked: more than 64 MB or 5,000"
    ):
        read_file("a.docx", docx_of("a" * 70_000_000))


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
class TestSamples:
    def test_an_encrypted_pdf_says_so(self):
        (path,) = SAMPLES.glob("005-*/*.pdf")
        with pytest.raises(UnreadableText, match="encrypted"):
            read_file(path.name, path.read_bytes())

    def test_every_file_is_read_or_refused_with_a_reason(self):
        read, refused = {}, {}
        for path in sorted([*SAMPLES.rglob("*.pdf"), *SAMPLES.rglob("*.docx")]):
            try:
                read[path.name] = read_file(path.name, path.read_bytes())
            except UnreadableText as error:
                refused[path.name] = str(error)
        assert (len(read), len(refused)) == (26, 6)
        assert {words.rpartition(".")[0] for words in refused.values()} == {
            "This DOCX file holds no text",
            "This PDF is encrypted. Save it without a password and upload that copy",
        }
        assert "Datum plane" in read["text-box.docx"].text
        assert len(read["footnotes.docx"].notes) == 2
        assert "Top left · Top right" in read["tables.docx"].text
        assert read["multicolumn.pdf"].text.index("Abstract") < 200
        assert "\ufb01" not in read["PDFBOX-3044-010197-p5-ligatures.pdf"].text
