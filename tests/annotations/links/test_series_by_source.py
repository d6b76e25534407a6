"""Series that count what a source reports, in passages and in estimates; every change counts."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from annotations.annotations.services import delete_annotation, restore_annotation
from annotations.articles.services.articles import change_article
from annotations.links.services.links import remove_link
from ctplatform.curation.services.merging import merge
from incidents.events.filters.participants import of_series
from incidents.models import DirtyBucket, Incident, Series
from incidents.series.queries.behind import Point
from incidents.series.queries.left_out import left_out
from incidents.series.queries.points import rebuild_series, recount_dirty_days
from incidents.series.services import create_series
from incidents.sources.services import change_source
from tests.factories.accounts import member
from tests.factories.annotations import annotation, article, link
from tests.factories.curation import Team
from tests.factories.incidents import SeriesFactory, SourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def desk():
    return Desk()


class Desk:
    """Texts of an agency and of a paper that may repeat it, and series that count by them."""

    def __init__(self):
        self.team = Team("open")
        self.project, self.by = self.team.project, self.team.owner
        self.agency = SourceFactory(project=self.project, name="Agency")
        self.paper = SourceFactory(project=self.project, name="Paper")
        self.text = article(self.project, self.by, source=self.paper)
        self.incident = self.team.published(date="2024-03-05")
        self.other = self.team.published(date="2024-03-06")
        self.series = {
            (name, source.name): SeriesFactory(
                project=self.project, filters={name: [str(source.pk)]}
            )
            for name in ("source", "publisher")
            for source in (self.agency, self.paper)
        }
        both = {"publisher": [str(self.agency.pk), str(self.paper.pk)]}
        self.grouped = SeriesFactory(project=self.project, group_by="publisher", filters=both)
        DirtyBucket.objects.all().delete()
        for series in (*self.series.values(), self.grouped):
            rebuild_series(series, lambda done, total: None)

    def passage(self):
        passage = annotation(self.text, self.by)
        return link(passage, self.incident, self.by)

    def march(self, series, group=""):
        return next(
            (each.n_max for each in series.points.filter(bucket="2024-03-01", group=group)), 0
        )

    def counts(self):
        """What the series count in March after a refresh, which must equal a rebuild."""
        recount_dirty_days()
        found = {key: self.march(series) for key, series in self.series.items()}
        groups = [self.march(self.grouped, str(each.pk)) for each in (self.agency, self.paper)]
        for series in Series.objects.filter(project=self.project):
            before = list(series.points.order_by("bucket", "group").values_list("bucket", "n_max"))
            rebuild_series(series, lambda done, total: None)
            after = list(series.points.order_by("bucket", "group").values_list("bucket", "n_max"))
            assert before == after
        assert groups == [found["publisher", "Agency"], found["publisher", "Paper"]]
        return [
            found["source", "Agency"], found["publisher", "Agency"],
            found["source", "Paper"], found["publisher", "Paper"],
        ]  # fmt: skip


def test_passages_count_for_who_wrote_and_for_who_first_reported(desk):
    assert desk.counts() == [0, 0, 0, 0]
    linked = desk.passage()
    assert desk.counts() == [0, 0, 1, 1]
    change_article(desk.text, {"repeats": desk.agency}, by=desk.by)
    assert desk.counts() == [1, 0, 0, 1]
    change_article(desk.text, {"repeats": None}, by=desk.by)
    change_source(desk.paper, {"repeats": desk.agency}, by=desk.by)
    assert desk.counts() == [1, 0, 1, 1]
    remove_link(linked, by=desk.by)
    assert desk.counts() == [0, 0, 0, 0]


def test_deleted_and_restored_passages_and_merged_records(desk):
    linked = desk.passage()
    delete_annotation(linked.annotation, by=desk.by)
    assert desk.counts() == [0, 0, 0, 0]
    linked.annotation.refresh_from_db()
    restore_annotation(linked.annotation, by=desk.by)
    assert desk.counts() == [0, 0, 1, 1]
    merge(desk.incident, desk.other, by=desk.by)
    assert desk.counts() == [0, 0, 1, 1]
    series = desk.series["source", "Paper"]
    reader = member(desk.project, "reader")
    rows = Incident.objects.visible_to(reader)

    found = of_series(rows, series.pk, "counted", reader, Point(dt.date(2024, 3, 5)))
    assert [each.pk for each in found] == [desk.other.pk]
    assert left_out(series)["outside"] == 0


def test_texts_that_not_everybody_sees_count_only_when_they_do(desk):
    desk.passage()
    change_article(desk.text, {"marking": "red"}, by=desk.by)
    assert desk.counts() == [0, 0, 0, 0]
    soon = timezone.now() + dt.timedelta(hours=1)
    change_article(desk.text, {"marking": "clear", "embargo_until": soon}, by=desk.by)
    assert desk.counts() == [0, 0, 0, 0]
    assert DirtyBucket.objects.filter(due=soon).exists()


def test_estimates_of_a_source_count(desk):
    desk.team.casualty(desk.incident, kind="killed", low=3, source=desk.paper)
    assert desk.counts() == [0, 0, 1, 1]


def test_a_source_of_another_project_is_refused_by_name(desk):
    values = {"title": "X", "start": "2024-01-01", "end": "2024-12-31"}
    stranger = SourceFactory(project=Team("open").project, name="Stranger")
    for name in ("source", "publisher"):
        with pytest.raises(ValidationError, match=f"{name}: there is no source"):
            create_series(
                by=desk.by, project=desk.project, filters={name: [str(stranger.pk)]}, **values
            )
    filters = {"source": [str(desk.paper.pk)]}
    made = create_series(by=desk.by, project=desk.project, filters=filters, **values)
    again = DirtyBucket.objects.get(project=desk.project)
    assert (again.start, again.end, again.due > timezone.now()) == (made.start, made.end, True)
