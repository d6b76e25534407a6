"""Real workers over real brokers, killed in the middle of their work."""

import random
import shutil
import time

import pytest

from ctplatform.celery import app
from ctplatform.curation import services as curation
from ctplatform.jobs import messages, registry, services
from ctplatform.jobs.models import Job, WorkerHeartbeat
from incidents.models import DirtyBucket
from tests.ctplatform.jobs.engine import BROKERS, Engine, wait_until
from tests.factories.accounts import MembershipFactory
from tests.factories.curation import Team
from tests.factories.incidents import SeriesFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture(params=BROKERS)
def engine(request, transactional_db, tmp_path, monkeypatch):
    if request.param == "redis-server" and not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    made = Engine(tmp_path, request.param)
    monkeypatch.setitem(app.conf, "broker_url", made.url)
    monkeypatch.setattr(messages, "_quiet_until", {"wake": 0.0, "broker": 0.0})
    made.start_broker()
    try:
        yield made
    finally:
        made.end()


@pytest.fixture
def person(monkeypatch):
    """An editor who asks for marks; here the kinds are only known by name, workers do it."""
    for name in ("leave_mark", "kill_worker", "take_too_long", "sleep"):
        queue = "long" if name in ("take_too_long", "sleep") else "short"
        kind = registry.JobKind(name, name, run=None, queue=queue)
        monkeypatch.setitem(registry._kinds, name, kind)
    return MembershipFactory(role="editor")


def ask(person, folder, **parameters):
    return services.request_job(
        "leave_mark",
        by=person.user,
        project=person.project,
        title="Mark",
        folder=str(folder),
        **parameters,
    )


def all_done():
    return not Job.objects.filter(kind="leave_mark").exclude(state="done").exists()


def marks(folder):
    return {path.stem for path in folder.glob("*.mark")}


def test_job_starts_at_once_where_a_worker_waits(engine, person, tmp_path):
    engine.start_worker()
    wait_until(WorkerHeartbeat.objects.alive().exists)
    ask(person, tmp_path, steps=1)
    wait_until(all_done)
    job = ask(person, tmp_path, steps=1)
    assert wait_until(all_done) < 2
    assert str(job.pk) in marks(tmp_path)


@pytest.mark.parametrize("engine", BROKERS[:1], indirect=True)
def test_killed_workers_lose_nothing_and_double_nothing(engine, person, tmp_path):
    jobs = [ask(person, tmp_path) for _ in range(40)]
    chance = random.Random(11)
    for _ in range(4):
        engine.start_worker()
        time.sleep(2.0 + chance.random())
        engine.kill("worker")
    engine.start_worker()
    wait_until(all_done)
    assert marks(tmp_path) == {str(job.pk) for job in jobs}
    assert Job.objects.filter(kind="leave_mark", state="done").count() == 40
    attempts = [len(path.read_text()) for path in tmp_path.glob("*.attempts")]
    assert max(attempts) <= 3


def test_killed_broker_loses_nothing_and_costs_nobody_an_attempt(engine, person, tmp_path):
    engine.start_worker()
    wait_until(WorkerHeartbeat.objects.alive().exists)
    chance = random.Random(7)
    for _ in range(3):
        for _ in range(8):
            ask(person, tmp_path, steps=6)
        time.sleep(chance.random())
        engine.kill("broker")
        began = time.monotonic()
        for _ in range(4):  # requests go on without it
            ask(person, tmp_path, steps=1)
        assert time.monotonic() - began < 2
        engine.start_broker()
        wait_until(all_done)
        assert engine.processes["worker"].poll() is None
    assert len(marks(tmp_path)) == 36
    assert {path.read_text() for path in tmp_path.glob("*.attempts")} == {"x"}


@pytest.mark.parametrize("engine", BROKERS[:1], indirect=True)
def test_two_workers_share_the_work(engine, person, tmp_path):
    jobs = [ask(person, tmp_path) for _ in range(30)]
    engine.start_worker("one")
    engine.start_worker("two", sweeps=False)
    wait_until(all_done)
    assert marks(tmp_path) == {str(job.pk) for job in jobs}
    assert all(len(path.read_text()) == 1 for path in tmp_path.glob("*.attempts"))


@pytest.mark.parametrize("engine", BROKERS[:1], indirect=True)
def test_job_that_crashes_its_worker_is_parked_and_the_others_go_on(engine, person, tmp_path):
    poison = services.request_job(
        "kill_worker", by=person.user, project=person.project, title="Poison"
    )
    for _ in range(10):
        ask(person, tmp_path)
    engine.start_worker()
    wait_until(all_done)
    wait_until(lambda: Job.objects.filter(pk=poison.pk, state="failed").exists(), 60)
    poison.refresh_from_db()
    assert poison.cause == "Its worker died 3 times."
    assert poison.attempts == 3


def request(person, kind, **parameters):
    return services.request_job(
        kind, by=person.user, project=person.project, title=kind, **parameters
    )


@pytest.mark.parametrize("engine", BROKERS, indirect=True)
def test_long_job_does_not_hold_up_a_short_one(engine, person, tmp_path):
    engine.start_worker("short", "-Q", "short", "-c", "1")
    engine.start_worker("long", "-Q", "long", "-c", "1", sweeps=False)
    wait_until(lambda: not WorkerHeartbeat.objects.unserved_queues())
    jobs = [request(person, "sleep", seconds=60) for _ in range(3)]
    wait_until(Job.objects.filter(kind="sleep", state="running").exists)
    ask(person, tmp_path, steps=1)
    assert wait_until(all_done) < 5
    states = Job.objects.filter(pk__in=[job.pk for job in jobs]).values_list("state", flat=True)
    assert sorted(states) == ["running", "waiting", "waiting"]


@pytest.mark.parametrize("deaf", [False, True])
@pytest.mark.parametrize("engine", BROKERS[:1], indirect=True)
def test_job_ends_at_the_time_limit_of_its_kind(engine, person, deaf):
    """One that does not end by itself is killed, and its worker goes on."""
    engine.start_worker()
    job = request(person, "take_too_long", deaf=deaf)
    wait_until(lambda: Job.objects.filter(pk=job.pk, state="failed").exists(), 60)
    job.refresh_from_db()
    assert job.attempts == 2
    assert ("worker died" if deaf else "longer than") in job.cause


def test_published_incident_moves_the_series_within_five_seconds(engine):
    team = Team()
    series = SeriesFactory(project=team.project)
    engine.start_worker()
    wait_until(WorkerHeartbeat.objects.alive().exists)
    incident = team.candidate(date="2024-03-22")
    curation.publish(incident, by=team.second)
    assert wait_until(series.points.filter(n_min=1).exists) < 5


@pytest.mark.parametrize("engine", BROKERS[:1], indirect=True)
def test_worker_killed_while_it_counts_leaves_the_marks(engine):
    team = Team("open")
    series = SeriesFactory(project=team.project)
    for month in range(1, 13):
        team.published(date=f"2024-{month:02}-15")
    engine.start_worker()
    wait_until(lambda: DirtyBucket.objects.count() < 12 or WorkerHeartbeat.objects.exists())
    engine.kill("worker")
    engine.start_worker()
    wait_until(lambda: not DirtyBucket.objects.exists())
    assert list(series.points.values_list("n_min", flat=True)) == [1] * 12
