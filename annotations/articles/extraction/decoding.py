"""Pure: decode bytes to characters as browsers do, and report unreadable ones."""

import codecs
import re
from dataclasses import dataclass, field

from annotations.articles.extraction.languages import detect_language
from annotations.articles.extraction.normalisation import UnreadableText

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CHOICES = (
    "utf-8",
    "windows-1252",
    "iso-8859-2",
    "iso-8859-9",
    "iso-8859-15",
    "windows-1250",
    "windows-1251",
    "koi8-r",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "gb18030",
    "big5",
    "shift_jis",
    "euc-jp",
    "iso-2022-jp",
    "euc-kr",
    "utf-16le",
    "utf-16be",
    "macintosh",
)
"""The encodings that a user may choose; names of the WHATWG Encoding Standard."""
CODECS = {
    "shift_jis": "cp932",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "iso-8859-8-i": "iso-8859-8",
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "windows-874": "cp874",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
"""Python's codec where its name differs from the WHATWG Encoding Standard."""
GUESSED = (
    "utf-8",
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1256",
    "cp1254",
    "koi8_r",
    "gb18030",
    "big5",
    "cp932",
    "euc_jp",
    "cp949",
)
FEW = 20  # non-ASCII characters per unreadable byte that is accepted as a fault of the file
LONG = 1000  # bytes; in a file this long, a single unreadable byte is accepted too
WESTERN = {"en", "fr", "de", "es", "it", "pt", "nl", "da", "sv", "nb", "fi", "ca", "gl", "id"}
REPLACEMENT = "\ufffd"
MISREAD = re.compile(
    "[\u00c3\u00c2][\u0080-\u00bf]|\u00e2\u20ac[\u2122\u0153\u009d\u201c\u201d\u00a6\u02dc]"
    "|[\u00d8\u00d9\u00da\u00db][\u0080-\u00bf\u2020\u00a7\u00b1]"
    "|[\u00d0\u00d1][\u0080-\u00bf\u201a\u201e\u2020\u2021\u02c6\u2030]"
)
LATIN_LETTERS = re.compile("[A-Za-z]")
HIGH_LETTERS = re.compile("[\u00c0-\u00ff]")
SAMPLE = 200_000  # characters or bytes that a check reads


@dataclass(frozen=True)
class Decoded:
    """Characters, the name of their encoding (WHATWG), and warnings for the user."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = field(default=())


class UnsureEncoding(UnreadableText):
    """The encoding cannot be determined; `suggestion` is the most likely one, or empty."""

    def __init__(self, message, suggestion=""):
        super().__init__(message)
        self.suggestion = suggestion


def decode(data: bytes, declared: str = "", chosen: str = "") -> Decoded:
    """Decode by the user's choice, else by byte order mark, else as declared, else as UTF-8.

    Valid UTF-8 is read as UTF-8 even under another label. A few unreadable bytes become U+FFFD and
    are counted. Raises UnsureEncoding where decoding would give wrong letters.
    """
    if chosen:
        return _as_chosen(data, chosen)
    for mark, codec in MARKS:
        if data.startswith(mark):
            return _lenient(
                data[len(mark) :], codec, codec.replace("-le", "le").replace("-be", "be")
            )
    if found := _utf16_without_mark(data):
        return found
    name = _name_of(declared) if declared else "utf-8"
    if name.startswith("utf-16") or name == "x-user-defined":
        name = "utf-8"  # a label that could be read as ASCII cannot be UTF-16
    if name == "utf-8":
        return _lenient(data, "utf-8", "utf-8")
    if found := _utf8_under_false_label(data, name, declared):
        return found
    return _plausible(_lenient(data, CODECS.get(name, name), name), data, declared)


def _as_chosen(data, chosen):
    name = _name_of(chosen)
    if name not in CHOICES:
        raise UnreadableText(f"The encoding {chosen[:40]!r} cannot be chosen.")
    for mark, codec in MARKS:
        if data.startswith(mark) and codec.replace("-", "") == name.replace("-", ""):
            data = data[len(mark) :]
            break
    return _lenient(data, CODECS.get(name, name), name, certain=True)


def _name_of(label):
    """The WHATWG name of a label; raises UnsureEncoding for one that no browser knows."""
    # Imported here: only the process that reads files needs it.
    import webencodings  # noqa: PLC0415

    found = webencodings.lookup(label) if label.isascii() else None
    if found is None:
        raise UnsureEncoding(
            f"The encoding {label[:40]!r} that the file names is not a text encoding. "
            "Choose its encoding, or save it as UTF-8."
        )
    return found.name


def _utf16_without_mark(data):
    """Detect UTF-16 without a mark: every second byte of its ASCII characters is zero."""
    start = data[:2000]
    if start.count(0) < len(start) // 3 or len(data) % 2:
        return None
    even, odd = start[::2].count(0), start[1::2].count(0)
    codec = "utf-16-be" if even > odd else "utf-16-le"
    if min(even, odd) > len(start) // 20:
        return None
    name = codec.replace("-le", "le").replace("-be", "be")
    try:
        return Decoded(
            data.decode(codec), name, ("The file has no byte order mark; it was read as UTF-16.",)
        )
    except UnicodeDecodeError:
        return None


def _lenient(data, codec, name, certain=False):
    """Decode; a few bad bytes become U+FFFD with a warning; many are refused unless `certain`."""
    try:
        return Decoded(data.decode(codec), name)
    except UnicodeDecodeError as error:
        first = error.start
    text = data.decode(codec, "replace")
    bad = text.count(REPLACEMENT) - data.count(REPLACEMENT.encode()) * (name == "utf-8")
    good = sum(character > "\x7f" for character in text) - bad
    if not certain and not _is_a_fault(bad, good) and not (bad == 1 and len(data) >= LONG):
        raise _unsure(data, first, name)
    return Decoded(text, name, (_unreadable(bad, first, name),))


def _is_a_fault(bad, good):
    """Whether so few bytes are unreadable that they are faults, not another encoding."""
    return good >= 2 * bad and bad <= max(1, good // FEW)


def _unreadable(bad, first, name):
    places = "1 place" if bad == 1 else f"{bad:,} places"
    return (
        f"{places} could not be read as {name.upper()}, the first at byte {first + 1}; "
        f"each is shown as {REPLACEMENT}."
    )


def _unsure(data, first, name):
    suggestion = guess(data, first)
    words = f"Byte {first + 1} of the file is not {name.upper()}. Save the file as UTF-8"
    words += (
        f", or choose its encoding: it may be {suggestion}."
        if suggestion
        else (" or choose its encoding.")
    )
    return UnsureEncoding(words, suggestion)


def guess(data: bytes, at: int = 0) -> str:
    """The most likely encoding of the bytes around a position (WHATWG name); empty if unknown."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - seldom needed

    begin = max(0, at - SAMPLE // 8)
    found = from_bytes(data[begin : begin + SAMPLE // 4], cp_isolation=list(GUESSED)).best()
    if found is None:
        return ""
    latin = found.encoding in ("cp1250", "cp1252", "cp1254")
    if latin and detect_language(_words(data[:SAMPLE].decode("cp1252", "replace"))) in WESTERN:
        return "windows-1252"
    names = {codec: name for name, codec in CODECS.items() if name in CHOICES}
    plain = found.encoding.replace("_", "-").replace("cp12", "windows-12")
    return names.get(found.encoding) or names.get(plain) or (plain if plain in CHOICES else "")


def _utf8_under_false_label(data, name, declared):
    if data.isascii():
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _faulty_utf8(data, declared)
    return Decoded(text, "utf-8", (_false_label(declared),))


def _faulty_utf8(data, declared):
    """Read as UTF-8 despite its label, if only a few bytes are bad; else None."""
    text = data.decode("utf-8", "replace")
    bad = text.count(REPLACEMENT)
    good = sum(character > "\x7f" for character in text) - bad
    if good < FEW or not _is_a_fault(bad, good):
        return None
    found = _lenient(data, "utf-8", "utf-8", certain=True)
    return Decoded(text, "utf-8", (_false_label(declared), *found.warnings))


def _false_label(declared):
    return f"The file calls itself {declared[:40]}, but it is UTF-8 and was read so."


def _plausible(found, data, declared):
    """Refuse letters that only a wrong label gives: Cyrillic or Arabic read as Latin."""
    sample = found.text[:SAMPLE]
    if found.encoding in ("windows-1252", "iso-8859-15", "windows-1254"):
        high, low = len(HIGH_LETTERS.findall(sample)), len(LATIN_LETTERS.findall(_words(sample)))
        if high > 20 and high > low // 2:
            suggestion = guess(_without_ascii(data))
            if suggestion and suggestion != found.encoding:
                raise UnsureEncoding(
                    f"The file calls itself {declared[:40]}, but read in that encoding it does "
                    f"not contain words. It may be {suggestion}: choose that, or save it as "
                    f"UTF-8.",
                    suggestion,
                )
    return found


def _words(text):
    """The text without tags, whose letters are not part of it."""
    return re.sub(r"<[^<>]*>", " ", text)


def _without_ascii(data):
    return re.sub(rb"<[^<>]*>", b" ", data[:SAMPLE])


def misread_places(text: str) -> int:
    """The number of places that look like UTF-8 decoded as another encoding."""
    return len(MISREAD.findall(text[: SAMPLE * 5]))
