"""Exports hold a part of the rows at a time, however many there are."""

import tracemalloc

import pytest

from ctplatform.exchange.registry import find_format
from ctplatform.exchange.streaming import ROWS, join_pieces
from incidents.models import Incident, IncidentPlace
from tests.factories.accounts import ProjectFactory, UserFactory
from tests.factories.incidents import PlaceFactory

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


def peak_of(model, noun, name, slug, reader):
    """Bytes that the export takes at most, and how many it writes."""
    rows = model.objects.visible_to(reader).filter(project__slug=slug).order_by("id")
    tracemalloc.start()
    try:
        written = sum(map(len, join_pieces(find_format(noun, name).pieces(rows, reader, ""))))
        return tracemalloc.get_traced_memory()[1], written
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["jsonl", "csv", "geojson", "table_csv"])
def test_incidents(reader, name):
    few, small = peak_of(Incident, "incidents", name, "few", reader)
    many, large = peak_of(Incident, "incidents", name, "many", reader)
    assert large > 2 * small
    assert many < 1.2 * few + 500_000
