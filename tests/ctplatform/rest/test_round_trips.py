"""A client that reads a row and sends back what it read changes nothing."""

import pytest

from ctplatform.curation.models import Proposal, Revision
from incidents.models import Incident
from tests.addresses import addresses
from tests.ctplatform.rest.client import Api
from tests.factories import incidents as register
from tests.factories.world import World

pytestmark = pytest.mark.django_db
OF_AUTHORS = ("comments", "judgements", "ach-ratings", "saved-views", "reading-positions")
# Amending opens a proposal again, whatever it says: it is an act, and its answer has another shape.
ACTS = ("proposals",)
ROWS = [
    each
    for each in addresses()
    if each.is_api
    and hasattr(each.view, "partial_update")
    and each.path.endswith("}/")
    and each.noun not in ACTS
    and "patch" in each.view.http_method_names
]


def writable(view):
    """The fields that a PATCH of this address takes."""
    made = view(request=None, format_kwarg=None, action="partial_update", kwargs={})
    return {name for name, field in made.get_serializer().fields.items() if not field.read_only}


def send_back(api, path, view, *, only_writable):
    """PATCH what a GET answers; nothing moves."""
    before = api.get(path)
    counts = Revision.objects.count(), Proposal.objects.count()
    body = before.json()
    if only_writable:
        body = {name: value for name, value in body.items() if name in writable(view)}
        assert body
    answer = api.patch(path, body, if_match=before["ETag"])
    after = api.get(path)
    assert answer.content == before.content
    assert before["ETag"].startswith(answer["ETag"].removesuffix('"'))  # a read adds its content
    assert (after["ETag"], after.content) == (before["ETag"], before.content)
    assert (Revision.objects.count(), Proposal.objects.count()) == counts


@pytest.mark.parametrize("only_writable", [False, True], ids=["whole", "writable"])
def test_a_row_that_is_sent_back_as_it_was_read_stays_as_it_is(only_writable):
    world = World()
    assert len(ROWS) > 30
    for address in ROWS:
        by = world.people["editor" if address.noun in OF_AUTHORS else "owner"]
        send_back(Api(by), address.of(world), address.view, only_writable=only_writable)


def test_an_incident_that_is_sent_back_takes_no_position_of_its_own_from_its_place():
    world = World()
    own = {"project": world.project, "created_by": world.editor}
    place = register.PlaceFactory(name="Gao", lat=16.27, lon=-0.04, uncertainty_m=500, **own)
    for values in ({}, {"uncertainty_m": 90}, {"lat": 16.3, "lon": -0.1}):
        incident = register.IncidentFactory(place=place, **values, **own)
        view = next(each.view for each in ROWS if each.noun == "incidents")
        path = f"/api/v1/incidents/{incident.pk}/"
        send_back(Api(world.people["owner"]), path, view, only_writable=True)
        stored = Incident.objects.get(pk=incident.pk)
        assert stored.own_position == incident.own_position
