"""Pure: how many people live in a country, for rates.

The figures are the World Bank's, which are estimates for the middle of each year; see SOURCE. They
are in inhabitants.csv: a row for each country (alpha-2), a column for each year.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = "World Bank, World Development Indicators, SP.POP.TOTL, mid-year estimates"
LICENCE = "CC BY 4.0"
FILE = Path(__file__).with_name("inhabitants.csv")


@dataclass(frozen=True)
class Inhabitants:
    """The people of some countries in a year.

    `year` is that of the figures: the nearest one that there is. `missing` are the countries
    without figures, which are not in `people`.
    """

    people: int
    year: int
    missing: tuple[str, ...] = ()


@cache
def figures() -> dict[str, dict[int, int]]:
    """{country: {year: people}}, read once."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row.pop("country"): {int(year): int(people) for year, people in row.items() if people}
            for row in csv.DictReader(file)
        }


@cache
def years() -> tuple[int, int]:
    """The first and the last year of the figures."""
    found = {year for each in figures().values() for year in each}
    return min(found), max(found)


def people_of(countries, year: int) -> Inhabitants | None:
    """The people of some countries in a year, or in the nearest year that has figures.

    None if none of the countries has figures.
    """
    first, last = years()
    nearest = min(max(year, first), last)
    known = {code: figures().get(code, {}).get(nearest) for code in countries}
    people = sum(each for each in known.values() if each)
    if not people:
        return None
    return Inhabitants(people, nearest, tuple(sorted(code for code, n in known.items() if not n)))
