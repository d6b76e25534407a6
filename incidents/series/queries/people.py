"""The people that incidents count: summed by the database where the rule is plain, else in Python.

The rule is that of `incidents.figures.estimate_figures`, as on the page of an incident. Sums take
each estimate as if it stood alone; then what they have too much or too little is added for each
incident with several estimates, with words that qualify a single number, or with records merged
into it. Of these, rival estimates of all victims are added up by the database too, the others in
Python, as the rule in SQL would need some two dozen subqueries. A test holds both against each
other.
"""

from itertools import islice

from django.db.models import (
    Case,
    Count,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    Min,
    Q,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.events.models.incidents import Incident
from incidents.events.models.killed import harm_estimates
from incidents.figures.estimates import combined_range, used_estimates, why_not_counted
from incidents.series.queries.harms import FIGURED
from incidents.series.queries.population import DAYS, grouped_days

FIGURES = ("low", "best", "high", "open", "unknown", "without_best")
CHUNK = 2000  # incidents read together
EMPTY = dict.fromkeys(FIGURES, 0) | dict.fromkeys(("open", "unknown", "without_best"), 1)
"""The figures of an incident without estimates."""
NOTHING = EMPTY | {"n": 1}
EXACT = ("exact", "up_to", "fewer_than", "between", "none_reported")
"""Qualifiers that do not change how a single number counts."""
HARM = "harm"
"""The alias of the estimates of an incident in the sums of the database."""


def people_by_days(rows, harms, columns, *, by_month=False):
    """Sums of people as dicts, grouped by DAYS and columns of incidents.

    The sums of all estimates come first, then the difference that each incident of
    `_counted_apart` makes.
    """
    joined = grouped_days(rows.order_by(), by_month).annotate(
        **{HARM: FilteredRelation("casualties", condition=Q(casualties__kind__in=harms))}
    )
    sums = joined.values(*DAYS, *columns).annotate(n=Count("*"), **_summed(f"{HARM}__"))
    yield from sums.order_by()
    pks = iter(sorted(_counted_apart(rows, harms)))
    while ids := list(islice(pks, CHUNK)):
        alone, found = _as_if_alone(ids, harms), people_in(ids, harms)
        # The conditions of the series hold already; its filters need not be asked again.
        shown = grouped_days(Incident.objects.filter(pk__in=ids), by_month).order_by()
        for row in shown.values("pk", *DAYS, *columns):
            summed, counted = alone.get(row["pk"], NOTHING), found[row["pk"]]
            numbers = {name: counted[name] - summed[name] for name in FIGURES}
            yield row | numbers | {"n": 1 - summed["n"]}


def _counted_apart(rows, harms) -> set:
    """The ids of incidents whose people are not the sum of their estimates."""
    ids = rows.order_by().values("pk")
    estimates = CasualtyEstimate.objects.filter(kind__in=harms, incident__in=ids).order_by()
    found = estimates.values("incident").annotate(n=Count("*"), special=Max(_one_if(~is_plain())))
    merged = Incident.objects.filter(merged_into__isnull=False).order_by()
    lent = merged.filter(merged_into__in=ids) if merged.exists() else merged.none()
    return {
        *found.filter(Q(n__gt=1) | Q(special=1)).values_list("incident", flat=True),
        *lent.values_list("merged_into", flat=True),
    }


def _as_if_alone(ids, harms) -> dict:
    """{incident: FIGURES and n} as the sums of the database have them; none without estimates."""
    estimates = CasualtyEstimate.objects.filter(kind__in=harms, incident__in=ids).order_by()
    sums = {f"sum_{name}": each for name, each in _summed().items()}
    return {
        row["incident"]: {name: row[f"sum_{name}"] for name in FIGURES} | {"n": row["n"]}
        for row in estimates.values("incident").annotate(n=Count("*"), **sums)
    }


def _summed(path="") -> dict:
    """{name of FIGURES: sum} over estimates that each stand alone."""
    found = _numbers(path).items()
    return {name: Sum(number, output_field=IntegerField()) for name, number in found}


def is_plain() -> Q:
    """The condition on an estimate that neither its qualifier nor its words change the figures."""
    return (
        Q(best__isnull=True)
        | Q(low__isnull=False)
        | Q(high__isnull=False)
        | Q(qualifier__in=EXACT)
        | Q(qualifier__isnull=True, stated="")
    )


def _one_if(condition):
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _numbers(path="") -> dict:
    """{name of FIGURES: expression} of a plain estimate that stands alone, or of none."""
    low, best, high = (F(f"{path}{name}") for name in ("low", "best", "high"))
    no_low, no_best, no_high = (
        Q(**{f"{path}{name}__isnull": True}) for name in ("low", "best", "high")
    )
    expected = Coalesce(best, low, high / 2, Value(0))
    return {
        "low": Coalesce(low, Case(When(no_high, then=best)), Value(0)),
        "best": expected,
        "high": Coalesce(high, expected),
        "open": _one_if(no_high & (~no_low | no_best)),
        "unknown": _one_if(no_low & no_best & no_high),
        "without_best": _one_if(no_best & no_high),
    }


def people_in(ids, harms) -> dict:
    """{incident: FIGURES of its people}, from the same estimates as its stored figure.

    Several harms are those of SERIES_HARMS that may be suffered by the same people.
    """
    found = dict.fromkeys(ids, EMPTY) | _plain_people(ids, harms)
    lent = Incident.objects.filter(merged_into__in=ids).order_by()
    special = {pk for pk, figures in found.items() if figures is None}
    special |= {*lent.values_list("merged_into", flat=True)}
    return found | _people_by_rule(special, harms)


def _plain_people(ids, harms) -> dict:
    """{incident: FIGURES} of estimates of one harm that are plain, and of all victims if several.

    Such rivals range from the lowest to the highest figure, and the lowest best one is expected. It
    is None for incidents with other estimates; those without any are left out.
    """
    apart = Q(selected=True) | ~Q(group="")
    takes = {"low": Min, "best": Min, "high": Max, "open": Max, "without_best": Max}
    numbers = _numbers()
    rivals = {f"rival_{name}": take(numbers[name], filter=FIGURED) for name, take in takes.items()}
    estimates = CasualtyEstimate.objects.filter(kind__in=harms, incident__in=ids).order_by()
    rows = estimates.values("incident").annotate(
        rows=Count("*"), special=Max(_one_if(~is_plain())), apart=Max(_one_if(apart)), **rivals
    )
    found = {}
    for row in rows:
        several = row["rows"] > 1 and (row["apart"] or len(harms) > 1)
        figures = {name: row[f"rival_{name}"] for name in takes} | {"unknown": 0}
        figures = EMPTY if figures["low"] is None else figures
        found[row["incident"]] = None if row["special"] or several else figures
    return found


def _people_by_rule(ids, harms) -> dict:
    found = [harm_estimates(Incident, ids, kind) for kind in harms] if ids else []
    return {pk: joined_figures([figures_of(each[pk]) for each in found]) for pk in ids}


def joined_figures(harms) -> dict:
    """The FIGURES of harms of one incident that the same or different people may have suffered.

    A harm without a figure adds nothing where another has one. The lowest and the best figure
    assume that they are the same people, the highest that they are different ones.
    """
    known = [each for each in harms if not each["unknown"]]
    if len(known) < 2:
        return (known or harms)[0]
    return {
        **{name: max(each[name] for each in known) for name in FIGURES},
        "high": sum(each["high"] for each in known),
    }


def figures_of(estimates) -> dict:
    """The FIGURES of one incident's estimates of one harm."""
    low, best, high, is_open = combined_range(estimates)
    unknown = int(bool(why_not_counted(estimates)))
    bounded = (each.best is not None or each.high is not None for each in used_estimates(estimates))
    without_best = unknown or int(not all(bounded))
    return dict(zip(FIGURES, (low, best, high, is_open, unknown, without_best), strict=True))
