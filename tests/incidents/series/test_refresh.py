"""Any sequence of edits, refreshed at any moments, comes to what a rebuild comes to."""

import copy

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ctplatform.curation import services as curation
from ctplatform.curation.errors import WrongState
from incidents.models import (
    ActorRelation,
    DirtyBucket,
    IncidentPlace,
    Participation,
    Series,
)
from incidents.regions.services import change_region_set, create_region_set
from incidents.series.queries import points as aggregates
from incidents.series.services import change_series
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    CountryFactory,
    PlaceFactory,
    SeriesFactory,
)

DATES = [
    None,
    "2023-12-20/2024-01-10",
    "2024",
    "2024-01",
    "2024-02-29",
    "2024-03-30/2024-04-02",
    "2024-05-01",
    "2024-21",
    "202X",
    "2024-06/..",
]
COUNTRIES = [None, "AF", "PK"]
ROLES = ["perpetrator", "belligerent", "suspected_perpetrator", "target"]
RELATIONS = ["branch_of", "part_of", "affiliate_of", "rival_of"]
WITHOUT_INCIDENT = (
    "drain",
    "relate",
    "unrelate",
    "merge",
    "move_place",
    "merge_incidents",
    "region",
    "cover",
)
COVERAGES = ["full", [{"start": "2024-01-10", "end": "2024-04-15", "sources": []}]]
ON_BOTH = [pytest.param(COVERAGES[0], marks=pytest.mark.both_databases), COVERAGES[1]]
"""Which days are covered is asked alike of both databases, so PostgreSQL repeats one."""

edit = st.one_of(
    st.tuples(st.just("new"), st.sampled_from(DATES), st.sampled_from(COUNTRIES)),
    st.tuples(st.just("date"), st.integers(0, 9), st.sampled_from(DATES)),
    st.tuples(st.just("country"), st.integers(0, 9), st.sampled_from(COUNTRIES)),
    st.tuples(st.just("kind"), st.integers(0, 9), st.sampled_from(["event", "series", "context"])),
    st.tuples(st.just("withdraw"), st.integers(0, 9)),
    st.tuples(
        st.just("actor"),
        st.integers(0, 9),
        st.integers(0, 2),
        st.sampled_from(ROLES),
        st.sampled_from([None, "confirmed", "alleged"]),
    ),
    st.tuples(st.just("part"), st.integers(0, 9), st.sampled_from(ROLES)),
    st.tuples(st.just("relate"), st.integers(0, 2), st.integers(0, 2), st.sampled_from(RELATIONS)),
    st.tuples(st.just("unrelate"), st.integers(0, 9)),
    st.tuples(st.just("merge"), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.just("killed"), st.integers(0, 9), st.integers(0, 50)),
    st.tuples(
        st.just("further"),
        st.integers(0, 9),
        st.integers(0, 2),
        st.sampled_from(["also", "origin"]),
    ),
    st.tuples(st.just("other_place"), st.integers(0, 9), st.integers(0, 2)),
    st.tuples(st.just("no_place"), st.integers(0, 9)),
    st.tuples(st.just("move_place"), st.integers(0, 1), st.integers(0, 1)),
    st.tuples(st.just("merge_incidents"), st.integers(0, 9), st.integers(0, 9)),
    st.tuples(st.just("part_incidents"), st.integers(0, 9)),
    st.tuples(st.just("region"), st.sampled_from([["AF"], ["PK"], ["AF", "PK"]])),
    st.tuples(
        st.just("code"),
        st.integers(0, 9),
        st.sampled_from(
            [
                ("suicide", "yes"),
                ("suicide", None),
                ("attack_types", ["bombing", "armed_assault"]),
                ("attack_types", ["bombing"]),
                ("marking", "amber"),
            ]
        ),
    ),
    st.tuples(st.just("place"), st.integers(0, 9), st.integers(0, 2)),
    st.tuples(st.just("injured"), st.integers(0, 9), st.integers(0, 9)),
    st.tuples(st.just("cover"), st.integers(0, 30), st.sampled_from(COVERAGES)),
    st.tuples(st.just("drain")),
)


