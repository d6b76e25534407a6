"""Exports hold a part of the rows at a time, however many there are."""

import datetime as dt
import tracemalloc

import pytest

from ctplatform.exchange.registry import find_format
from ctplatform.exchange.streaming import ROWS, join_pieces
from incidents.actors.models.contradictions import contradicting_ids
from incidents.models import ActorRelation, Incident, IncidentPlace
from tests.factories.accounts import ProjectFactory, UserFactory
from tests.factories.incidents import ActorFactory, PlaceFactory

pytestmark = pytest.mark.django_db
FEW, MANY = 2 * ROWS, 5 * ROWS


@pytest.fixture
def reader():
    """An administrator, and two projects: one with FEW rows, one with MANY."""
    reader = UserFactory(is_superuser=True)
    for slug, count in (("few", FEW), ("many", MANY)):
        project = ProjectFactory(slug=slug)
        place = PlaceFactory(project=project)
        rows = Incident.objects.bulk_create(
            (
                Incident(project=project, created_by=reader, title=f"{n} {'x' * 100}")
                for n in range(count)
            ),
            batch_size=1000,
        )
        IncidentPlace.objects.bulk_create(
            (IncidentPlace(incident=row, place=place) for row in rows), batch_size=1000
        )
    return reader


def peak_of(model, noun, name, reader, **chosen):
    """Bytes that the export takes at most, and how many it writes."""
    rows = model.objects.visible_to(reader).filter(**chosen).order_by("id")
    tracemalloc.start()
    try:
        written = sum(map(len, join_pieces(find_format(noun, name).pieces(rows, reader, ""))))
        return tracemalloc.get_traced_memory()[1], written
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["jsonl", "csv", "geojson", "table_csv"])
def test_incidents(reader, name):
    few, small = peak_of(Incident, "incidents", name, reader, project__slug="few")
    many, large = peak_of(Incident, "incidents", name, reader, project__slug="many")
    assert large > 2 * small
    assert many < 1.2 * few + 500_000


@pytest.fixture
def related():
    """An administrator, and two projects with relations between the same two actors."""
    reader = UserFactory(is_superuser=True)
    for slug, count in (("few", 2_000), ("many", 20_000)):
        project = ProjectFactory(slug=slug)
        ends = [ActorFactory(project=project) for _end in range(2)]
        days = [dt.date(1950, 1, 1) + dt.timedelta(number) for number in range(count)]
        ActorRelation.objects.bulk_create(
            (
                ActorRelation(
                    subject=ends[0],
                    object=ends[1],
                    kind="sponsors",
                    polarity="asserts" if number % 10 else "denies",
                    date=f"{day}/{day + dt.timedelta(5)}",
                    date_earliest=day,
                    date_latest=day + dt.timedelta(5),
                    date_precision="interval",
                )
                for number, day in enumerate(days)
            ),
            batch_size=1000,
        )
    return reader


def test_relations_between_two_actors(related):
    """A denial contradicts some relations of the same days, which are found without reading all."""
    (few, small), (many, large) = (
        peak_of(ActorRelation, "actor-relations", "jsonl", related, subject__project__slug=slug)
        for slug in ("few", "many")
    )
    assert large > 8 * small
    assert many < 1.2 * few + 500_000
    rows = ActorRelation.objects.filter(subject__project__slug="many").order_by("id")[10:20]
    found = contradicting_ids(rows, related)
    assert [len(found.get(row.pk, ())) for row in rows] == [10, 1, 1, 1, 1, 2, 1, 1, 1, 1]
