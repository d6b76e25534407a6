"""The language and the direction that a page or a file declares of its text."""

import re

LANGUAGE = re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def declared_language(tree):
    """The language and direction that a page declares; empty where it declares none."""
    language = direction = ""
    for place in [
        tree,
        tree.find("body"),
        *tree.findall(".//article")[:1],
        *tree.findall(".//main")[:1],
    ]:
        if place is not None:
            said = (
                place.get("lang")
                or place.get("{http://www.w3.org/XML/1998/namespace}lang")
                or place.get("xml:lang")
            )
            language = language_tag(said) or language
            chosen = (place.get("dir") or "").strip().lower()
            direction = chosen if chosen in ("ltr", "rtl") else direction
    for meta in () if language else tree.iter("meta"):
        name = (meta.get("http-equiv") or meta.get("property") or meta.get("name") or "").lower()
        if name in ("content-language", "og:locale", "language", "dc.language", "dcterms.language"):
            language = language_tag((meta.get("content") or "").split(",")[0]) or language
    return language, direction


def language_tag(said):
    """A BCP 47 tag in its full form (from `en_GB` too); empty for anything else."""
    said = (said or "").strip().replace("_", "-")
    if (
        len(said) > 35
        or not LANGUAGE.fullmatch(said)
        or said.lower() in ("xx", "und", "mul", "zxx")
    ):
        return ""
    primary, *others = said.split("-")
    return "-".join(
        [primary.lower(), *(part.upper() if len(part) == 2 else part for part in others)]
    )
