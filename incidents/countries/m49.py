"""Pure: the regions of the United Nations' standard country or area codes (M49).

Codes and names are those of the table that the UN Statistics Division publishes as M49, compared
with the territory containment of Unicode CLDR 48. M49 gives Antarctica no region and does not list
Taiwan; here TW is in 030, as in CLDR. The assignment of countries to regions is for statistics and
says nothing about their status.
"""

from functools import cache

WORLD = "001"
REGIONS = {
    "001": ("World", None),
    "002": ("Africa", "001"),
    "015": ("Northern Africa", "002"),
    "202": ("Sub-Saharan Africa", "002"),
    "014": ("Eastern Africa", "202"),
    "017": ("Middle Africa", "202"),
    "018": ("Southern Africa", "202"),
    "011": ("Western Africa", "202"),
    "019": ("Americas", "001"),
    "419": ("Latin America and the Caribbean", "019"),
    "029": ("Caribbean", "419"),
    "013": ("Central America", "419"),
    "005": ("South America", "419"),
    "021": ("Northern America", "019"),
    "142": ("Asia", "001"),
    "143": ("Central Asia", "142"),
    "030": ("Eastern Asia", "142"),
    "035": ("South-eastern Asia", "142"),
    "034": ("Southern Asia", "142"),
    "145": ("Western Asia", "142"),
    "150": ("Europe", "001"),
    "151": ("Eastern Europe", "150"),
    "154": ("Northern Europe", "150"),
    "039": ("Southern Europe", "150"),
    "155": ("Western Europe", "150"),
    "009": ("Oceania", "001"),
    "053": ("Australia and New Zealand", "009"),
    "054": ("Melanesia", "009"),
    "057": ("Micronesia", "009"),
    "061": ("Polynesia", "009"),
}
"""Code -> (name, code of the region above). Parents come before their parts."""

CONTINENTS = ("002", "019", "142", "150", "009")
OTHER_NAMES = {
    "034": ("South Asia",),
    "035": ("Southeast Asia",),
    "145": ("West Asia", "Middle East"),
    "015": ("North Africa",),
    "011": ("West Africa",),
    "014": ("East Africa",),
    "017": ("Central Africa",),
    "021": ("North America",),
}
"""Names in common use. The Middle East has no code; Western Asia comes nearest."""

_COUNTRIES = {
    "015": "DZ EG EH LY MA SD TN",
    "014": "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
    "017": "AO CD CF CG CM GA GQ ST TD",
    "018": "BW LS NA SZ ZA",
    "011": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG",
    "029": "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
    "013": "BZ CR GT HN MX NI PA SV",
    "005": "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
    "021": "BM CA GL PM US",
    "143": "KG KZ TJ TM UZ",
    "030": "CN HK JP KP KR MN MO TW",
    "035": "BN ID KH LA MM MY PH SG TH TL VN",
    "034": "AF BD BT IN IR LK MV NP PK",
    "145": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    "151": "BG BY CZ HU MD PL RO RU SK UA",
    "154": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    "039": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA",
    "155": "AT BE CH DE FR LI LU MC NL",
    "053": "AU CC CX HM NF NZ",
    "054": "FJ NC PG SB VU",
    "057": "FM GU KI MH MP NR PW UM",
    "061": "AS CK NU PF PN TK TO TV WF WS",
}


def name_of(code):
    """The region's name; "" for none."""
    return REGIONS.get(code, ("", None))[0]


def region_of(alpha2):
    """The M49 code of the smallest region that a country is in; None for Antarctica."""
    return _region_by_country().get(alpha2)


@cache
def _region_by_country():
    return {each: region for region, found in _COUNTRIES.items() for each in found.split()}


@cache
def parts_of(code):
    """Every region within this one, including itself."""
    below = [part for part, (_name, above) in REGIONS.items() if above == code]
    return frozenset({code}.union(*(parts_of(part) for part in below)))


@cache
def countries_of(code):
    """The alpha-2 codes of all countries within a region."""
    return frozenset(each for part in parts_of(code) for each in _COUNTRIES.get(part, "").split())