class Desk:
    """One researcher's register under the open policy, with a series of every shape."""

    def __init__(self, coverage):
        self.team = Team("open")
        self.actors = [ActorFactory(project=self.team.project) for _ in range(3)]
        self.incidents = []
        self.countries = [CountryFactory(), CountryFactory(iso_alpha2="PK", name="Pakistan")]
        self.places = [
            PlaceFactory(project=self.team.project, name=name, parent=self.countries[0])
            for name in ("Herat", "Quetta")
        ]
        self.places.append(PlaceFactory(project=self.team.project, name="Somewhere", parent=None))
        for measure in ("count", "fatalities"):
            for group in (None, "country", "actor"):
                self.series(measure=measure, group_by=group, coverage=coverage)
        first = {"actor": [str(self.actors[0].pk)]}
        self.series(
            bucket="quarter",
            group_by="country",
            coverage=coverage,
            filters=first,
            summaries=True,
            branches="branches",
        )
        self.series(group_by="actor", branches="affiliates", filters=first, roles=ROLES[:2])
        for measure in ("count", "fatalities"):
            self.series(measure=measure, group_by="country", filters={"country": ["PK"]})
        self.set = create_region_set(
            by=self.team.owner,
            project=self.team.project,
            key="ours",
            name="Ours",
            countries=["PK"],
        )
        for group in (None, "country"):
            self.series(group_by=group, filters={"within": ["ours"]})
        self.of_coded_fields(coverage)
        for date, country in [("2024-01", "AF"), ("2024-05-01", "PK"), ("2024-02-29", None)]:
            self.do("new", date, country)
        self.do("actor", 0, 0, "perpetrator", None)
        self.do("relate", 1, 0, "branch_of")
        self.do("actor", 1, 1, "belligerent", None)
        DirtyBucket.objects.all().delete()
        for series in Series.objects.filter(project=self.team.project):
            aggregates.rebuild_series(series, lambda done, total: None)

    def of_coded_fields(self, coverage):
        """Series that are limited or grouped by single fields, places and ranges."""
        inside = {"place": [str(self.countries[0].pk), str(self.places[0].pk)]}
        self.series(group_by="suicide", coverage=coverage)
        self.series(filters={"suicide": ["yes"]}, bucket="week")
        self.series(filters={"fatalities": ["1-9"]}, group_by="fatalities")
        self.series(filters=inside, group_by="place", bucket="half")
        self.series(measure="fatalities", filters=inside, group_by="place")
        self.series(measure="injured", group_by="attack_type", coverage=coverage)
        self.series(measure="held", group_by="marking", marking="green")
        self.series(filters={"attack_type": ["bombing"]}, group_by="attack_type")

    def series(self, **values):
        SeriesFactory(project=self.team.project, **values)

    def do(self, what, *how):
        if what == "new":
            self.incidents.append(self.team.published(date=how[0], country=how[1]))
        elif what in WITHOUT_INCIDENT:
            try:
                getattr(self, what)(*how)
            except WrongState:  # one of the actors was merged before
                return
        elif self.incidents:
            incident = self.incidents[how[0] % len(self.incidents)]
            try:
                getattr(self, what)(incident, *how[1:])
            except WrongState:  # it was withdrawn before
                return

    def date(self, incident, date):
        curation.change_record(incident, {"date": date}, by=self.team.author)

    def country(self, incident, country):
        curation.change_record(incident, {"country": country}, by=self.team.author)

    def kind(self, incident, kind):
        curation.change_record(incident, {"record_kind": kind}, by=self.team.author)

    def code(self, incident, value):
        curation.change_record(incident, dict([value]), by=self.team.owner)

    def place(self, incident, n):
        curation.change_record(incident, {"place": self.places[n]}, by=self.team.author)

    def injured(self, incident, low):
        self.team.casualty(incident, kind="injured", low=low, high=low + 2)
        self.team.casualty(incident, kind="hostages", low=low, high=None)

    def cover(self, n, coverage):
        """Other windows for a series, which is then counted from scratch, as its job does."""
        found = list(Series.objects.filter(project=self.team.project).order_by("id"))
        series = found[n % len(found)]
        change_series(series, {"coverage": coverage}, by=self.team.editor)
        series.refresh_from_db()
        aggregates.rebuild_series(series, lambda done, total: None)

    def withdraw(self, incident):
        curation.withdraw_record(incident, by=self.team.author)

    def further(self, incident, n, role):
        values = {"incident": incident, "place": self.places[n], "role": role}
        if not IncidentPlace.objects.filter(**values).exists():
            curation.create_record(IncidentPlace, values, by=self.team.author)

    def other_place(self, incident, n):
        """Another place for the first further one."""
        row = incident.further_places.order_by("pk").first()
        taken = {"place": self.places[n], "role": row.role} if row else None
        if row and not incident.further_places.filter(**taken).exists():
            curation.change_record(row, {"place": self.places[n]}, by=self.team.author)

    def no_place(self, incident):
        if row := incident.further_places.order_by("pk").first():
            curation.withdraw_record(row, by=self.team.author)

    def move_place(self, n, country):
        place = self.places[n]
        place.refresh_from_db()
        curation.change_record(place, {"parent": self.countries[country]}, by=self.team.owner)

    def merge_incidents(self, one, other):
        gone, into = (self.incidents[n % len(self.incidents)] for n in (one, other))
        for each in (gone, into):
            each.refresh_from_db()
        if gone != into and not gone.merged_into_id and not into.merged_into_id:
            curation.merge(gone, into, by=self.team.editor)

    def part_incidents(self, incident):
        curation.unmerge(incident, by=self.team.editor)

    def region(self, countries):
        """Another definition of the region that two series are counted within."""
        change_region_set(self.set, {"countries": countries}, by=self.team.owner)

    def drain(self):
        aggregates.recount_dirty_days()

    def actor(self, incident, n, role, certainty):
        part = {"incident": incident, "actor": self.actors[n], "role": role}
        if not Participation.objects.filter(**part).exists():
            part["certainty"] = certainty
            curation.create_record(Participation, part, by=self.team.author)

    def part(self, incident, role):
        """Another role for the first participant, or the participation is taken away."""
        part = incident.participations.order_by("pk").first()
        if part is None:
            return
        if incident.participations.filter(actor=part.actor, role=role).exists():
            curation.withdraw_record(part, by=self.team.author)
        else:
            curation.change_record(part, {"role": role}, by=self.team.author)

    def relate(self, one, other, kind):
        """Two actors, unless they are related so already."""
        values = {"subject": self.actors[one], "object": self.actors[other], "kind": kind}
        if one != other and not ActorRelation.objects.filter(**values).exists():
            curation.create_record(ActorRelation, values, by=self.team.editor)

    def unrelate(self, n):
        relations = list(ActorRelation.objects.filter(subject__in=self.actors).order_by("pk"))
        if relations:
            curation.withdraw_record(relations[n % len(relations)], by=self.team.editor)

    def merge(self, one, other):
        gone, into = self.actors[one], self.actors[other]
        for each in (gone, into):
            each.refresh_from_db()
        if one != other and not gone.merged_into_id and not into.merged_into_id:
            curation.merge(gone, into, by=self.team.editor)

    def killed(self, incident, low):
        self.team.casualty(incident, low=low, best=None, high=low + 2)


