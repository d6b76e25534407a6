"""Series equal their rebuild, and no edit is lost, however processes and connections end.

`CTPLATFORM_TRIAL_EDITS=10000` makes as many edits; decision 158 says what was killed in a run.
"""

import json
import os
import shutil

import pytest
from django.db import connection

from ctplatform.celery import app
from ctplatform.curation import diff
from ctplatform.curation.history_chain.check import check_history
from ctplatform.curation.models import Revision
from ctplatform.curation.rows import snapshot
from ctplatform.jobs import messages
from ctplatform.jobs.models import Job
from incidents.models import CasualtyEstimate, Incident, Participation, Series
from incidents.series.queries.points import rebuild_series
from tests.ctplatform.jobs.engine import Engine
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    CountryFactory,
    PlaceFactory,
    SeriesFactory,
)
from tests.faults.editing_client import ROLES
from tests.faults.killing_trial import CLIENTS, KillingTrial
from tests.incidents.series.test_refresh import numbers

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.services,
    pytest.mark.both_databases,
]
EDITS = int(os.environ.get("CTPLATFORM_TRIAL_EDITS", "120"))
INCIDENTS = 40


@pytest.fixture
def engine(transactional_db, tmp_path, monkeypatch, settings):
    """Redis beside PostgreSQL, the embedded broker beside SQLite; as they are used."""
    server = "redis-server" if connection.vendor == "postgresql" else "fakeredis"
    if server == "redis-server" and not shutil.which(server):
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    made = Engine(tmp_path, server)
    made.environment["CTPLATFORM_SECRET_KEY"] = settings.SECRET_KEY  # it signs the history
    monkeypatch.setitem(app.conf, "broker_url", made.url)
    monkeypatch.setattr(messages, "_quiet_until", {"wake": 0.0, "broker": 0.0})
    made.start_broker()
    try:
        yield made
    finally:
        made.end()


def register():
    """A team of the open policy, its incidents, and series of many shapes, all counted."""
    team = Team("open")
    project, country = team.project, CountryFactory()
    for name in ("Herat", "Kabul"):
        PlaceFactory(project=project, name=name, parent=country)
    actors = [ActorFactory(project=project) for _ in range(4)]
    for number in range(INCIDENTS):
        team.published(date=f"2024-{number % 12 + 1:02}-15", country="AF")
    for values in (
        {"group_by": "country"},
        {"bucket": "week"},
        {"measure": "fatalities", "group_by": "country"},
        {"measure": "injured", "bucket": "quarter"},
        {"group_by": "actor", "roles": ROLES},
        {"measure": "fatalities", "group_by": "actor", "roles": ROLES},
        {"filters": {"actor": [str(actors[0].pk)]}, "summaries": True},
        {"group_by": "place", "filters": {"place": [str(country.pk)]}},
        {"group_by": "attack_type", "marking": "green"},
        {"group_by": "fatalities", "bucket": "half"},
        {"group_by": "marking", "marking": "amber"},
        {"filters": {"suicide": ["yes"]}, "bucket": "year"},
    ):
        series = SeriesFactory(project=project, title=str(values)[:200], **values)
        rebuild_series(series, lambda done, total: None)
    return team


def test_series_equal_their_rebuild_and_no_edit_is_lost(engine, capsys):
    team, trial = (
        register(),
        KillingTrial(engine, EDITS, pauses=(1, 4) if EDITS < 1000 else (4, 12)),
    )
    trial.run(team.project, team.owner)

    acknowledged = trial.acknowledged()
    report(trial, acknowledged, capsys)
    assert len(acknowledged) == EDITS // CLIENTS * CLIENTS
    revisions = set(map(str, Revision.objects.values_list("pk", flat=True)))
    lost = [each for each in acknowledged if not revisions.issuperset(each["revisions"])]
    assert not lost
    assert_rows_are_what_their_history_says(team.project)
    assert check_history(keeps_own_head=False).faults == []

    failed = Job.objects.exclude(state="done").values_list("kind", "state", "cause")
    assert not list(failed)
    assert_series_equal_their_rebuild(team.project)
    assert trial.kills["worker"]
    assert trial.kills["broker"]


def assert_rows_are_what_their_history_says(project):
    """Each row is the sum of its revisions, in their order."""
    states = {}
    for row in Revision.objects.filter(project=project).order_by("id"):
        key = (row.target_type, row.target_id)
        states[key] = diff.apply(row.diff, states.get(key))
    models = {"incident": Incident, "casualty": CasualtyEstimate, "participation": Participation}
    for name, model in models.items():
        mine = {pk: state for (kind, pk), state in states.items() if kind == name}
        assert mine, f"no revision is of a {name}"
        for row in model.objects.filter(pk__in=mine):
            held = snapshot(row)
            assert diff.compare(held, {key: mine[row.pk].get(key) for key in held}) == {}


def assert_series_equal_their_rebuild(project):
    for series in Series.objects.filter(project=project):
        refreshed = numbers(series)
        rebuild_series(series, lambda done, total: None)
        assert refreshed == numbers(series), series.title


def report(trial, acknowledged, capsys):
    """Print what was measured, also where output is captured."""
    counts = [json.loads(path.read_text()) for path in trial.engine.data.glob("counts-*.json")]
    cut = sum(each.get("cut", 0) for each in counts)
    made = sum(len(each["revisions"]) for each in acknowledged)
    jobs = Job.objects.filter(kind="rebuild_series")
    with capsys.disabled():
        print(
            f"\n{connection.vendor}, {trial.engine.server}: {len(acknowledged)} edits in "
            f"{trial.seconds:.0f} s, then {trial.seconds_after:.0f} s until all was counted; "
            f"killed {dict(trial.kills)}; {cut} edits cut off; "
            f"{Revision.objects.count()} revisions, {made} of them acknowledged; "
            f"{jobs.count()} series counted from scratch"
        )
