"""Pure: detect the language of a text, and give the direction of a language or text."""

import unicodedata

RIGHT_TO_LEFT = {
    "ar",
    "fa",
    "ps",
    "ur",
    "he",
    "iw",
    "yi",
    "ug",
    "sd",
    "dv",
    "ckb",
    "pnb",
    "pbu",
    "prs",
    "arb",
    "pes",
    "syr",
    "arc",
    "nqo",
    "ks",
    "azb",
    "glk",
    "mzn",
    "lrc",
}
RIGHT_SCRIPTS = {"arab", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg", "samr", "mand"}
OLD_CODES = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "no": "nb"}
UNKNOWN = "und"  # BCP 47 for a language that is not determined
LEAST_LETTERS = 20
SAMPLE = 20_000  # code points that are read
SURE = 70  # least percentage of the text in the language


def detect_language(text: str) -> str:
    """The BCP 47 tag of the main language of a text; `und` where it is unclear."""
    # Imported here: only the process that reads files needs it.
    import pycld2  # noqa: PLC0415

    letters = "".join(
        c if c.isalpha() or c.isspace() or c in "'\u2019\u200c-" else " " for c in text[:SAMPLE]
    )
    if sum(map(str.isalpha, letters)) < LEAST_LETTERS:
        return UNKNOWN
    try:
        sure, _bytes, found = pycld2.detect(letters.encode(), isPlainText=True, bestEffort=True)
    except pycld2.error:
        return UNKNOWN
    _name, code, share, _score = found[0]
    if code == "un" or share < SURE or not sure:
        return UNKNOWN
    return OLD_CODES.get(code, code)


def direction_of(language: str, chosen: str = "") -> str:
    """`rtl` or `ltr`: as chosen, else by the primary subtag or the script of a BCP 47 tag."""
    if chosen in ("ltr", "rtl"):
        return chosen
    primary, *others = language.lower().split("-")
    scripts = RIGHT_SCRIPTS.intersection(others)
    if primary in RIGHT_TO_LEFT and "latn" not in others and "cyrl" not in others:
        return "rtl"
    return "rtl" if scripts else "ltr"


def direction_of_letters(text: str) -> str:
    """The direction of the first letter that has a strong one; `ltr` if none has."""
    for character in text[:SAMPLE]:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"
