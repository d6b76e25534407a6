"""A vocabulary's slug may be left out as null or as "": neither breaks, whatever the record."""

import pytest

from tests.ctplatform.rest.client import Api
from tests.factories.accounts import UserFactory
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOUNS = (
    "sources",
    "places",
    "actors",
    "actor-aliases",
    "actor-relations",
    "incidents",
    "series",
    "participations",
    "casualties",
    "responsibility",
    "assessments",
    "judgements",
)


def test_blank_slugs_are_taken_or_refused_on_every_record():
    world = World(review_policy="open")
    api = Api(UserFactory(is_superuser=True), raise_request_exception=False)
    broken = []
    for noun in NOUNS:
        path = f"/api/v1/{noun}/{world.key(noun)}/"
        for name in api.get(path).json():
            for value in ("", None, [], {}, 5, "x" * 31):
                answer = api.client.patch(path, {name: value}, format="json", HTTP_IF_MATCH="*")
                if answer.status_code >= 500:
                    broken.append((noun, name, value))
    assert broken == []
