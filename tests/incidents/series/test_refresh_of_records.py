"""Series of assessments and warnings: any sequence of edits, refreshed, comes to what a rebuild
comes to."""

import copy
import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ctplatform.curation import services as curation
from ctplatform.curation.errors import WrongState
from ctplatform.curation.models import Revision
from ctplatform.domain_errors import Conflict
from incidents.models import Assessment, AssessmentScope, DirtyBucket, Series, Warning
from incidents.series.queries import points as aggregates
from incidents.series.queries.left_out import rows_by_reason
from tests.factories.curation import Team
from tests.factories.incidents import ActorFactory, CountryFactory, PlaceFactory, SeriesFactory
from tests.incidents.series.record_counts_by_sql import counts_of
from tests.incidents.series.test_refresh import DATES, numbers

pytestmark = pytest.mark.both_databases

N, ACTOR = st.integers(0, 9), st.integers(0, 2)
NOBODY = st.sampled_from([None, 0, 1, 2])
CLOSED = ["2024-01-31", "2024-03-01", "2025-02-01"]

edit = st.one_of(
    st.tuples(st.just("assess"), st.sampled_from(DATES), NOBODY),
    st.tuples(st.just("warn"), st.sampled_from(DATES), NOBODY, NOBODY, NOBODY),
    st.tuples(st.just("date_of"), N, st.sampled_from(DATES)),
    st.tuples(st.just("code"), N, st.sampled_from(["trend", "forecast", None])),
    st.tuples(st.just("hold"), N, NOBODY),
    st.tuples(st.just("restate"), N, N),
    st.tuples(st.just("resolve"), N, st.sampled_from(CLOSED)),
    st.tuples(st.just("mark"), N, st.sampled_from(["clear", "amber", "red"])),
    st.tuples(st.just("scope_actor"), N, ACTOR),
    st.tuples(st.just("scope_place"), N, ACTOR),
    st.tuples(st.just("no_scope"), N),
    st.tuples(st.just("withdraw"), N),
    st.tuples(st.just("merge_assessments"), N, N),
    st.tuples(st.just("split_assessment"), N),
    st.tuples(st.just("heed"), N, st.sampled_from(["yes", "no", None])),
    st.tuples(st.just("warn_of"), N, NOBODY),
    st.tuples(st.just("withdraw_warning"), N),
    st.tuples(st.just("merge_warnings"), N, N),
    st.tuples(st.just("merge_actors"), ACTOR, ACTOR),
    st.tuples(st.just("split_actor"), ACTOR),
    st.tuples(st.just("mark_actor"), ACTOR, st.sampled_from(["clear", "amber", "red"])),
    st.tuples(st.just("protect"), ACTOR, st.sampled_from([None, "private", "public_figure"])),
    st.tuples(st.just("mark_incident"), ACTOR, st.sampled_from(["clear", "amber"])),
    st.tuples(st.just("embargo"), ACTOR, st.booleans()),
    st.tuples(st.just("country_of"), ACTOR, st.sampled_from([None, "AF", "PK"])),
    st.tuples(st.just("merge_incidents"), ACTOR, ACTOR),
    st.tuples(st.just("split_incident"), ACTOR),
    st.tuples(st.just("move_place"), st.integers(0, 1), st.integers(0, 1)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("drain")),
)


