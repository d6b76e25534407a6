"""Series in every state that a chart can be in, and a page that draws each of them in each kind."""

import datetime as dt
from pathlib import Path

from django.http import HttpResponse
from django.template import engines

from ctplatform.charts import lane_timeline
from ctplatform.charts.timeline import Item
from incidents.charts.queries.drawn import draw_chart
from incidents.charts.vocabulary import CHART_KINDS
from incidents.events.models.killed import keep_killed
from incidents.models import CasualtyEstimate, Incident, Series
from incidents.series.models.series import SeriesPoint
from incidents.timelines.period import Period
from incidents.timelines.queries import ShownLane
from incidents.timelines.vocabulary import LANES
from tests.factories import incidents as make

COUNTRIES = ("ML", "NE", "BF", "TD", "NG", "CM", "SO", "KE", "IQ", "SY", "AF", "PK")
LONG = (
    "Supercalifragilisticexpialidocious" * 2,
    "Movement for Unity and Jihad in West Africa and the Greater Sahara, northern district",
)
FROM_RIGHT = (
    "جماعة نصرة الإسلام والمسلمين في منطقة الساحل والصحراء الكبرى",
    "ارتش صحرا و ساحل، شاخهٔ شمالی",
    "תנועת האחדות של מערב אפריקה",
)
STATES = {
    "none": (0, ()),
    "one": (1, ()),
    "two": (2, ()),
    "many": (500, ()),
    "groups": (24, COUNTRIES),
    "long": (24, LONG),
    "right": (24, FROM_RIGHT),
}
"""{state: (number of points, groups: countries or names of actors)}."""
ESTIMATES = {"one": 1, "two": 2, "many": 45, "groups": 12, "long": 3, "right": 3}
SHAPES = ((10, 15, 20), (151, None, None), (None, 4, None), (None, None, 4000), (3, None, 9))
"""(lowest, best, highest) of estimates."""


def names_of(state) -> tuple:
    return {"long": LONG, "right": FROM_RIGHT}.get(state, ("Attack on a market",))


def series_in_every_state(team) -> None:
    """Make a series for each of STATES, each in years of its own, with incidents of ESTIMATES."""
    for place, state in enumerate(STATES):
        _make_series(team, state, 1900 + 10 * place)


def _make_series(team, state, year):
    n, groups = STATES[state]
    if groups and groups != COUNTRIES:
        own = {"project": team.project, "published": True}
        groups = [str(make.ActorFactory(name=each, **own).pk) for each in groups]
    days = [dt.date(year + each // 12, each % 12 + 1, 1) for each in range(max(n, 1))]
    grouped = ("country" if state == "groups" else "actor") if groups else None
    made = make.SeriesFactory(
        project=team.project,
        title=f"{names_of(state)[0]}, {state}",
        group_by=grouped,
        start=days[0],
        end=days[-1] + dt.timedelta(days=27),
        coverage="full" if n else [],
        recounted=dt.datetime(2024, 4, 13, tzinfo=dt.UTC),
    )
    made.points.all().delete()
    SeriesPoint.objects.bulk_create(
        SeriesPoint(series=made, bucket=day, group=group, coverage="full", **_numbers(at, turn))
        for turn, group in enumerate(("", *groups))
        for at, day in enumerate(days[:n])
        if at not in (5, 6, 7)
    )
    _make_estimates(team, state, days[0])


def _numbers(at, turn) -> dict:
    """Numbers with ranges, open ends and months of which nothing is known."""
    least = (at * (turn + 3)) % 9
    return {
        "n_min": least,
        "n_expected": None if at % 13 == 12 else least + 0.5 * (at % 2),
        "n_max": least + 2 + at % 3,
        "incidents": 3,
        "is_open": at % 11 == 9,
    }


def _make_estimates(team, state, day):
    """Published incidents of the first month, with figures of every shape."""
    made = [
        make.IncidentFactory(
            project=team.project,
            title=f"{names_of(state)[each % len(names_of(state))]} {each + 1}",
            date=f"{day.year}-{day.month:02}-{each % 28 + 1:02}",
            published=True,
        )
        for each in range(ESTIMATES.get(state, 0))
    ]
    for at, incident in enumerate(made):
        low, best, high = SHAPES[at % len(SHAPES)]
        make.CasualtyEstimateFactory(incident=incident, low=low, best=best, high=high)
    assert CasualtyEstimate.objects.filter(incident__in=made).count() == len(made)
    keep_killed(Incident, [each.pk for each in made])


def _timeline(state):
    """What the template of a timeline needs: the same items in each lane, in the year 2015."""
    n = {"one": 1, "two": 2, "many": 60}.get(state, 12)
    names, year = names_of(state), Period(dt.date(2015, 1, 1), dt.date(2015, 12, 31))
    items = [_item(each, names[each % len(names)], year.first) for each in range(n)]
    lanes = [_Lane(key, items, n, False, 0) for key in LANES]
    drawing = lane_timeline.draw({each.key: each.items for each in lanes}, year.first, year.last)
    drawn = [
        (lane, each.label, f"{lane.hidden} not drawn" if lane.hidden else "")
        for lane, each in zip(drawing.lanes, lanes, strict=True)
    ]
    entries = [each for lane in lanes for each in lane.entries]
    return state, state, drawing, drawn, [("2015", entries)] if entries else []


class _Lane(ShownLane):
    """A lane whose rows are items already."""

    @property
    def items(self):
        return self.rows


def _item(at, name, first):
    start = first + dt.timedelta(days=at * 29 % 360)
    end = start + dt.timedelta(days=at % 3 * 20)
    ends = {"start": None if at % 7 == 3 else start, "end": None if at % 5 == 4 else end}
    state = ("", "candidate")[at % 4 == 1]
    return Item("incident", f"{name} {at + 1}", "2015", url="#x", status=state, **ends)


def chart_states(request):
    """Draw every series in every kind, and a timeline in every state."""
    charts = []
    for series in Series.objects.visible_to(request.user).order_by("start"):
        series.slug = series.title.rpartition(", ")[2]
        for kind, label in CHART_KINDS.items():
            chart = draw_chart(series, request.user, kind)
            if chart.kind == kind:  # small multiples of fewer than two groups are steps
                charts.append((chart, label))
    source = Path(__file__).with_suffix(".html").read_text()
    context = {
        "charts": charts,
        "timelines": [_timeline(state) for state in STATES if state != "none"],
    }
    return HttpResponse(engines["django"].from_string(source).render(context, request))
