"""Counts of large registers are kept: they follow each change, and nobody is told another's."""

import pytest
from django.core.cache import caches
from django.utils import timezone

from ctplatform.accounts.services import set_member
from ctplatform.curation import services
from ctplatform.curation.queries import unchanged
from ctplatform.markings.services import name_reader, unname_reader
from incidents.actors.views import page
from incidents.events.queries import actor_incidents
from tests.ctplatform.rest.client import Api
from tests.factories import annotations as texts
from tests.factories.curation import Team
from tests.factories.incidents import ActorFactory, ParticipationFactory, PlaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def every_count_is_kept(monkeypatch):
    """However small the register."""
    monkeypatch.setattr(unchanged, "WORTH", 0)
    caches["counts"].clear()


def counted(team, person=None, query=""):
    """(total, {country: number}) that this person is told."""
    at = f"incidents/facets/?project={team.project.slug}{query}"
    found = Api(person).get(at).json()
    return found["total"], {
        row["value"]: row["count"] for row in found["facets"]["country"] if row["value"]
    }


@pytest.fixture
def team():
    team = Team("open", visibility="public")
    for country in ("ML", "ML", "NE"):
        team.published(country=country)
    return team


def test_the_second_reader_of_the_same_rows_asks_the_database_for_no_counts(
    team, django_assert_max_num_queries
):
    assert counted(team) == (3, {"ML": 2, "NE": 1})
    with django_assert_max_num_queries(5) as asked:
        assert counted(team) == (3, {"ML": 2, "NE": 1})
    assert not any("GROUP BY" in each["sql"] and "lifecycle" in each["sql"] for each in asked)


def test_each_change_of_a_record_is_counted_at_once(team):
    counted(team)
    added = team.published(country="NE")
    assert counted(team) == (4, {"ML": 2, "NE": 2})
    services.change_record(added, {"country": "TD"}, by=team.editor)
    assert counted(team) == (4, {"ML": 2, "NE": 1, "TD": 1})
    added.refresh_from_db()
    services.withdraw_record(added, by=team.editor)
    assert counted(team, query="&state=published") == (3, {"ML": 2, "NE": 1})


def test_what_was_hidden_is_in_no_count_that_was_made_before(team):
    for person in (None, team.reader, team.owner):
        assert counted(team, person)[0] == 3
    hidden = team.published(country="TD", by=team.owner)
    assert counted(team) == (4, {"ML": 2, "NE": 1, "TD": 1})
    services.change_record(hidden, {"marking": "red"}, by=team.owner)
    for person in (None, team.reader, team.editor):
        assert counted(team, person) == (3, {"ML": 2, "NE": 1})
    assert counted(team, team.owner) == (4, {"ML": 2, "NE": 1, "TD": 1})


def test_the_page_of_an_actor_shows_nothing_that_was_hidden_since(team, client, monkeypatch):
    for module in (actor_incidents, page):
        monkeypatch.setattr(module, "WORTH", 0)
    actor = ActorFactory(project=team.project, created_by=team.owner, name="ISKP")
    raid = team.published(title="Raid on a post", date="2020", by=team.owner)
    ParticipationFactory(incident=raid, actor=actor, role="perpetrator")

    def is_shown(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return "Raid on a post" in client.get(f"/actors/{actor.pk}/").content.decode()

    assert is_shown(team.reader)
    services.change_record(raid, {"marking": "red"}, by=team.owner)
    assert not is_shown(team.reader)
    assert is_shown(team.owner)


def test_who_is_named_on_a_record_has_counts_of_their_own(team):
    hidden = team.published(country="TD", by=team.owner, marking="red")
    for _time in range(2):
        assert counted(team, team.reader)[0] == 3
        name_reader(hidden, team.reader, by=team.owner)
        assert counted(team, team.reader)[0] == 4
        assert counted(team, team.annotator)[0] == 3
        unname_reader(hidden, team.reader, by=team.owner)
    assert counted(team, team.reader)[0] == 3


def test_counts_follow_the_end_of_an_embargo(team, monkeypatch):
    lifted = timezone.now() + timezone.timedelta(days=1)
    team.published(country="TD", embargo_until=lifted)
    assert counted(team)[0] == 3
    assert counted(team, team.editor)[0] == 4
    monkeypatch.setattr(timezone, "now", lambda: lifted + timezone.timedelta(seconds=1))
    assert counted(team)[0] == 4


def test_counts_follow_a_persons_role(team):
    team.published(country="TD", by=team.owner, marking="amber+strict")
    assert counted(team, team.reader)[0] == 3
    set_member(team.project, team.reader, "editor", by=team.owner)
    assert counted(team, team.reader)[0] == 4


def test_what_the_history_does_not_tell_of_is_counted_each_time(team):
    incident = team.published(country="TD")
    before, _countries = counted(team, team.author, "&unsourced=true")
    passage = texts.annotation(texts.article(team.project, team.author), team.author)
    texts.link(passage, incident, team.author, field="date", role="supports")
    assert counted(team, team.author, "&unsourced=true")[0] == before - 1


def drawn(team, person, client):
    """{place: number} on the map that this person is shown."""
    client.logout()
    if person:
        client.force_login(person)
    found = client.get(f"/incidents/map.json?project={team.project.slug}").json()
    return {each["properties"]["name"]: each["properties"]["n"] for each in found["features"]}


def test_a_map_follows_each_change_and_tells_each_reader_their_own(team, client):
    town = PlaceFactory(project=team.project, name="Kidal", kind="venue", lat=18.4411, lon=1.4078)
    shown = team.published(place=town)
    hidden = team.published(place=town, by=team.owner)
    assert drawn(team, None, client) == drawn(team, team.owner, client) == {"Kidal": 2}
    services.change_record(hidden, {"marking": "red"}, by=team.owner)
    assert drawn(team, None, client) == {"Kidal": 1}
    assert drawn(team, team.owner, client) == {"Kidal": 2}
    services.change_record(shown, {"place": None}, by=team.editor)
    assert drawn(team, None, client) == {}
