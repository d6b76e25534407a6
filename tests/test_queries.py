"""No list asks the database more often because it has more rows: 2 and then 12 of everything."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.addresses import addresses
from tests.factories.world import World
from tests.test_visibility import Person, text_of

pytestmark = pytest.mark.django_db
# What shows many rows: all without a key, and those below a record that page through others.
MANY = [
    address
    for address in addresses()
    if (
        not address.names
        or address.path.endswith(
            ("/members/", "/evidence/", "/history/", "/annotations/", "/settings", "/points/")
        )
    )
    and not address.path.startswith(("/api/v1/schema/", "/healthz", "/sign-"))
]


MOST = 38  # of the export of comments: the audit log asks for the projects of each type of record


def asked(person, world, warm):
    """{address: its SQL} of every list; what is looked up once and kept is not counted."""
    found = {}
    for address in MANY:
        path = address.of(world)
        projects = () if address.is_api else (f"{path}?project={world.slug}",)
        for url in (path, *projects):
            if not warm:
                person.client.get(url)
            with CaptureQueriesContext(connection) as queries:
                text_of(person.client.get(url))
            found[url] = [query["sql"] for query in queries]
    return found


def test_no_list_asks_more_often_for_more_rows():
    world = World()
    world.grow(1)
    person = Person(world.people["owner"])
    few = asked(person, world, warm=False)
    world.grow(10)
    many = asked(person, world, warm=True)
    grown = {url: (len(few[url]), len(many[url])) for url in few if len(many[url]) > len(few[url])}
    assert grown == {}
    assert {url: len(queries) for url, queries in many.items() if len(queries) > MOST} == {}
