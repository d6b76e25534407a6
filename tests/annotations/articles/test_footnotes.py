"""What a reader sees of the notes of a page: never glued to a figure, never lost."""

import pytest

from annotations.articles.extraction.superscripts import kind_of
from annotations.articles.extraction.text_reader import read_file, read_text

pytestmark = pytest.mark.pure
FILLER = "<p>The second paragraph says that the siege was ended by the army on the nineteenth.</p>"


def read(body, head='<html lang="en">'):
    return read_file("a.html", f"{head}<body><article>{body}{FILLER}</article></body>".encode())


def first_line(found):
    return found.text.split("\n")[0]


WIKI = (
    '<p>The attack killed 150<sup id="cite_ref-3" class="reference"><a href="#cite_note-3">[3]</a>'
    '</sup> people in the town.</p><h2>References</h2><ol class="references"><li id="cite_note-3">'
    '<span class="mw-cite-backlink"><a href="#cite_ref-3">^</a></span> '
    '<span class="reference-text">The Gazette, 4 May.</span></li></ol>'
)
WORD = (
    '<p>The attack killed 150<a href="#_ftn3" name="_ftnref3"><span class="MsoFootnoteReference">'
    "[3]</span></a> people in the town.</p>"
    '<div id="ftn3"><p class="MsoFootnoteText"><a href="#_ftnref3" name="_ftn3">'
    '<span class="MsoFootnoteReference">[3]</span></a> The Gazette, 4 May.</p></div>'
)
PANDOC = (
    '<p>The attack killed 150<a href="#fn3" class="footnote-ref" id="fnref3" role="doc-noteref">'
    '<sup>3</sup></a> people in the town.</p><section class="footnotes" role="doc-endnotes"><ol>'
    '<li id="fn3" role="doc-endnote"><p>The Gazette, 4 May.<a href="#fnref3" class="footnote-back" '
    'role="doc-backlink">↩︎</a></p></li></ol></section>'
)
STYLED = (
    '<p>The attack killed 150<span style="vertical-align: super"><a href="#note3" id="r3">3</a>'
    '</span> people in the town.</p><p id="note3"><a href="#r3">3</a>. The Gazette, 4 May.</p>'
)
ASIDE = (
    '<p>The attack killed 150<a epub:type="noteref" href="#n3">3</a> people in the town.</p>'
    '<aside epub:type="footnote" id="n3"><p>3. The Gazette, 4 May.</p></aside>'
)


WORD_FILTERED = (
    "<p>The attack killed 150<a style='mso-footnote-id:ftn3' href='#_ftn3' name='_ftnref3' "
    "title=''><span class=MsoFootnoteReference><span style='mso-special-character:footnote'>"
    "<span class=MsoFootnoteReference><span>[3]</span></span></span></span></a> people in the "
    "town.</p><div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn3>"
    "<p class=MsoFootnoteText><a style='mso-footnote-id:ftn3' href='#_ftnref3' name='_ftn3'>"
    "<span class=MsoFootnoteReference>[3]</span></a> The Gazette, 4 May.</p></div></div>"
)
LIBREOFFICE = (
    '<p>The attack killed 150<a class="sdfootnoteanc" name="sdfootnote3anc" '
    'href="#sdfootnote3sym"><sup>3</sup></a> people in the town.</p><div id="sdfootnote3">'
    '<p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote3sym" '
    'href="#sdfootnote3anc">3</a>The Gazette, 4 May.</p></div>'
)
GOOGLE = (
    '<p><span>The attack killed 150</span><sup><a href="#ftnt3" id="ftnt_ref3">[3]</a></sup>'
    "<span> people in the town.</span></p><hr><div><p>"
    '<a href="#ftnt_ref3" id="ftnt3">[3]</a><span> The Gazette, 4 May.</span></p></div>'
)
PARSOID = (
    '<p>The attack killed 150<sup class="mw-ref reference" id="cite_ref-3">'
    '<a href="https://example.org/wiki/Siege#cite_note-3"><span class="mw-reflink-text">[3]</span>'
    '</a></sup> people in the town.</p><ol class="mw-references references">'
    '<li id="cite_note-3"><a href="./Siege#cite_ref-3" rel="mw:referencedBy"><span>↑</span></a> '
    '<span class="mw-reference-text">The Gazette, 4 May.</span></li></ol>'
)


