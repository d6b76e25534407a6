"""A series that is defined and counted while its places or regions are being changed."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from ctplatform.curation import services as curation
from incidents.models import DirtyBucket, Series
from incidents.recounts.models import LONGEST_CHANGE
from incidents.regions.services import change_region_set, create_region_set
from incidents.series.queries.points import rebuild_series, recount_dirty_days
from incidents.series.services import create_series
from tests.ctplatform.curation.test_concurrency import at_once
from tests.factories.curation import Team
from tests.factories.incidents import CountryFactory, IncidentFactory, PlaceFactory

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
]


class Register:
    """An incident in a town; a series limited to the province or the region around it."""

    def __init__(self):
        self.team = Team("open")
        self.project, self.owner = self.team.project, self.team.owner
        values = {"project": self.project, "parent": CountryFactory()}
        self.province = PlaceFactory(name="Province", kind="region", **values)
        self.town = PlaceFactory(name="Town", **values)
        IncidentFactory(
            project=self.project, date="2024-03-05", place=self.town, country="AF", published=True
        )
        self.region = create_region_set(
            by=self.owner, project=self.project, key="ours", name="Ours", countries=["PK"]
        )

    def move_town(self):
        curation.change_record(self.town, {"parent": self.province}, by=self.owner)

    def widen_region(self):
        change_region_set(self.region, {"countries": ["AF", "PK"]}, by=self.owner)

    def define(self, name):
        """A series by this filter, as it is counted at first."""
        value = {"place": str(self.province.pk), "within": "ours"}[name]
        series = create_series(
            by=self.owner,
            project=self.project,
            title=name,
            filters={name: [value]},
            start="2024-01-01",
            end="2024-12-31",
        )
        rebuild_series(Series.objects.get(pk=series.pk), lambda done, total: None)
        return series


@pytest.mark.parametrize(("name", "change"), [("place", "move_town"), ("within", "widen_region")])
def test_series_defined_during_a_change_counts_it_later(name, change):
    """The change sees no series whose days to mark, and the first count does not see the change."""
    register = Register()
    changed, counted = threading.Event(), threading.Event()

    def change_slowly():
        with transaction.atomic():
            getattr(register, change)()
            changed.set()
            if connection.vendor == "postgresql":  # SQLite lets no other write meanwhile
                counted.wait(20)

    def define_meanwhile():
        changed.wait(20)
        series = register.define(name)
        counted.set()
        return series

    series = at_once(lambda work: work(), [change_slowly, define_meanwhile])[1]
    if connection.vendor == "postgresql":
        assert not series.points.filter(incidents__gt=0).exists()
    recount_dirty_days()
    late = DirtyBucket.objects.filter(project=register.project)
    assert late.filter(due__lte=timezone.now() + LONGEST_CHANGE).update(due=timezone.now()) == 1
    recount_dirty_days()
    assert series.points.get(incidents__gt=0).incidents == 1