class RecordDesk:
    """A register of assessments and warnings, with a series of every shape."""

    def __init__(self):
        self.team = Team("open")
        self.actors = [ActorFactory(project=self.team.project, kind="individual") for _ in range(3)]
        self.countries = [CountryFactory(), CountryFactory(iso_alpha2="PK", name="Pakistan")]
        self.places = [
            PlaceFactory(project=self.team.project, name=name, parent=self.countries[0])
            for name in ("Herat", "Quetta")
        ]
        self.places.append(PlaceFactory(project=self.team.project, name="Somewhere", parent=None))
        self.incidents = [
            self.team.published(date="2025", country="AF"),
            self.team.published(date="2025", place=self.places[1]),
            self.team.candidate(date="2025", country=None),
        ]
        self.assessments, self.warnings = [], []
        self.make_series()
        for date, holder in [("2024-01", 0), ("2024-05-01", 1), ("2024", None)]:
            self.assess(date, holder)
        self.warn("2024-02", 0, 1, 0)
        self.warn("2024-02-29", None, 2, None)
        self.restate(0, 1)
        self.resolve(1, "2024-03-01")
        self.resolve(2, "2024-06-30")
        self.code(2, "trend")
        self.heed(0, "no")
        self.scope_actor(1, 0)
        self.scope_place(1, 0)
        DirtyBucket.objects.all().delete()
        for series in Series.objects.filter(project=self.team.project):
            aggregates.rebuild_series(series, lambda done, total: None)

    def make_series(self):
        first, place = [str(self.actors[0].pk)], {"place": [str(self.countries[0].pk)]}
        for measure in ("assessments", "resolutions"):
            for group in (None, "holder", "about", "country", "kind", "marking"):
                self.series(measure=measure, group_by=group)
            self.series(measure=measure, filters={"holder": first}, bucket="quarter")
            self.series(measure=measure, filters={"about": first}, group_by="about")
            self.series(measure=measure, filters={"kind": ["trend"]}, marking="amber")
            self.series(measure=measure, filters=place, group_by="place")
            self.series(measure=measure, filters={"country": ["PK"]}, group_by="country")
        for group in (None, "issuer", "recipient", "heeded", "country"):
            self.series(measure="warnings", group_by=group)
        self.series(measure="warnings", filters={"issuer": first}, bucket="week")
        self.series(measure="warnings", filters={"heeded": ["no"]}, marking="amber")
        self.series(measure="warnings", filters=place, group_by="place")

    def series(self, **values):
        SeriesFactory(project=self.team.project, **values)

    def do(self, what, *how):
        try:
            with transaction.atomic():
                getattr(self, what)(*how)
        except (WrongState, Conflict, ValidationError):  # it was withdrawn or merged before
            return

    def actor(self, n):
        return None if n is None else self.actors[n]

    def assessment(self, n):
        row = self.assessments[n % len(self.assessments)]
        return Assessment.objects.get(pk=row.pk)

    def warning(self, n):
        return Warning.objects.get(pk=self.warnings[n % len(self.warnings)].pk)

    def make(self, model, **values):
        values = {"project": self.team.project, **values}
        record = curation.create_record(model, values, by=self.team.author).record
        curation.publish(record, by=self.team.owner)
        return record

    def change(self, record, by=None, **values):
        curation.change_record(record, values, by=by or self.team.owner)

    def assess(self, date, holder):
        found = self.make(Assessment, statement="It lasts.", date=date, holder=self.actor(holder))
        self.assessments.append(found)

    def warn(self, date, issuer, recipient, incident):
        found = self.make(
            Warning,
            title="Mind out",
            date=date,
            issuer=self.actor(issuer),
            recipient=self.actor(recipient),
            incident=None if incident is None else self.incidents[incident],
        )
        self.warnings.append(found)

    def date_of(self, n, date):
        self.change(self.assessment(n), date=date)
        self.change(self.warning(n), date=date)

    def code(self, n, kind):
        self.change(self.assessment(n), kind=kind)

    def hold(self, n, actor):
        self.change(self.assessment(n), holder=self.actor(actor))

    def restate(self, n, other):
        self.change(self.assessment(n), restates=self.assessment(other))

    def resolve(self, n, day):
        values = {"horizon": "2024", "criteria": "It does.", "outcome": "resolved_yes"}
        values |= {"outcome_date": dt.date.fromisoformat(day), "outcome_evidence": "It did."}
        self.change(self.assessment(n), **values)

    def mark(self, n, marking):
        self.change(self.assessment(n), marking=marking)

    def scope_actor(self, n, actor):
        values = {"assessment": self.assessment(n), "actor": self.actors[actor]}
        curation.create_record(AssessmentScope, values, by=self.team.author)

    def scope_place(self, n, place):
        values = {"assessment": self.assessment(n), "place": self.places[place]}
        curation.create_record(AssessmentScope, values, by=self.team.author)

    def no_scope(self, n):
        if row := self.assessment(n).scopes.order_by("pk").first():
            curation.withdraw_record(row, by=self.team.author)

    def withdraw(self, n):
        curation.withdraw_record(self.assessment(n), by=self.team.editor)

    def merge_assessments(self, one, other):
        self.merge(self.assessment(one), self.assessment(other))

    def merge(self, gone, into):
        if gone != into and not gone.merged_into_id and not into.merged_into_id:
            curation.merge(gone, into, by=self.team.editor)

    def split_assessment(self, n):
        curation.unmerge(self.assessment(n), by=self.team.editor)

    def heed(self, n, value):
        self.change(self.warning(n), heeded=value)

    def warn_of(self, n, incident):
        self.change(
            self.warning(n), incident=None if incident is None else self.incidents[incident]
        )

    def withdraw_warning(self, n):
        curation.withdraw_record(self.warning(n), by=self.team.editor)

    def merge_warnings(self, one, other):
        self.merge(self.warning(one), self.warning(other))

    def fresh(self, row):
        row.refresh_from_db()
        return row

    def merge_actors(self, one, other):
        self.merge(self.fresh(self.actors[one]), self.fresh(self.actors[other]))

    def split_actor(self, n):
        curation.unmerge(self.fresh(self.actors[n]), by=self.team.editor)

    def mark_actor(self, n, marking):
        self.change(self.fresh(self.actors[n]), marking=marking)

    def protect(self, n, sensitivity):
        outcome = curation.change_record(
            self.fresh(self.actors[n]), {"person_sensitivity": sensitivity}, by=self.team.owner
        )
        if outcome.proposal:
            curation.accept(outcome.proposal, by=self.team.second)

    def mark_incident(self, n, marking):
        self.change(self.fresh(self.incidents[n]), marking=marking)

    def embargo(self, n, lasts):
        until = timezone.now() + dt.timedelta(days=5) if lasts else None
        self.change(self.fresh(self.incidents[n]), embargo_until=until)

    def country_of(self, n, country):
        self.change(self.fresh(self.incidents[n]), country=country)

    def merge_incidents(self, one, other):
        self.merge(self.fresh(self.incidents[one]), self.fresh(self.incidents[other]))

    def split_incident(self, n):
        curation.unmerge(self.fresh(self.incidents[n]), by=self.team.editor)

    def move_place(self, n, country):
        self.change(self.fresh(self.places[n]), parent=self.countries[country])

    def undo(self):
        """Revert the last change."""
        last = Revision.objects.filter(project=self.team.project).order_by("-id").first()
        curation.revert(last, by=self.team.editor, reason="It was wrong.")

    def drain(self):
        aggregates.recount_dirty_days()


@pytest.mark.django_db
def test_refresh_equals_rebuild_and_plain_sql():
    desk = RecordDesk()

    @settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
    @given(edits=st.lists(edit, max_size=8))
    def try_one(edits):
        with transaction.atomic():
            check(copy.deepcopy(desk), edits)
            transaction.set_rollback(True)

    try_one()


def check(desk, edits):
    for each in edits:
        desk.do(*each)
    aggregates.recount_dirty_days()
    assert not DirtyBucket.objects.due().exists()
    for series in Series.objects.filter(project=desk.team.project):
        refreshed = numbers(series)
        aggregates.rebuild_series(series, lambda done, total: None)
        assert refreshed == numbers(series), (series.measure, series.group_by, series.filters)
        assert counts_of(series) == {
            (bucket, group): (low, round(expected, 6), high)
            for bucket, group, low, expected, high, *_ in refreshed
            if high
        }, (series.measure, series.group_by, series.filters)
        reasons = rows_by_reason(series)
        assert all(rows.count() >= 0 for rows in reasons.values())
