"""How a release is cited: APA, BibTeX, and DataCite 4 metadata. Pure."""

import datetime as dt
import re
from dataclasses import dataclass

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
"""Characters that have a meaning in TeX, and how they are written."""

LICENCES = {
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC-BY-NC-4.0": ("CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
    "ODbL-1.0": ("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
}
"""{SPDX identifier: (short name, address)} of the licences that a release may have."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation states. A creator is “Family, Given”, or an organisation without a comma."""

    creators: tuple[str, ...]
    title: str
    number: int
    day: dt.date
    publisher: str
    url: str
    licence: str
    description: str = ""
    key: str = "release"


def apa(cited: Cited) -> str:
    """The citation in the style of the APA (7th edition, section 10.9, data sets)."""
    version = f"Version {cited.number}"
    authors = _apa_authors(cited.creators)
    end = "" if authors.endswith(".") else "."
    return (
        f"{authors}{end} ({cited.day.year}). {cited.title} ({version}) [Data set]. "
        f"{cited.publisher}. {cited.url}"
    )


def _apa_authors(creators):
    """Up to 20 names in full; of more, the first 19 and the last, as the APA asks."""
    names = [_with_initials(each) for each in creators]
    if len(names) > 20:
        return f"{', '.join(names[:19])}, . . . {names[-1]}"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}, & {names[-1]}"


def _with_initials(creator):
    family, comma, given = creator.partition(",")
    initials = " ".join(
        "-".join(f"{part[0]}." for part in name.split("-") if part) for name in given.split()
    )
    return f"{family.strip()}, {initials}" if comma and initials else family.strip()


def bibtex(cited: Cited) -> str:
    """The citation as an entry of BibTeX; the name of an organisation is in braces."""
    authors = " and ".join(
        escape_tex(each) if "," in each else f"{{{escape_tex(each)}}}" for each in cited.creators
    )
    fields = {
        "author": authors,
        "title": f"{{{escape_tex(cited.title)}}}",
        "year": str(cited.day.year),
        "version": str(cited.number),
        "publisher": escape_tex(cited.publisher),
        "howpublished": "Data set",
        "url": cited.url,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    lines.insert(3, f"  month = {MONTHS[cited.day.month - 1]},")
    return "\n".join([f"@misc{{{_key(cited.key)},", *lines, "}\n"])


def escape_tex(text: str) -> str:
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def _key(text):
    return re.sub(r"[^A-Za-z0-9:.-]+", "-", text).strip("-") or "release"


def datacite(cited: Cited, sizes: list[str], formats: list[str]) -> dict:
    """The metadata of the release by the DataCite schema 4.5, to which a DOI may be added.

    A release has no DOI of its own; its address is an alternate identifier.
    """
    name, address = LICENCES[cited.licence]
    found = {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Event data"},
        "creators": [_datacite_creator(each) for each in cited.creators],
        "titles": [{"title": cited.title}],
        "publisher": {"name": cited.publisher},
        "publicationYear": str(cited.day.year),
        "dates": [{"date": cited.day.isoformat(), "dateType": "Issued"}],
        "version": str(cited.number),
        "alternateIdentifiers": [
            {"alternateIdentifier": cited.url, "alternateIdentifierType": "URL"}
        ],
        "sizes": sizes,
        "formats": formats,
        "rightsList": [
            {
                "rights": name,
                "rightsUri": address,
                "rightsIdentifier": cited.licence,
                "rightsIdentifierScheme": "SPDX",
                "schemeUri": "https://spdx.org/licenses/",
            }
        ],
    }
    if cited.description:
        found["descriptions"] = [{"description": cited.description, "descriptionType": "Abstract"}]
    return found


def _datacite_creator(creator):
    family, comma, given = (part.strip() for part in creator.partition(","))
    if not comma:
        return {"name": family, "nameType": "Organizational"}
    return {
        "name": f"{family}, {given}",
        "nameType": "Personal",
        "givenName": given,
        "familyName": family,
    }