@pytest.mark.parametrize(
    "page",
    [WIKI, WORD, PANDOC, STYLED, ASIDE, WORD_FILTERED, LIBREOFFICE, GOOGLE, PARSOID],
    ids=[
        "wiki",
        "word",
        "pandoc",
        "styled",
        "aside",
        "filtered",
        "libreoffice",
        "google",
        "parsoid",
    ],
)
def test_footnote_mark_is_not_glued_to_the_figure_and_its_note_is_kept(page):
    found = read(page)
    assert first_line(found) == "The attack killed 150 people in the town."
    assert "Gazette" not in found.text
    assert found.notes == ({"mark": "3", "text": "The Gazette, 4 May.", "offset": 21},)
    assert found.text[:21].endswith("150")


@pytest.mark.parametrize(
    ("raised", "reads"),
    [
        ("an area of 40 km<sup>2</sup> was burned", "an area of 40 km² was burned"),
        ("more than 10<sup>6</sup> rounds were fired", "more than 10⁶ rounds were fired"),
        ("on the 1<sup>st</sup> of May", "on the 1st of May"),
        ("where x<sup>2</sup> = 4", "where x² = 4"),
        ("the Acme<sup>TM</sup> rifle", "the AcmeTM rifle"),
        ("CO<sub>2</sub> was used", "CO2 was used"),
        ("40 km² and 10⁶ rounds", "40 km² and 10⁶ rounds"),
    ],
)
def test_true_superscript_stays_in_the_text(raised, reads):
    found = read(f"<p>It was told that {raised}, as the officials said on Monday.</p>")
    assert reads in found.text
    assert found.notes == ()


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        ("150<sup>3</sup> people", "3"),
        ("150³ people", "3"),
        ("150<sup>[12]</sup> people", "12"),
        ("150<sup>a</sup> people", "a"),
        ("150<sup>*</sup> people", "*"),
        ("150<sup>†</sup> people", "†"),
        ("150<sup>[citation needed]</sup> people", "citation needed"),
    ],
)
def test_mark_without_a_note_is_dropped_from_the_figure_and_listed(body, mark):
    found = read(f"<p>The attack killed {body} in the town on Monday, said the mayor.</p>")
    assert first_line(found).startswith("The attack killed 150 people in the town")
    assert [(note["mark"], note["offset"]) for note in found.notes] == [(mark, 21)]


def test_raised_digits_of_a_pasted_text_are_set_apart_and_logged():
    found = read_text("The attack killed 150³ people.\n\nAn area of 12 km² and 10⁶ rounds.”⁴")
    assert found.text == "The attack killed 150 people.\n\nAn area of 12 km² and 10⁶ rounds.”"
    assert [(note["mark"], note["offset"]) for note in found.notes] == [
        ("3", 21),
        ("4", len(found.text)),
    ]
    assert found.normalisation == ({"change": "raised note marks set apart", "count": 2},)


def test_notes_of_links_and_raised_digits_keep_their_places_together():
    body = (
        '<p>First 20² men<sup><a href="#fn1">1</a></sup> and then 30⁴ women came, it was said.</p>'
        '<ol><li id="fn1">Own words.</li></ol>'
    )
    found = read(body)
    assert first_line(found) == "First 20 men and then 30 women came, it was said."
    places = {note["mark"]: found.text[: note["offset"]] for note in found.notes}
    assert places["2"].endswith("First 20")
    assert places["1"].endswith("men")
    assert places["4"].endswith("then 30")


