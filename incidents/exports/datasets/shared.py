"""What the layouts of all datasets have in common."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from ctplatform.exchange.analysis.columns import TEXT, TEXTS, Column, joined
from incidents.exports.datasets.events import DatasetEvent, Side

OWN_COLUMNS = (
    Column("own_id", TEXT, "the incident's id here, the same as in the API; not in the dataset"),
    Column("own_title", TEXT, "its title; not in the dataset"),
    Column("own_lifecycle", TEXT, "how far the attack went, as a slug; not in the dataset"),
    Column("own_first", TEXTS, "all actors of the first side; not in the dataset"),
    Column("own_first_certainty", TEXTS, "the certainty of each in the same order"),
    Column("own_second", TEXTS, "all actors of the other side; not in the dataset"),
    Column("own_second_certainty", TEXTS, "the certainty of each in the same order"),
)
"""Columns after those of the dataset: what a reader needs to find the record, and what is lost."""
PLANS = frozenset({"threat_statement", "plot_intended", "plot_advanced"})


def not_held(*names) -> list[Column]:
    """Columns of the dataset for which there is nothing here."""
    return [Column(name, TEXT, "always empty: not recorded here") for name in names]


def column_of(parts: Iterable[Column | list[Column]]) -> tuple[Column, ...]:
    """One tuple of columns from single ones and lists."""
    return tuple(
        column for part in parts for column in (part if isinstance(part, list) else [part])
    )


def certain(side: list[Side]) -> list[Side]:
    """The participants whose part is not merely suspected, alleged or inferred."""
    return [each for each in side if not each.is_doubted]


def reason_for_plans(event: DatasetEvent):
    """Why an incident that was only planned or threatened has no row; "" for others."""
    if event.base["lifecycle"] in PLANS:
        return _("not written: a threat or a plan, not an event")
    return ""


def own_values(event: DatasetEvent) -> dict:
    """The cells of OWN_COLUMNS."""
    found = {
        "own_id": str(event.base["id"]),
        "own_title": event.base["title"],
        "own_lifecycle": event.base["lifecycle"],
    }
    for name, side in (("own_first", event.first), ("own_second", event.second)):
        found[name] = joined([each.name for each in side])
        words = [_certainty_of(each) for each in side]
        found[f"{name}_certainty"] = joined(words)
    return found


def _certainty_of(side):
    if side.role == "suspected_perpetrator" and side.certainty in (None, "confirmed"):
        return "suspected"
    return side.certainty or "not stated"


def has_doubted_sides(event: DatasetEvent) -> bool:
    return any(each.is_doubted for each in [*event.first, *event.second])


def has_range_of_fatalities(event: DatasetEvent) -> bool:
    return event.base["killed_low"] != event.base["killed_high"]


def has_types(event: DatasetEvent) -> bool:
    base = event.base
    return bool(base["attack_types"] or base["target_types"] or base["weapon_types"])


def has_long_date(event: DatasetEvent) -> bool:
    return event.base["date_earliest"] != event.base["date_latest"]


FURTHER_ACTORS = _("further actors of a side; they are in the columns of their own")
DOUBTED_SIDES = (_("a suspected, alleged or inferred participant"), has_doubted_sides)
FURTHER_SIDES = (
    FURTHER_ACTORS,
    lambda event: len(certain(event.first)) > 1 or len(certain(event.second)) > 1,
)
FATALITY_RANGE = (_("the range of fatalities; one figure is written"), has_range_of_fatalities)
BOUNDS_OF_DATE = (_("the first and the last day of a longer date"), has_long_date)
TYPES_OF_ATTACK = (_("types of attack, target or weapon"), has_types)
OTHER_CASUALTIES = (
    _("injured, abducted and other casualties"),
    lambda event: bool(event.figures),
)
OF_ALL_DATASETS = (
    (_("further places of the incident"), lambda event: bool(event.base["further_places"])),
    (
        _("why a value is absent: not known, or not applicable"),
        lambda event: bool(event.base["absences"]),
    ),
    (
        _("that the date is approximate or uncertain"),
        lambda event: (event.base["date"] or "").endswith(("~", "%", "?")),
    ),
)
"""What no dataset holds of an incident."""
