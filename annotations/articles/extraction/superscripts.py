"""Pure: whether raised characters are an exponent, an ordinal or the mark of a note."""

import re

RAISED = dict(
    zip(
        "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b",
        "0123456789+-",
        strict=True,
    )
)
TO_RAISED = str.maketrans(
    {plain: raised for raised, plain in RAISED.items()} | {"\u2212": "\u207b"}
)
RAISED_RUN = re.compile(f"[{''.join(RAISED)}]+")
POWER = re.compile("[+\\-\u2212]?\\d{1,3}")
UNIT = re.compile(
    r"(?:^|[^A-Za-z\u00c0-\u024f])(?:[kcdm\u00b5\u03bc]?m|mi|miles?|ft|feet|yd|yards?|nmi"
    r"|kil[o\u00f3]met(?:er|re|ro)s?|met(?:er|re|ro)s?|\u043a\u043c|\u043c|\u0643\u0645|s|sec)$"
)
SQUARE_INCH = re.compile(r"\d[\s\u00a0]?in$")
BASE_TEN = re.compile(r"(?:^|[^\d.,])10$")
VARIABLE = re.compile(
    r"(?:^|[^\w'\u2019])[A-Za-z\u0370-\u03ff\)]$|[=\u00d7*^/+]\s?(?:\d{1,3}|\w)$|\bE\s?=\s?mc$"
)
FORMULA_AFTER = re.compile(r"^\s?[=\u00d7^]")
ORDINALS = re.compile(r"(?:st|nd|rd|th|e|er|\u00e8re|re|nde?|\u00e8me|eme|me|\u00ba|\u00aa)$", re.I)
SPANISH_ORDINALS = re.compile(r"[oa]s?$", re.I)
SPANISH = {"es", "pt", "it", "gl", "ca"}
FRENCH = {"fr", "nl"}
SIGNS = {"tm", "sm", "\u2122", "\u2120", "\u00ae", "\u00a9", "(r)", "(c)", "\u00b0"}
MARK = re.compile(
    r"[\[(]?\s?(?:(?:note|nb|fn|n\.?|ref\.?)\s?)?(?:\d{1,4}|[a-z]{1,2}|[ivxlc]{1,6}|[*\u2020\u2021\u00a7\u00b6#\u2016]{1,4})"
    r"(?:\s?[,;\u2013-]\s?(?:\d{1,4}|[a-z]|[ivxlc]{1,6}))*\s?[\])]?[,;:]?",
    re.I,
)


def kind_of(raised: str, before: str, after: str = "", language: str = "") -> str:
    """The kind of raised characters: `power`, `plain` or `note`.

    `plain` is an ordinal, a sign or letters of a word. `before` and `after` are the text around
    them; `language` is a BCP 47 tag or empty.
    """
    raised = raised.strip()
    if POWER.fullmatch(raised):
        return "power" if is_power(raised, before, after) else "note"
    if raised.lower() in SIGNS:
        return "plain"
    if re.search(r"\d\.?$", before):
        return _after_a_digit(raised, language.split("-")[0].lower())
    if raised.lower() in ("o", "os") and before[-1:] in "nN":
        return "plain"  # French and Spanish for "number"
    if before[-1:].isalpha() and raised.isalpha() and (len(raised) > 1 or before[-1:].isupper()):
        return "plain"  # Mlle, Dr, nos
    return "note" if MARK.fullmatch(raised) else "plain"


def is_power(raised: str, before: str, after: str = "") -> bool:
    """Whether digits raised after `before` are an exponent: km2, 10^6, x2."""
    if UNIT.search(before) and raised.lstrip("+-\u2212") in ("1", "2", "3"):
        return True
    if raised in ("2", "3") and SQUARE_INCH.search(before):
        return True
    if BASE_TEN.search(before) or VARIABLE.search(before):
        return True
    return bool(before[-1:].isdigit() and FORMULA_AFTER.match(after))


def _after_a_digit(raised, language):
    if (len(raised) > 1 and ORDINALS.fullmatch(raised)) or raised in "\u00ba\u00aa":
        return "plain"
    if language in FRENCH and ORDINALS.fullmatch(raised):
        return "plain"
    if language in SPANISH and SPANISH_ORDINALS.fullmatch(raised):
        return "plain"
    return "note" if MARK.fullmatch(raised) else "plain"


def raise_digits(digits: str) -> str:
    """`6` as \u2076, `-2` as \u207b\u00b2."""
    return digits.translate(TO_RAISED)


def set_marks_aside(text: str) -> tuple[str, list[dict]]:
    """Remove raised digits that are note marks from a text.

    Returns the text and [{"mark", "offset", "text"}]; the offset is the position of the mark in the
    returned text. Exponents stay. `text` is empty: the notes themselves are not searched for.
    """
    parts, notes, last, length = [], [], 0, 0
    for found in RAISED_RUN.finditer(text):
        digits = "".join(RAISED[character] for character in found[0])
        before = text[max(last, found.start() - 40) : found.start()]
        if not _is_mark(digits, before, text[found.end() : found.end() + 3]):
            continue
        parts.append(text[last : found.start()])
        length += len(parts[-1])
        notes.append({"mark": digits, "offset": length, "text": ""})
        last = found.end()
    return "".join(parts) + text[last:], notes


def _is_mark(digits, before, after):
    if not digits.isdigit() or not before or before[-1].isspace() or after[:1].isalnum():
        return False
    return not is_power(digits, before, after)