def numbers(series):
    rows = series.points.order_by("bucket", "group")
    return list(
        rows.values_list(
            "bucket",
            "group",
            "n_min",
            "n_expected",
            "n_max",
            "incidents",
            "is_open",
            "coverage",
            "suspected",
            "unknown",
            "without_best",
        )
    )


@pytest.mark.django_db
@pytest.mark.parametrize("coverage", ON_BOTH, ids=["counted all along", "counted in part"])
def test_refresh_equals_rebuild(coverage):
    """One register for each coverage; what an example does is taken back after it."""
    desk = Desk(coverage)

    @settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate])
    @given(edits=st.lists(edit, max_size=8))
    def try_one(edits):
        with transaction.atomic():
            check(copy.deepcopy(desk), edits)
            transaction.set_rollback(True)

    try_one()


def check(desk, edits):
    for edit in edits:
        desk.do(*edit)
    aggregates.recount_dirty_days()
    assert not DirtyBucket.objects.due().exists()
    for series in Series.objects.filter(project=desk.team.project):
        refreshed = numbers(series)
        aggregates.rebuild_series(series, lambda done, total: None)
        assert refreshed == numbers(series)
        known = [row for row in refreshed if row[3] is not None]
        assert all(low <= expected + 1e-9 for _, _, low, expected, *_ in known)
        assert all(expected <= high + 1e-9 for _, _, _, expected, high, *_ in known)
