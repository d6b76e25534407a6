"""Series are compared with what they were in the days before, and home says what moved."""

import datetime as dt
import re

import pytest

from incidents.findings import services
from incidents.findings.models import SeriesFindings
from incidents.findings.movement import movement, state_of, with_state
from incidents.series.queries import points
from incidents.series.services import change_series
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team
from tests.factories.incidents import IncidentFactory, SeriesFactory

DAY = dt.date(2026, 11, 28)
JULY, AUGUST = dt.date(2026, 7, 1), dt.date(2026, 8, 1)


def state(ago, *numbers, results=()):
    rows = [(month, n, n, n, False) for month, n in zip((JULY, AUGUST), numbers, strict=False)]
    return state_of(DAY - dt.timedelta(days=ago), rows, results)


def test_states_are_kept_for_a_week_one_a_day_and_the_last_before():
    states = []
    for ago in (10, 9, 8, 8, 3, 3, 0, 0, 0):
        states = with_state(states, state(ago, ago))
    assert [each["day"] for each in states] == ["2026-11-20", "2026-11-25", "2026-11-28"]
    first_day = with_state(with_state(with_state([], state(0, 1)), state(0, 2)), state(0, 3))
    assert [each["points"]["2026-07-01"][0] for each in first_day] == [1, 3]


def test_movement_is_the_buckets_and_findings_that_differ():
    peak = {"method": "peaks", "group": "", "result": [{"place": "2026-08-01"}]}
    of_group = peak | {"group": "AF"}
    few = {"method": "lulls", "group": "", "reason": "few_buckets", "n": 1, "needed": 12}
    assert movement([state(5, 2, 3), state(0, 2, 3, results=[of_group, few])]) == {}
    found = movement([state(5, 2, 3), state(0, 2, 9, results=[peak])])
    assert (found["since"], found["changed"]) == ("2026-11-23", 1)
    assert found["points"] == [["2026-08-01", [3, 3, 3, False], [9, 9, 9, False]]]
    assert (found["new"], found["lost"]) == ([["peaks", "2026-08-01"]], [])
    lost = movement([state(5, 2, results=[peak]), state(0, 2)])
    assert (lost["changed"], lost["lost"]) == (0, [["peaks", "2026-08-01"]])


def test_a_bucket_that_has_only_begun_has_not_changed():
    month = dt.date(2026, 12, 1)
    for number, changed in ((0, 0), (2, 1)):
        now = state_of(month, [(JULY, 1, 1, 1, False), (month, 0, number, number, False)], [])
        assert movement([state(0, 1), now]).get("changed", 0) == changed


def test_a_highest_period_that_another_replaces_is_named_once():
    first, second = (
        [{"method": "all_time_high", "group": "", "result": {"places": [place]}}]
        for place in ("2026-07-01", "2026-08-01")
    )
    found = movement([state(5, 4, 3, results=first), state(0, 4, 9, results=second)])
    assert (found["new"], found["lost"]) == ([["all_time_high", "2026-08-01"]], [])
    shared = [first[0] | {"result": {"places": ["2026-07-01", "2026-08-01"]}}]
    assert movement([state(5, 4, 3), state(0, 4, 3, results=shared)]) == {}


@pytest.fixture
def team():
    return Team(visibility="public")


def counted(series):
    points.rebuild_series(series, lambda done, total: None)
    series.refresh_from_db()
    services.compute(series)
    return SeriesFindings.objects.get(series=series)


def moved(client, team, user=None):
    """The words and links of the section of the home page; None without it."""
    if user:
        client.force_login(user)
    page = client.get(f"/?project={team.project.slug}").content.decode()
    found = re.search(r'<section id="moved">.*?</section>', page, re.S)
    if not found:
        return None
    links = re.findall(r'href="([^"]+)"', found[0])
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])), links


@pytest.mark.django_db
@pytest.mark.both_databases
def test_home_says_which_series_moved_and_links_to_the_records(client, team):
    dates = [f"2022-{month:02}-{day:02}" for month in range(1, 13) for day in (5, 20)]
    for date in dates:
        IncidentFactory(project=team.project, published=True, date=date)
    series = SeriesFactory(
        project=team.project,
        title="Attacks",
        start=dt.date(2022, 1, 1),
        end=dt.date(2022, 12, 31),
    )
    assert counted(series).moved == 0
    assert moved(client, team) is None
    for _each in range(12):
        IncidentFactory(project=team.project, published=True, date="2022-08-10")
    assert counted(series).moved >= 2
    words, links = moved(client, team, team.reader)
    assert "1 month changed; now highest: 2022-08 since" in words
    assert "2022-08: 2 → 14" in words
    listed = client.get(links[1].replace("&amp;", "&")).content.decode()
    assert listed.count("data-row") == 14
    SeriesFactory(project=team.project, title="Quiet")
    assert "Quiet" not in moved(client, team, team.reader)[0]
    change_series(series, {"marking": "amber"}, by=team.owner)
    assert moved(client, team, team.reader) is None  # it is another definition
    assert counted(series).moved == 0


@pytest.mark.django_db
def test_what_moved_in_a_series_is_seen_by_its_readers_alone(client, team):
    series = SeriesFactory(project=team.project, marking="amber", start=dt.date(2022, 1, 1))
    counted(series)
    IncidentFactory(project=team.project, published=True, date="2022-08-10")
    counted(series)
    assert moved(client, team, team.reader)
    assert moved(client, team, UserFactory()) is None
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    SeriesFindings.objects.update(computed=long_ago)
    assert moved(client, team, team.reader) is None
