"""The people that incidents count: summed by the database where the rule is plain, else in Python.

The rule is that of `incidents.figures.estimate_figures`, as on the page of an incident. Sums take
each estimate as if it stood alone; then what they have too much or too little is added for each
incident with several estimates, with words that qualify a single number, or with records merged
into it. Of these, rival estimates of all victims are added up by the database too, the others in
Python, as the rule in SQL would need some two dozen subqueries. A test holds both against each
other.
"""

from operator import add

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
from django.db.models.lookups import GreaterThan

from ctplatform.database.batches import in_batches
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
WHOLE = IntegerField()
HARM = "harm"
"""The alias of the estimates of an incident in the sums of the database."""


def people_by_days(rows, harms, columns, *, by_month=False):
    """Sums of people as dicts, grouped by DAYS and columns of incidents.

    The sums of all estimates come first, then the difference that each incident makes whose people
    are not that sum.
    """
    joined = grouped_days(rows.order_by(), by_month).annotate(
        **{HARM: FilteredRelation("casualties", condition=Q(casualties__kind__in=harms))}
    )
    sums = joined.values(*DAYS, *columns).annotate(n=Count("*"), **_summed(f"{HARM}__"))
    found = list(sums.order_by())
    if not found:  # no incident, and so none that is counted apart
        return
    yield from found
    by_rule = _with_merged(rows.order_by().values("pk"))
    apart = _counted_apart(rows, harms, columns, by_month)
    yield from _added_up(
        apart.exclude(incident__in=by_rule) if by_rule else apart, columns, by_rule
    )
    for ids in in_batches(sorted(by_rule), CHUNK):
        alone, found = _as_if_alone(ids, harms), _people_by_rule(ids, harms)
        # The conditions of the series hold already; its filters need not be asked again.
        shown = grouped_days(Incident.objects.filter(pk__in=ids), by_month).order_by()
        for row in shown.values("pk", *DAYS, *columns):
            summed, counted = alone.get(row["pk"], NOTHING), found[row["pk"]]
            numbers = {name: counted[name] - summed[name] for name in FIGURES}
            yield row | numbers | {"n": 1 - summed["n"]}


def _with_merged(ids) -> set:
    """Those of the ids (a query or a set) into whose incidents records were merged."""
    merged = Incident.objects.filter(merged_into__isnull=False).order_by()
    if not merged.exists():
        return set()
    return set(merged.filter(merged_into__in=ids).values_list("merged_into", flat=True))


def _counted_apart(rows, harms, columns=(), by_month=False):
    """A row for each incident with several estimates, or with words that qualify a number.

    It has `by_rule` (see `_needs_rule`), n and FIGURES that are to be added to the sums of the
    database, DAYS, and the columns, as a tuple. Which incidents they are is a subquery: thousands
    of ids would take longer to write and to read than to find.
    """
    estimates = CasualtyEstimate.objects.filter(kind__in=harms).order_by()
    ids = estimates.filter(incident__in=rows.order_by().values("pk")).values("incident")
    apart = ids.annotate(n=Count("*"), special=Max(_one_if(~is_plain())))
    apart = apart.filter(Q(n__gt=1) | Q(special=1)).values("incident")
    names = {f"incident_{name}": F(f"incident__{name}") for name in columns}
    found = grouped_days(estimates.filter(incident__in=apart), by_month, "incident__")
    counted, alone = _rivals(), _summed()
    numbers = {f"more_{name}": counted[name] - alone[name] for name in FIGURES}
    each = found.values("incident", *DAYS, **names).annotate(
        by_rule=_needs_rule(harms), more=1 - Count("*"), **numbers
    )
    return each.values_list("by_rule", "more", *numbers, *DAYS, *names)


def _added_up(rows, columns, by_rule):
    """Rows of `_counted_apart` added up by DAYS and columns, as dicts.

    The ids of incidents that are to be counted by the rule are added to `by_rule` instead.
    """
    found, end = {}, 2 + len(FIGURES)
    for row in rows.iterator(chunk_size=CHUNK):
        if row[0]:
            by_rule.add(row[0])
            continue
        shared = row[end:]
        before = found.get(key := repr(shared))
        numbers = map(add, before[0], row[1:end]) if before else row[1:end]
        found[key] = (tuple(numbers), shared)
    for numbers, shared in found.values():
        yield dict(zip(("n", *FIGURES, *DAYS, *columns), (*numbers, *shared), strict=True))


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
    return {name: Sum(number, output_field=WHOLE) for name, number in found}


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
    return Case(When(condition, then=1), default=0, output_field=WHOLE)


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
    special = {pk for pk, figures in found.items() if figures is None}
    return found | _people_by_rule(special | _with_merged(ids), harms)


def _plain_people(ids, harms) -> dict:
    """{incident: FIGURES}; None for those counted by the rule, without those without estimates."""
    estimates = CasualtyEstimate.objects.filter(kind__in=harms, incident__in=ids).order_by()
    rivals = {f"rival_{name}": number for name, number in _rivals().items()}
    rows = estimates.values("incident").annotate(by_rule=_needs_rule(harms), **rivals)
    return {
        row["incident"]: None if row["by_rule"] else {n: row[f"rival_{n}"] for n in FIGURES}
        for row in rows
    }


def _rivals() -> dict:
    """{name of FIGURES: expression} of an incident with one plain estimate or with rival ones.

    Rivals are plain estimates of all victims. They range from the lowest to the highest figure, and
    the lowest best one is expected. Without any figure they are as EMPTY.
    """
    takes = {"low": Min, "best": Min, "high": Max, "open": Max, "without_best": Max}
    numbers = _numbers()
    found = {
        name: Coalesce(take(numbers[name], filter=FIGURED), EMPTY[name], output_field=WHOLE)
        for name, take in takes.items()
    }
    return found | {"unknown": Min(numbers["unknown"])}


def _needs_rule(harms):
    """The id of an incident whose estimates are counted by the rule in Python, else null.

    It has words that qualify a number, or several estimates of which one is chosen or about a group
    of victims, or several of more than one harm.
    """
    apart = Q(selected=True) | ~Q(group="") if len(harms) == 1 else Q(pk__isnull=False)
    special, several = (Max(_one_if(condition)) for condition in (~is_plain(), apart))
    is_found = Q(GreaterThan(special, 0)) | Q(GreaterThan(Count("*"), 1), GreaterThan(several, 0))
    return Case(When(is_found, then=F("incident")))


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
