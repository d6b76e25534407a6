"""Read the deaths columns of UCDP GED as casualty estimates."""

from django.utils.translation import gettext as _

from incidents.imports.formats.ucdp.numbers import cell_whole_number

GROUPS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")


def death_estimates(stated, row):
    """The estimate of all deaths and those of each side; contradictory figures are not used."""
    low, best, high = (cell_whole_number(stated, row, column) for column in ("low", "best", "high"))
    groups = {column: cell_whole_number(stated, row, column) for column in GROUPS}
    for column, value in {"low": low, "best": best, "high": high, **groups}.items():
        if value is not None and value < 0:
            stated.error(column, _("A number of dead is not negative."))
            return []
    found = [] if (low, best, high) == (None,) * 3 else [_total_estimate(stated, low, best, high)]
    among = {
        "deaths_a": row["side_a"],
        "deaths_b": row["side_b"],
        "deaths_civilians": "civilians",
        "deaths_unknown": "unknown",
    }
    for column, value in groups.items():
        if value:
            found.append(
                {
                    "kind": "killed",
                    "group": among[column].strip()[:100] or column,
                    "best": value,
                    "stated": f"{column} {value}",
                }
            )
    given_mapping = [value for value in groups.values() if value is not None]
    if best is not None and given_mapping and sum(given_mapping) != best:
        words = _("The deaths of all sides are %(sum)d, and the best estimate is %(best)d.")
        stated.warn("best", words % {"sum": sum(given_mapping), "best": best})
    return _once_a_group(found)


def _total_estimate(stated, low, best, high):
    figures = {"low": low, "best": best, "high": high}
    words = ", ".join(f"{name} {value}" for name, value in figures.items() if value is not None)
    total = {"kind": "killed", "group": "", "stated": words}
    known = [value for value in (low, best, high) if value is not None]
    if known == sorted(known):
        return total | figures
    stated.warn(
        "best", _("The figures contradict each other (%s); none of them is chosen.") % words
    )
    return total | {"qualifier": "contradictory"}


def _once_a_group(rows):
    """Add up the rows of two sides with the same name."""
    found = {}
    for row in rows:
        same = found.setdefault(row["group"].casefold(), row)
        if same is not row:
            same["best"] += row["best"]
            same["stated"] += f", {row['stated']}"
    return list(found.values())
