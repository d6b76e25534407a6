"""The numbers of a series after its transform, and the population figures behind them."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ctplatform.charts import buckets, time_series_chart
from incidents.countries import countries
from incidents.countries.inhabitants import LICENCE, SOURCE, people_of
from incidents.series import transforms
from incidents.series.models.series import TOTAL, Series, SeriesPoint


@dataclass
class Transformed:
    """`values` are {group: {bucket: Observed}} without buckets that have none.

    `people` are {group: [Inhabitants or None of each bucket]} where numbers are per population.
    """

    values: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)


def transformed(series: Series, days, points) -> Transformed:
    """Apply the transform of a series, if it has one, to {group: {bucket: SeriesPoint}}."""
    found = Transformed()
    if not series.transform:
        return found
    for group, mine in points.items():
        row = [observed(mine[day]) if day in mine else None for day in days]
        if per := series.transform.get("per"):
            found.people[group] = inhabitants_of(series, group, days)
            people = [each and each.people for each in found.people[group]]
            row = transforms.per_population(row, people, per)
        row = _over_time(series, days, row)
        pairs = zip(days, row, strict=True)
        found.values[group] = {day: value for day, value in pairs if value is not None}
    return found


def transformed_points(series: Series) -> dict:
    """{(group, first day in ISO form): Observed} of all points of a series that have a value."""
    points = {}
    rows = SeriesPoint.objects.filter(series=series).begun().covered_until_today(series.bucket)
    for point in rows:
        points.setdefault(point.group, {})[point.bucket] = point
    days = list(buckets.buckets_between(series.start, series.end, series.bucket))
    found = transformed(series, days, points).values
    return {
        (group, day.isoformat()): seen
        for group, mine in found.items()
        for day, seen in mine.items()
    }


def _over_time(series, days, row):
    asked = series.transform
    if asked.get("cumulated"):
        row = transforms.cumulated(row)
    if window := asked.get("rolling"):
        row = transforms.rolling_mean(row, window)
    if base := asked.get("base"):
        day = dt.date.fromisoformat(base)
        row = transforms.indexed(row, days.index(day) if day in days else -1)
    return row


def observed(point) -> transforms.Observed:
    """A point as transforms read it; needs `coverage_now`."""
    return transforms.Observed(
        low=point.n_min,
        expected=point.n_expected,
        high=point.n_max,
        is_open=point.is_open,
        is_at_least=bool(point.without_best),
        is_full=point.coverage_now == "full",
    )


def drawn_value(seen: transforms.Observed | None) -> time_series_chart.Value:
    """A transformed number as charts draw it; where there is none, it is not known."""
    if seen is None:
        return time_series_chart.Value(0, None, 0)
    return time_series_chart.Value(
        round(seen.low, 4),
        None if seen.expected is None else round(seen.expected, 4),
        round(seen.high, 4),
        seen.is_open,
        is_at_least=seen.is_at_least or not seen.is_full,
    )


def inhabitants_of(series: Series, group, days) -> list:
    """The Inhabitants of a group's countries in the year of each bucket; None without figures.

    A country that is a group has its own; other groups have those of the countries to which the
    series is limited.
    """
    codes = series.group_countries
    if series.group_by == "country" and group != TOTAL:
        codes = [group]
    return [people_of(tuple(sorted(codes)), day.year) if codes else None for day in days]


def population_notes(series: Series, found: Transformed, labels) -> list[str]:
    """What the numbers per population rest on: a sentence for each group, and the source."""
    if not found.people:
        return []
    notes = []
    for group, row in found.people.items():
        label = labels.get(group) or _("All")
        known = [each for each in row if each is not None]
        notes.append(_group_note(label, known) if known else _no_people(label))
    return [
        *notes,
        _("Population: %(source)s, %(licence)s.") % {"source": SOURCE, "licence": LICENCE},
    ]


def _group_note(label, known) -> str:
    first, last = known[0], known[-1]
    words = {
        "label": label,
        "first": f"{first.people:,}",
        "from": first.year,
        "last": f"{last.people:,}",
        "to": last.year,
    }
    if first.year == last.year:
        text = _("%(label)s: %(first)s inhabitants in %(from)s.") % words
    else:
        text = _("%(label)s: %(first)s inhabitants in %(from)s, %(last)s in %(to)s.") % words
    if last.missing:
        names = ", ".join(map(countries.name_of, last.missing))
        text += " " + _("No figures for %s, which are not in the sum.") % names
    return text


def _no_people(label) -> str:
    text = _("%s: there are no population figures, or the group has no single set of countries.")
    return text % label
