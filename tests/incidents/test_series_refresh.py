"""Any sequence of edits, refreshed at any moments, comes to what a rebuild comes to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctplatform.curation import services as door
from ctplatform.curation.errors import WrongState
from incidents.aggregates import series as aggregates
from incidents.models import DirtyBucket, Participation, Series
from tests.factories.curation import Team
from tests.factories.incidents import ActorFactory, SeriesFactory

DATES = [
    None, "2023-12-20/2024-01-10", "2024", "2024-01", "2024-02-29", "2024-03-30/2024-04-02",
    "2024-05-01", "2024-21", "202X", "2024-06/..",
]  # fmt: skip
COUNTRIES = [None, "AF", "PK"]
COVERAGES = ["full", [{"start": "2024-01-10", "end": "2024-04-15", "sources": []}]]

edits = st.lists(
    st.one_of(
        st.tuples(st.just("new"), st.sampled_from(DATES), st.sampled_from(COUNTRIES)),
        st.tuples(st.just("date"), st.integers(0, 9), st.sampled_from(DATES)),
        st.tuples(st.just("country"), st.integers(0, 9), st.sampled_from(COUNTRIES)),
        st.tuples(st.just("kind"), st.integers(0, 9), st.sampled_from(["event", "context"])),
        st.tuples(st.just("withdraw"), st.integers(0, 9)),
        st.tuples(st.just("actor"), st.integers(0, 9), st.integers(0, 1)),
        st.tuples(st.just("killed"), st.integers(0, 9), st.integers(0, 50)),
        st.tuples(st.just("drain")),
    ),
    max_size=8,
)


class Desk:
    """One researcher's register under the open policy, with a series of every shape."""

    def __init__(self, coverage):
        self.team = Team("open")
        self.actors = [ActorFactory(project=self.team.project) for _ in range(2)]
        self.incidents = []
        for measure in ("count", "fatalities"):
            for group in (None, "country", "actor"):
                self.series(measure=measure, group_by=group, coverage=coverage)
        self.series(bucket="quarter", group_by="country", coverage=coverage)
        for date, country in [("2024-01", "AF"), ("2024-05-01", "PK"), ("2024-02-29", None)]:
            self.do("new", date, country)
        self.do("actor", 0, 0)
        DirtyBucket.objects.all().delete()
        for series in Series.objects.filter(project=self.team.project):
            aggregates.rebuild(series, lambda done, total: None)

    def series(self, **values):
        SeriesFactory(project=self.team.project, **values)

    def do(self, what, *how):
        if what == "new":
            self.incidents.append(self.team.published(date=how[0], country=how[1]))
        elif what == "drain":
            aggregates.drain()
        elif self.incidents:
            incident = self.incidents[how[0] % len(self.incidents)]
            try:
                getattr(self, what)(incident, *how[1:])
            except WrongState:  # it was withdrawn before
                return

    def date(self, incident, date):
        door.change_record(incident, {"date": date}, by=self.team.author)

    def country(self, incident, country):
        door.change_record(incident, {"country": country}, by=self.team.author)

    def kind(self, incident, kind):
        door.change_record(incident, {"record_kind": kind}, by=self.team.author)

    def withdraw(self, incident):
        door.withdraw_record(incident, by=self.team.author)

    def actor(self, incident, n):
        part = {"incident": incident, "actor": self.actors[n], "role": "perpetrator"}
        if not Participation.objects.filter(**part).exists():
            door.create_record(Participation, part, by=self.team.author)

    def killed(self, incident, low):
        self.team.casualty(incident, low=low, best=None, high=low + 2)


def numbers(series):
    rows = series.points.order_by("bucket", "group")
    return list(
        rows.values_list(
            "bucket", "group", "n_min", "n_expected", "n_max", "incidents", "is_open", "coverage"
        )
    )


@pytest.mark.django_db
@settings(max_examples=30, deadline=None)
@given(edits=edits, coverage=st.sampled_from(COVERAGES))
def test_refresh_equals_rebuild(edits, coverage):
    desk = Desk(coverage)
    for edit in edits:
        desk.do(*edit)
    aggregates.drain()
    assert not DirtyBucket.objects.exists()
    for series in Series.objects.filter(project=desk.team.project):
        refreshed = numbers(series)
        aggregates.rebuild(series, lambda done, total: None)
        assert refreshed == numbers(series)
        assert all(low <= expected + 1e-9 for _, _, low, expected, *_ in refreshed)
        assert all(expected <= high + 1e-9 for _, _, _, expected, high, *_ in refreshed)
