"""Vocabularies of texts, with their labels."""

from django.utils.translation import gettext_lazy as _

RIGHTS = {
    "unknown": _("unknown"),
    "public_domain": _("public domain"),
    "cc": _("Creative Commons"),
    "licensed": _("licensed"),
    "fair_use_excerpt": _("excerpt under fair use"),
    "restricted": _("restricted"),
}
# Empty: the usual direction of the language.
DIRECTIONS = {
    "ltr": _("from left to right"),
    "rtl": _("from right to left"),
}

ANNOTATED = [("none", _("none yet")), ("some", _("some")), ("mine", _("by you"))]
"""Which annotations the current text of an article has, as lists are filtered by it."""

LANGUAGES = [
    "en",
    "ar",
    "fr",
    "fa",
    "ps",
    "ur",
    "ru",
    "es",
    "de",
    "tr",
    "id",
    "he",
    "hi",
    "zh",
    "und",
]
"""Languages that the form of a text offers first."""

ENCODING_NAMES = {
    "utf-8": _("UTF-8: any script"),
    "windows-1252": _("Windows-1252 (Latin-1): western Europe"),
    "iso-8859-15": _("ISO 8859-15: western Europe, with €"),
    "iso-8859-2": _("ISO 8859-2: central Europe"),
    "iso-8859-9": _("ISO 8859-9: Turkish"),
    "windows-1250": _("Windows-1250: central Europe"),
    "windows-1251": _("Windows-1251: Cyrillic"),
    "koi8-r": _("KOI8-R: Russian"),
    "windows-1254": _("Windows-1254: Turkish"),
    "windows-1255": _("Windows-1255: Hebrew"),
    "windows-1256": _("Windows-1256: Arabic, Persian, Urdu"),
    "windows-1257": _("Windows-1257: Baltic"),
    "gb18030": _("GB 18030 (GBK, GB 2312): Chinese"),
    "big5": _("Big5: Chinese, traditional"),
    "shift_jis": _("Shift-JIS: Japanese"),
    "euc-jp": _("EUC-JP: Japanese"),
    "iso-2022-jp": _("ISO-2022-JP: Japanese"),
    "euc-kr": _("EUC-KR: Korean"),
    "utf-16le": _("UTF-16, little endian"),
    "utf-16be": _("UTF-16, big endian"),
    "macintosh": _("Macintosh Roman"),
}
