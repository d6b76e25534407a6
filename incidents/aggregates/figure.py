"""A series as a page shows it: some groups drawn, all of its numbers in a table, and what it says.

Everything is read from points; nothing is counted here but what is left out.
"""

from dataclasses import dataclass, field

from django.db.models import Q, Sum

from incidents import buckets, countries, figures
from incidents.aggregates.population import left_out
from incidents.models import Actor, Series, SeriesPoint
from incidents.models.series import TOTAL

DRAWN = 4  # panels; more would be too low to read


@dataclass
class Figure:
    """`groups`: [(group, label, {bucket: SeriesPoint})], those drawn; the total stands first in
    `rows`: [(bucket's label, [point or None of the total and of each drawn group])]."""

    series: Series
    days: list
    groups: list
    total: dict
    others: int
    left_out: dict = field(default_factory=dict)

    @property
    def number(self) -> float:
        """How much the covered buckets hold in all."""
        return sum(point.n_expected for point in self.total.values())

    @property
    def uncovered(self) -> int:
        return len(self.days) - len(self.total)

    @property
    def drawn(self) -> list:
        """[(label, {bucket: figures.Value})]: the groups, or the total where there are none."""
        groups = self.groups or [(TOTAL, "", self.total)]
        return [
            (label, {day: value_of(point) for day, point in points.items()})
            for _, label, points in groups
        ]

    def drawing(self, frame=figures.WIDE):
        return figures.draw(self.drawn, self.days, self.series.bucket, frame)

    @property
    def sizes(self) -> list:
        """The drawing for wide windows, and for phones: redrawn, not shrunk."""
        wide = figures.WIDE if self.groups else figures.ALONE
        return [self.drawing(wide), self.drawing(figures.NARROW)]

    @property
    def rows(self) -> list:
        columns = [self.total, *(points for _, _, points in self.groups)]
        size = self.series.bucket
        return [
            (buckets.label(day, size), [points.get(day) for points in columns]) for day in self.days
        ]


def figure_of(series: Series, user) -> Figure:
    """Read a series for a person, in a number of queries that does not grow."""
    ranked = (
        SeriesPoint.objects.filter(series=series)
        .exclude(group=TOTAL)
        .order_by()
        .values("group")
        .annotate(n=Sum("n_expected"))
        .order_by("-n", "group")
        .values_list("group", flat=True)
    )
    groups = list(ranked) if series.group_by else []
    shown = groups[:DRAWN]
    points = {group: {} for group in (TOTAL, *shown)}
    wanted = Q(group=TOTAL) | Q(group__in=shown)
    for point in SeriesPoint.objects.filter(wanted, series=series).order_by("bucket"):
        points[point.group][point.bucket] = point
    labels = labels_of(series.group_by, shown, user)
    return Figure(
        series=series,
        days=list(buckets.between(series.start, series.end, series.bucket)),
        groups=[(group, labels[group], points[group]) for group in shown],
        total=points[TOTAL],
        others=len(groups) - len(shown),
        left_out=left_out(series),
    )


def labels_of(group_by, groups, user) -> dict[str, str]:
    """What people call the groups: countries by name, actors as far as the person sees them."""
    if group_by == "country":
        return {group: countries.name_of(group) for group in groups}
    names = Actor.objects.visible_to(user).filter(pk__in=groups).values_list("pk", "name")
    found = {str(pk): name for pk, name in names} if groups else {}
    return {group: found.get(group, group) for group in groups}


def value_of(point) -> figures.Value:
    return figures.Value(point.n_min, point.n_expected, point.n_max, point.is_open)


def totals_of(series_list) -> dict:
    """{series id: [expected of the total per bucket, None where not covered]}, for sparklines."""
    found = {each.pk: {} for each in series_list}
    rows = SeriesPoint.objects.filter(series__in=list(found), group=TOTAL)
    for pk, bucket, expected in rows.values_list("series", "bucket", "n_expected"):
        found[pk][bucket] = round(expected, 2)
    return {
        each.pk: [
            found[each.pk].get(day) for day in buckets.between(each.start, each.end, each.bucket)
        ]
        for each in series_list
    }
