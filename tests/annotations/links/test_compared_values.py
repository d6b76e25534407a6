"""Before a passage is saved the panel says whether it states another value than is held."""

import pytest
from django.test import Client

from tests.factories import incidents as make
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def ask(person, record, **asked):
    client = Client()
    client.force_login(person)
    asked = {"type": "incident", "id": str(record.pk), "published": "2024-04-13", **asked}
    return client.get("/links/compared/", asked)


@pytest.mark.parametrize(
    ("field", "stated", "is_rival"),
    [
        ("killed", "more than 150", False),
        ("killed", "140", True),
        ("date", "March 2024", False),
        ("date", "last month", False),
        ("date", "5 May 2024", True),
        ("title", "Siege", False),
        ("injured", "12", False),
        ("no such field", "12", False),
    ],
)
def test_the_same_value_in_other_words_is_no_rival(field, stated, is_rival):
    team = Team()
    incident = team.candidate(title="Siege", date="2024-03")
    make.CasualtyEstimateFactory(incident=incident, low=151, stated="more than 150")
    answer = ask(team.author, incident, field=field, stated=stated)
    assert answer.json() == {"is_rival": is_rival}


def test_nobody_compares_with_what_they_may_not_see():
    incident = Team().candidate(date="2024-03")
    assert ask(UserFactory(), incident, field="date", stated="2024").status_code == 404
    assert ask(UserFactory(), incident, type="no", field="date", stated="x").status_code == 404
