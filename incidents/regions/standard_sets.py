"""Pure: regions in common use in the field, as sets of countries that all projects share.

They complement the regions of UN M49 (`m49`), which are made for statistics. Each note says whose
usage it follows; a project can edit its own copy.
"""

from typing import NamedTuple


class NamedSet(NamedTuple):
    """`countries` are alpha-2 codes; `note` says whose usage it follows and how others differ."""

    name: str
    countries: tuple[str, ...]
    note: str


def _named_set(name, countries, note):
    return NamedSet(name, tuple(sorted(countries.split())), note)


SHARED_SETS = {
    "south-asia": _named_set(
        "South Asia",
        "AF BD BT IN LK MV NP PK",
        "The members of SAARC. UN M49 adds Iran.",
    ),
    "middle-east": _named_set(
        "Middle East",
        "AE BH EG IL IQ IR JO KW LB OM PS QA SA SY TR YE",
        "From Egypt to Iran, with Turkey. UN M49 has no such region; its Western Asia leaves out "
        "Egypt and Iran and adds Cyprus and the South Caucasus.",
    ),
    "sahel": _named_set(
        "Sahel",
        "BF ML MR NE TD",
        "The countries of the former G5 Sahel. Others add Senegal, Sudan and the north of Nigeria.",
    ),
    "lake-chad-basin": _named_set(
        "Lake Chad basin",
        "CM NE NG TD",
        "The countries on the lake, whole; the conflict is in the parts that lie around it.",
    ),
    "horn-of-africa": _named_set(
        "Horn of Africa",
        "DJ ER ET SO",
        "The narrow use. Others add Kenya, Sudan, South Sudan and Uganda.",
    ),
    "great-lakes": _named_set(
        "African Great Lakes",
        "BI CD KE RW TZ UG",
        "The countries on the lakes; others leave out Kenya and Tanzania.",
    ),
    "maghreb": _named_set(
        "Maghreb",
        "DZ EH LY MA MR TN",
        "The members of the Arab Maghreb Union, and Western Sahara, which is disputed.",
    ),
    "levant": _named_set(
        "Levant",
        "IL JO LB PS SY",
        "The narrow use. Others add Cyprus, Iraq and the south of Turkey.",
    ),
    "gulf-states": _named_set(
        "Gulf states",
        "AE BH KW OM QA SA",
        "The members of the Gulf Cooperation Council. Others add Iran and Iraq.",
    ),
    "central-asia": _named_set(
        "Central Asia",
        "KG KZ TJ TM UZ",
        "The five former Soviet republics, as in UN M49. Others add Afghanistan.",
    ),
    "south-caucasus": _named_set(
        "South Caucasus",
        "AM AZ GE",
        "Armenia, Azerbaijan and Georgia; UN M49 counts them to Western Asia.",
    ),
}
