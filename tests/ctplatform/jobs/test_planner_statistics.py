"""Once a day SQLite learns how many entries its indexes have."""

import pytest
from django.db import connection

from ctplatform.database.planner_statistics import refresh_planner_statistics
from ctplatform.jobs.registry import recurring
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_every_index_of_sqlite_is_counted():
    for _ in range(3):
        IncidentFactory()
    reported = []
    done = refresh_planner_statistics(lambda *counts: reported.append(counts))
    if connection.vendor != "sqlite":
        assert (done, reported) == (0, [])
        return
    assert reported[-1] == (done, done)
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'incident_counted'")
        [(counted,)] = cursor.fetchall()
    assert counted.split()[0] == "3"


def test_statistics_are_refreshed_daily():
    (kind,) = [each for each in recurring() if each.name == "refresh_statistics"]
    assert kind.every.days == 1
