"""The people that incidents count: summed by the database where the rule is plain, else in Python.

The rule is that of `incidents.figures.estimate_figures`, as on the page of an incident. An incident
with one estimate, or none, is summed in SQL; one with several estimates, with words that qualify a
single number, or with records merged into it is read and counted in Python, as the rule in SQL
would need some two dozen subqueries. A test holds both against each other.
"""

from itertools import islice

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    OuterRef,
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

FIGURES = ("low", "best", "high", "open", "unknown", "without_best")
CHUNK = 2000  # incidents read together
FEW = 500  # incidents that a query leaves out by their ids
EXACT = ("exact", "up_to", "fewer_than", "between", "none_reported")
"""Qualifiers that do not change how a single number counts."""
HARM = "harm"
"""The alias of the one estimate of an incident in the sums of the database."""


def people_by_days(rows, harms, columns):
    """Sums of people as dicts, grouped by days and columns of incidents.

    They are those of the database, then one row for each incident that is counted in Python.
    """
    apart = _counted_apart(rows, harms)
    yield from _summed_rows(rows, harms, columns, apart)
    names = ("pk", "date_earliest", "date_latest", *columns)
    pks = iter(sorted(apart))
    while ids := list(islice(pks, CHUNK)):
        found = people_in(ids, harms)
        # The conditions of the series hold already; its filters need not be asked again.
        for row in Incident.objects.filter(pk__in=ids).order_by().values(*names):
            yield row | found[row["pk"]] | {"n": 1}


def _counted_apart(rows, harms) -> set:
    """The ids of incidents whose estimates are not summed by the database."""
    ids = rows.order_by().values("pk")
    estimates = CasualtyEstimate.objects.filter(kind__in=harms, incident__in=ids).order_by()
    is_special = Case(When(_is_plain(), then=0), default=1, output_field=IntegerField())
    found = estimates.values("incident").annotate(n=Count("pk"), special=Max(is_special))
    merged = Incident.objects.filter(merged_into__isnull=False).order_by()
    lent = merged.filter(merged_into__in=ids) if merged.exists() else merged.none()
    return {
        *found.filter(Q(n__gt=1) | Q(special=1)).values_list("incident", flat=True),
        *lent.values_list("merged_into", flat=True),
    }


def _summed_rows(rows, harms, columns, apart):
    joined = rows.order_by().annotate(
        **{HARM: FilteredRelation("casualties", condition=Q(casualties__kind__in=harms))}
    )
    sums = {name: Sum(number, output_field=IntegerField()) for name, number in _numbers().items()}
    plain = _without(joined, harms, apart)
    return plain.values("date_earliest", "date_latest", *columns).annotate(n=Count("pk"), **sums)


def _without(joined, harms, apart):
    """The rows without those counted apart: few are named, many are found by the same rules."""
    if len(apart) <= FEW:
        return joined.exclude(pk__in=apart) if apart else joined
    estimates = CasualtyEstimate.objects.filter(incident=OuterRef("pk"), kind__in=harms).order_by()
    several = estimates.exclude(pk=OuterRef(f"{HARM}__pk"))
    lent = Incident.objects.filter(merged_into=OuterRef("pk")).order_by()
    return joined.filter(~Exists(lent), ~Exists(several), _is_plain(f"{HARM}__"))


def _is_plain(path="") -> Q:
    """The condition on an estimate that neither its qualifier nor its words change the figures."""
    return (
        Q(**{f"{path}best__isnull": True})
        | Q(**{f"{path}low__isnull": False})
        | Q(**{f"{path}high__isnull": False})
        | Q(**{f"{path}qualifier__in": EXACT})
        | Q(**{f"{path}qualifier__isnull": True, f"{path}stated": ""})
    )


def _numbers() -> dict:
    """{name of FIGURES: expression} of an incident with at most one plain estimate."""
    low, best, high = (F(f"{HARM}__{name}") for name in ("low", "best", "high"))
    no_low, no_best, no_high = (
        Q(**{f"{HARM}__{name}__isnull": True}) for name in ("low", "best", "high")
    )
    expected = Coalesce(best, low, high / 2, Value(0))

    def one_if(condition):
        return Case(When(condition, then=1), default=0, output_field=IntegerField())

    return {
        "low": Coalesce(low, Case(When(no_high, then=best)), Value(0)),
        "best": expected,
        "high": Coalesce(high, expected),
        "open": one_if(no_high & (~no_low | no_best)),
        "unknown": one_if(no_low & no_best & no_high),
        "without_best": one_if(no_best & no_high),
    }


def people_in(ids, harms) -> dict:
    """{incident: FIGURES of its people}, from the same estimates as its stored figure.

    Several harms are those of SERIES_HARMS that may be suffered by the same people.
    """
    found = [harm_estimates(Incident, ids, kind) for kind in harms]
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
