"""Citations of a release in APA, BibTeX and DataCite metadata."""

import datetime as dt

import pytest

from incidents.releases.content.citations import LICENCES, Cited, apa, bibtex, datacite, escape_tex

pytestmark = pytest.mark.pure
CITED = Cited(
    creators=("Doe, Jane Mary", "Al-Roe, Jean-Paul", "Sahel Institute"),
    title="Attacks & raids in the Sahel",
    number=3,
    day=dt.date(2026, 11, 28),
    publisher="Sahel Institute",
    url="https://example.org/releases/1/",
    licence="CC-BY-4.0",
    description="All attacks.",
    key="sahel attacks-v3",
)


def test_apa():
    """The APA's own pattern: Author. (Year). Title (Version) [Data set]. Publisher. URL"""
    assert apa(CITED) == (
        "Doe, J. M., Al-Roe, J.-P., & Sahel Institute. (2026). Attacks & raids in the Sahel "
        "(Version 3) [Data set]. Sahel Institute. https://example.org/releases/1/"
    )


@pytest.mark.parametrize(
    ("creators", "start"),
    [
        (("Doe, Jane",), "Doe, J. (2026)"),
        (("Sahel Institute",), "Sahel Institute. (2026)"),
        (("Doe, J.", "Roe, R."), "Doe, J., & Roe, R. (2026)"),
        (tuple(f"A{n}, B" for n in range(22)), "A0, B., A1, B., "),
    ],
)
def test_apa_authors(creators, start):
    found = apa(Cited(creators, "T", 1, CITED.day, "P", "u", "CC0-1.0"))
    assert found.startswith(start)
    if len(creators) > 20:
        assert ", A18, B., . . . A21, B. (2026)" in found


def test_bibtex():
    assert bibtex(CITED) == (
        "@misc{sahel-attacks-v3,\n"
        "  author = {Doe, Jane Mary and Al-Roe, Jean-Paul and {Sahel Institute}},\n"
        "  title = {{Attacks \\& raids in the Sahel}},\n"
        "  year = {2026},\n"
        "  month = nov,\n"
        "  version = {3},\n"
        "  publisher = {Sahel Institute},\n"
        "  howpublished = {Data set},\n"
        "  url = {https://example.org/releases/1/},\n"
        "}\n"
    )


def test_what_tex_would_read_is_escaped():
    assert escape_tex(r"50% of $1 {x}_y\z") == r"50\% of \$1 \{x\}\_y\textbackslash{}z"


def test_datacite_has_what_the_schema_requires():
    found = datacite(CITED, ["12 bytes"], ["text/csv"])
    required = {"types", "creators", "titles", "publisher", "publicationYear", "schemaVersion"}
    assert required <= found.keys()
    assert found["creators"][0] == {
        "name": "Doe, Jane Mary",
        "nameType": "Personal",
        "givenName": "Jane Mary",
        "familyName": "Doe",
    }
    assert found["creators"][2] == {"name": "Sahel Institute", "nameType": "Organizational"}
    assert found["publisher"] == {"name": "Sahel Institute"}
    assert found["publicationYear"] == "2026"
    assert found["rightsList"][0]["rightsIdentifier"] == "CC-BY-4.0"
    assert all(address.startswith("https://") for _name, address in LICENCES.values())