@pytest.mark.parametrize("words", ["A study of 12 wars.", "12 people said so.", "In 2014, it was."])
def test_first_word_of_a_note_is_kept(words):
    body = f'<p>It was so<sup><a href="#fn1">1</a></sup> in the town.</p><p id="fn1">1 {words}</p>'
    assert [note["text"] for note in read(body).notes] == [words]


def test_note_that_is_named_twice_stands_at_both_places():
    body = (
        '<p>One<sup><a href="#fn1">1</a></sup> came, and then two<sup><a href="#fn1">1</a></sup> '
        'more came to the town.</p><ol><li id="fn1">Own words.</li></ol>'
    )
    assert [note["text"] for note in read(body).notes] == ["Own words.", "Own words."]


def test_two_marks_in_one_raised_place_are_two_notes():
    body = (
        '<p>It killed 150<sup><a href="#a1">1</a>, <a href="#a2">2</a></sup> people in the town.'
        '</p><ol><li id="a1">First.</li><li id="a2">Second.</li></ol>'
    )
    found = read(body)
    assert first_line(found) == "It killed 150 people in the town."
    assert [(n["mark"], n["text"]) for n in found.notes] == [("1", "First."), ("2", "Second.")]


def test_mark_without_link_or_raised_element_is_known_by_its_class():
    found = read('<p>It killed 150<span class="footnote-ref">3</span> people in the town.</p>')
    assert first_line(found) == "It killed 150 people in the town."


def test_note_whose_mark_is_outside_the_article_is_listed_without_a_place():
    body = (
        "<p>The attack killed 150 people in the town on Monday, said the mayor to the press.</p>"
        '</article><footer>See<sup><a href="#fn9">9</a></sup></footer><article>'
        '<ol><li id="fn9">Kept words.</li></ol>'
    )
    found = read(body)
    assert [(n["mark"], n["text"], n["offset"]) for n in found.notes] == [
        ("9", "Kept words.", None)
    ]


def test_rows_of_a_table_do_not_run_together():
    found = read(
        "<p>The table gives the deaths by province, as the ministry counted them in May.</p>"
        "<table><caption>Deaths by province</caption><tr><th>Province</th><th>Killed</th></tr>"
        '<tr><td rowspan="2">Kabul</td><td>150</td></tr><tr><td>3<sup>a</sup></td></tr></table>'
    )
    assert "Deaths by province\n\nProvince | Killed\n\nKabul | 150\n\nKabul | 3\n\n" in found.text


def test_list_numbers_and_captions_are_kept():
    found = read(
        "<p>The group made two demands in its statement, which was sent to the newspapers.</p>"
        '<ol start="3"><li>Leave the province</li><li>Free the prisoners</li></ol>'
        "<figure><img src='a.png'><figcaption>The market after the attack</figcaption></figure>"
    )
    assert "3. Leave the province\n\n4. Free the prisoners" in found.text
    assert "The market after the attack" in found.text


def test_link_that_is_no_note_stays_in_the_text():
    found = read(
        '<p>As <a href="#section">chapter 3</a> says, the group has 3 wings in the province.</p>'
        '<p id="section">The chapter itself is here and it is a paragraph of the article.</p>'
    )
    assert "As chapter 3 says" in found.text
    assert "The chapter itself is here" in found.text
    assert found.notes == ()


@pytest.mark.parametrize(
    ("raised", "before", "language", "kind"),
    [
        ("2", "40 km", "", "power"),
        ("2", "he said in", "", "note"),
        ("3", "100,10", "", "note"),
        ("6", "3 \u00d7 10", "", "power"),
        ("th", "the 19", "", "plain"),
        ("e", "le 2", "fr", "plain"),
        ("e", "the 2", "en", "note"),
        ("lle", "M", "fr", "plain"),
        ("o", "le n", "fr", "plain"),
        ("1,2", "the town.", "", "note"),
        ("ii", "the town.", "", "note"),
    ],
)
def test_raised_characters_are_told_apart_by_what_is_before_them(raised, before, language, kind):
    assert kind_of(raised, before, "", language) == kind
