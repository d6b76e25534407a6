"""What one may not see changes no byte of what any tool returns."""

import json
import re

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.ctplatform.assistants.reading import reading_calls
from tests.factories.accounts import UserFactory
from tests.hidden_values import flip, hidden_rows, open_history, remove
from tests.test_hidden_values import SECRET, world  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
PASSING = re.compile(r'"request_id": "[^"]*"')


def read_all(person, calls):
    cache.clear()
    found = {}
    for tool, arguments in calls:
        said = json.dumps(person.call(tool, **arguments)["structuredContent"])
        found[tool, json.dumps(arguments)] = PASSING.sub("", said)
    return found


def changed_by(act, person, calls, before):
    """The calls that answer otherwise while `act` is done."""
    found = transaction.savepoint()
    act()
    after = read_all(person, calls)
    transaction.savepoint_rollback(found)
    return [call for call in before if before[call] != after[call]]


@pytest.mark.parametrize("who", ["an outsider", "a member without clearance"])
def test_no_hidden_value_changes_what_a_tool_returns(assistant, world, who):  # noqa: F811
    user = UserFactory() if who == "an outsider" else world.people["annotator"]
    person = assistant(user)
    calls = [
        *reading_calls(world, world.slug),
        ("search", {"query": SECRET}),
        ("list_incidents", {"project": world.slug, "search": SECRET}),
        ("list_incidents", {"project": world.slug, "unsourced": ["true"]}),
    ]
    hidden = hidden_rows(user)
    before = read_all(person, calls)
    flipped = {}

    def flip_all():
        open_history()
        for model, keys in hidden.items():
            flipped[model._meta.label] = flip(model, keys, user)

    def remove_all():
        open_history()
        flipped["removed"] = remove(hidden)

    assert changed_by(flip_all, person, calls, before) == []
    assert changed_by(remove_all, person, calls, before) == []
    assert flipped["removed"] > 30
    assert read_all(person, calls) == before
