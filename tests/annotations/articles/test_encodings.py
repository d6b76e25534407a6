"""Files in any encoding: the right letters, or a refusal or a warning that says why."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotations.articles.extraction.decoding import CHOICES, UnsureEncoding, decode
from annotations.articles.extraction.languages import (
    detect_language,
    direction_of,
    direction_of_letters,
)
from annotations.articles.extraction.normalisation import UnreadableText
from annotations.articles.extraction.text_reader import read_file
from annotations.articles.forms import ENCODING_NAMES
from annotations.models import Article
from tests.factories.accounts import ProjectFactory, member

ENGLISH = "The mayor\u2019s “café” — naïve \u2013 cost 5 €. "
RUSSIAN = "Погибли люди в городе на юге страны, сообщили власти. " * 5
ARABIC = "هاجم مسلحون المدينة وقتلوا ثلاثة أشخاص في السوق. " * 5
JAPANESE = "①東京で攻撃があった。市長は述べた。" * 5
CHINESE = "北京发生袭击事件\uff0c造成三人死亡。" * 5


@pytest.mark.pure
@pytest.mark.parametrize(
    ("text", "codec", "label", "name"),
    [
        (ENGLISH, "cp1252", "iso-8859-1", "windows-1252"),
        (ENGLISH, "cp1252", "us-ascii", "windows-1252"),
        (JAPANESE, "cp932", "Shift-JIS", "shift_jis"),
        (JAPANESE, "cp932", "windows-31j", "shift_jis"),
        (JAPANESE, "cp932", "x-sjis", "shift_jis"),
        (CHINESE, "gbk", "gb2312", "gbk"),
        (ARABIC, "cp1256", "windows-1256", "windows-1256"),
        (RUSSIAN, "koi8-r", "KOI8-R", "koi8-r"),
        (ENGLISH, "utf-16", "", "utf-16le"),
        (ENGLISH, "utf-16-be", "utf-16", "utf-16be"),
        (ENGLISH, "utf-8-sig", "iso-8859-1", "utf-8"),
        (ENGLISH, "utf-32", "", "utf-32le"),
    ],
)
def test_label_means_what_browsers_read_under_it(text, codec, label, name):
    found = decode(text.encode(codec), label)
    assert (found.text, found.encoding) == (text, name)


@pytest.mark.pure
@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1251", "shift_jis", "euc-kr"])
def test_utf8_under_a_false_label_is_read_as_utf8_and_said(label):
    found = decode(RUSSIAN.encode(), label)
    assert (found.text, found.encoding) == (RUSSIAN, "utf-8")
    assert "it is UTF-8" in found.warnings[0]


@pytest.mark.pure
@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1"])
def test_one_bad_byte_in_a_good_page_is_one_sign_and_is_said(label):
    data = (ENGLISH * 20).encode()
    found = decode(data[:45] + b"\xff" + data[45:], label)
    assert found.text.replace("\ufffd", "") == ENGLISH * 20
    assert found.text.count("\ufffd") == 1
    assert "1 place could not be read as UTF-8, the first at byte 46" in found.warnings[-1]


@pytest.mark.pure
@pytest.mark.parametrize(
    ("text", "codec", "label", "suggestion"),
    [
        (ENGLISH, "cp1252", "", "windows-1252"),
        (RUSSIAN, "cp1251", "", "windows-1251"),
        (RUSSIAN, "cp1251", "iso-8859-1", "windows-1251"),
        (ARABIC, "cp1256", "windows-1252", "windows-1256"),
        (JAPANESE, "cp932", "utf-8", "shift_jis"),
        (CHINESE, "gbk", "iso-8859-1", "gb18030"),
    ],
)
def test_false_letters_are_refused_with_the_likely_encoding(text, codec, label, suggestion):
    with pytest.raises(UnsureEncoding) as refusal:
        decode(text.encode(codec), label)
    assert refusal.value.suggestion == suggestion
    assert decode(text.encode(codec), label, suggestion).text == text


@pytest.mark.pure
@pytest.mark.parametrize(
    "label", ["undefined", "punycode", "rot13", "hex", "idna", "unicode_escape", "utf-7", "base64"]
)
def test_charset_that_is_no_text_encoding_is_refused_by_name(label):
    page = f'<html><meta charset="{label}"><p>The text of the page is here.</p></html>'
    with pytest.raises(UnreadableText, match=f"'{label}'.* is not a text encoding"):
        read_file("a.html", page.encode())
    assert "text of the page" in read_file("a.html", page.encode(), "utf-8").text


@pytest.mark.pure
def test_text_that_was_misread_before_it_came_is_pointed_out():
    found = read_file("a.txt", "The cafÃ© wasnâ€™t open, said the mayor of SÃ£o Paulo.".encode())
    assert "look like letters that were misread" in found.warnings[0]
    clean = read_file("a.txt", "O café de São Paulo, Ângela e «Ñandú» às três.".encode())
    assert clean.warnings == ()


@pytest.mark.pure
@pytest.mark.parametrize(
    ("head", "language", "direction"),
    [
        ('<html lang="ar" dir="rtl">', "ar", "rtl"),
        ('<html xml:lang="en_gb">', "en-GB", ""),
        ('<html><head><meta http-equiv="content-language" content="fr, en"></head>', "fr", ""),
        ('<html><head><meta property="og:locale" content="de_DE"></head>', "de-DE", ""),
        ('<html><body lang="ps" dir="RTL">', "ps", "rtl"),
        ("<html>", "en", ""),
        ('<html lang="x">', "en", ""),
    ],
)
def test_language_and_direction_are_those_of_the_document_else_of_its_words(
    head, language, direction
):
    page = f"{head}<article><p>The gunmen entered the compound at dawn, officials said.</p>"
    found = read_file("a.html", page.encode())
    assert (found.language, found.direction) == (language, direction)


@pytest.mark.pure
def test_language_of_a_template_does_not_hide_that_the_text_is_arabic():
    page = f'<html lang="en"><article><p>{ARABIC * 4}</p></article>'
    found = read_file("a.html", page.encode())
    assert found.language == "ar"
    assert "calls its language en" in found.warnings[0]


@pytest.mark.pure
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Three people were killed in the attack on the market.", "en"),
        (ARABIC, "ar"),
        (RUSSIAN, "ru"),
        ("Les hommes armés sont entrés dans la ville et ont tué trois personnes.", "fr"),
        ("د طالبانو غړي په کابل کې ووژل شول او دوه نور ټپیان شول", "ps"),
        ("OK", "und"),
        ("123 456 — 789", "und"),
    ],
)
def test_language_is_found_by_the_words(text, language):
    assert detect_language(text) == language


@pytest.mark.pure
def test_direction_of_a_text_in_an_unknown_language_is_that_of_its_letters():
    assert direction_of_letters("12 — هاجم") == "rtl"
    assert direction_of_letters("12 — one") == "ltr"
    assert direction_of("ar", "ltr") == "ltr"
    assert direction_of("ks-Deva") == "ltr" or direction_of("ks") == "rtl"


@pytest.mark.pure
def test_every_choice_has_a_name_in_the_form():
    assert set(ENCODING_NAMES) == set(CHOICES)


# The form ---------------------------------------------------------------------------------------


@pytest.fixture
def ana(client):
    project = ProjectFactory(slug="sahel")
    user = member(project, "annotator")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


FORM = {"language": "", "rights": "unknown", "marking": "clear"}


def file(data, name="a.txt"):
    return SimpleUploadedFile(name, data)


@pytest.mark.django_db
def test_form_shows_how_a_refused_file_reads_in_the_likely_encoding(client, ana):
    page = client.post("/articles/new", FORM | {"file": file(RUSSIAN.encode("cp1251"))})
    assert "it may be windows-1251" in page.text
    assert "Погибли люди" in page.text
    assert '<option value="windows-1251" selected>' in page.text
    assert not Article.objects.exists()
    values = {"file": file(RUSSIAN.encode("cp1251")), "encoding": "windows-1251"}
    client.post("/articles/new", FORM | values)
    article = Article.objects.get()
    assert article.current_version.text == RUSSIAN
    assert article.current_version.encoding == "windows-1251"
    assert article.language == "ru"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/articles/new", "/articles/new/preview?project=sahel"])
def test_preview_shows_letters_language_and_notes_and_stores_nothing(client, ana, path):
    page = '<html lang="en"><article><p>The attack killed 150<sup>3</sup> people.</p></article>'
    values = {"file": file(page.encode(), "a.html"), "preview": "1"}
    answer = client.post(path, FORM | values)
    assert "The attack killed 150 people." in answer.text
    assert "English (en) · as the document says" in answer.text
    assert "Notes set apart" in answer.text
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_preview_is_for_those_who_may_add_and_needs_the_form_token(client, ana):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    path = "/articles/new/preview?project=sahel"
    assert strict.post(path, FORM | {"text": "a"}).status_code == 403
    assert client.get(path).status_code == 405
    client.force_login(member(ana.memberships.get().project, "reader"))
    assert client.post(path, FORM | {"text": "a"}).status_code == 403


@pytest.mark.django_db
def test_language_and_direction_can_be_corrected(client, ana):
    client.post("/articles/new", FORM | {"text": ARABIC})
    article = Article.objects.get()
    assert (article.language, article.direction) == ("ar", "")
    assert 'dir="rtl"' in client.get(f"/articles/{article.pk}/").text
    values = {"title": "T", "language": "fa", "direction": "ltr", "version": article.version}
    client.post(f"/articles/{article.pk}/about", FORM | values)
    article.refresh_from_db()
    assert (article.language, article.direction) == ("fa", "ltr")
