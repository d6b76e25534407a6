import threading
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from ctplatform.celery import app
from ctplatform.jobs import registry, running, services, wake_messages
from ctplatform.jobs.models import MOST_ATTEMPTS, Job
from ctplatform.jobs.sweeping import sweep
from tests.factories.accounts import ProjectFactory, UserFactory
from tests.factories.jobs import JobFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def test_job_that_is_due_is_done_once(kinds):
    job = JobFactory(parameters={"total": 5})
    assert running.run_next() is True
    assert running.run_next() is False
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result) == ("done", 5, 5, {"counted": 5})
    assert kinds.ran == [job.pk]


def test_oldest_job_goes_first(kinds):
    first, second = JobFactory(), JobFactory()
    sweep()
    assert kinds.ran == [first.pk, second.pk]


def test_job_that_breaks_is_tried_three_times_and_says_why(kinds, monkeypatch):
    monkeypatch.setattr(running, "PAUSES", (timedelta(0), timedelta(0)))
    job = JobFactory(kind="break")
    for _ in range(5):
        running.run_next()
    job.refresh_from_db()
    assert len(kinds.ran) == MOST_ATTEMPTS
    assert (job.state, job.cause) == ("failed", "ZeroDivisionError: by nought")


def test_broken_job_waits_before_the_next_attempt(kinds):
    job = JobFactory(kind="break")
    assert running.run_next() is True
    assert running.run_next() is False
    job.refresh_from_db()
    assert job.state == "waiting"
    assert job.due > timezone.now()


def test_job_that_cannot_be_done_fails_at_once_with_its_rows(kinds):
    job = JobFactory(kind="refuse")
    running.run_next()
    job.refresh_from_db()
    assert (job.state, job.cause) == ("failed", "One row is wrong.")
    assert job.errors == [{"row": 17, "column": "date", "message": "31/02/2013 is not a date"}]


def test_job_of_unknown_kind_fails_with_its_name(kinds):
    job = JobFactory(kind="from_the_future")
    running.run_next()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "from_the_future" in job.cause


def test_lease_that_ran_out_lets_another_worker_take_the_job(kinds):
    job = JobFactory(
        state="running", attempts=1, due=timezone.now() - timedelta(seconds=1), done=2, total=3
    )
    running.run_next()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_job_that_kills_its_workers_is_given_up(kinds):
    past = timezone.now() - timedelta(seconds=1)
    job = JobFactory(
        state="running", attempts=MOST_ATTEMPTS, attempts_without_progress=MOST_ATTEMPTS, due=past
    )
    running.run_next()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "died 3 times" in job.cause
    assert kinds.ran == []


def test_running_job_of_a_living_worker_is_left_alone(kinds):
    JobFactory(state="running", attempts=1, due=timezone.now() + timedelta(seconds=20))
    assert running.run_next() is False


def test_worker_that_lost_its_lease_changes_nothing(kinds):
    @registry.job_kind("slow", "Slow")
    def slow(job, report):
        Job.objects.filter(pk=job.pk).update(attempts=2)  # another worker took it
        return {"mine": True}

    job = JobFactory(kind="slow")
    running.run_next()
    job.refresh_from_db()
    assert (job.state, job.result) == ("running", None)


def test_cancelled_job_stops_at_its_next_report(kinds):
    @registry.job_kind("endless", "Endless")
    def endless(job, report):
        services.cancel_job(job, by=job.created_by)
        for n in range(10_000):
            time.sleep(0.005)
            report(n, 10_000)
        raise AssertionError("it was not stopped")

    job = JobFactory(kind="endless")
    running.run_next()
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert job.attempts == 1


def test_progress_is_seen_while_the_job_runs(kinds):
    seen = []

    @registry.job_kind("watched", "Watched")
    def watched(job, report):
        report(7, 9)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and not seen:
            seen.extend(Job.objects.filter(pk=job.pk, done=7).values_list("done", "total"))

    JobFactory(kind="watched")
    running.run_next()
    assert seen == [(7, 9)]


def test_short_work_is_done_while_a_long_job_runs(kinds):
    swept = threading.Event()

    @registry.job_kind("long", "Long")
    def long(job, report):
        assert swept.wait(5)

    registry.sweeper(swept.set)
    job = JobFactory(kind="long")
    running.run_next()
    job.refresh_from_db()
    assert job.state == "done"


def test_broken_short_work_keeps_no_job_from_being_done(kinds):
    def broken():
        raise ZeroDivisionError

    registry.sweeper(broken)
    job = JobFactory()
    sweep()
    job.refresh_from_db()
    assert job.state == "done"


def test_recurring_job_is_asked_for_once_a_day(kinds):
    done = []

    @registry.job_kind("daily", "Daily", every=timedelta(days=1))
    def daily(job, report):
        done.append(job.pk)

    sweep()
    sweep()
    assert len(done) == 1
    Job.objects.filter(kind="daily").update(created=timezone.now() - timedelta(days=2))
    sweep()
    assert len(done) == 2


def test_request_is_rolled_back_with_its_transaction(kinds):
    project, user = ProjectFactory(), UserFactory()
    with transaction.atomic():
        services.request_job("count_to", by=user, project=project, title="Count")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_request_without_a_broker_costs_little_and_loses_nothing(kinds, settings, monkeypatch):
    monkeypatch.setattr(wake_messages, "_quiet_until", [0.0])
    monkeypatch.setitem(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    app.pool.force_close_all()
    app.amqp.producer_pool.force_close_all()
    project, user = ProjectFactory(), UserFactory()
    began = time.monotonic()
    job = services.request_job("count_to", by=user, project=project, title="Count")
    assert time.monotonic() - began < 0.5
    assert Job.objects.get().pk == job.pk


def test_many_requests_of_one_transaction_wake_once(kinds, monkeypatch):
    with transaction.atomic():
        for _ in range(5):
            wake_messages.wake()
        hooks = [hook for _, hook, *_ in transaction.get_connection().run_on_commit]
        assert hooks.count(wake_messages.send_wake_message) == 1


# Limits of time -----------------------------------------------------------------------------------


def test_job_that_takes_too_long_is_tried_again_and_says_why(kinds, monkeypatch):
    monkeypatch.setattr(running, "PAUSES", (timedelta(0), timedelta(0)))

    @registry.job_kind("endless", "Endless", limit=timedelta(seconds=0.05))
    def endless(job, report):
        while True:
            time.sleep(0.01)
            report(1, 2)

    job = JobFactory(kind="endless")
    for _ in range(MOST_ATTEMPTS):
        running.run_next()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", MOST_ATTEMPTS)
    assert "longer than" in job.cause


def test_job_that_runs_out_of_time_goes_on_from_its_checkpoint(kinds):
    """Ten steps, of which one attempt has time for two or three: no step is done twice."""
    steps = []

    @registry.job_kind("long", "Long", limit=timedelta(seconds=0.1))
    def long(job, report):
        for step in range(job.checkpoint or 0, 10):
            steps.append(step)
            time.sleep(0.04)
            report.save_checkpoint(step + 1)
            report(step + 1, 10)
        return {"steps": 10}

    job = JobFactory(kind="long")
    while running.run_next():
        pass
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"steps": 10})
    assert job.attempts > MOST_ATTEMPTS
    assert steps == list(range(10))


def test_job_whose_worker_died_goes_on_from_its_checkpoint(kinds):
    @registry.job_kind("long", "Long")
    def long(job, report):
        return {"began_at": job.checkpoint}

    past = timezone.now() - timedelta(seconds=1)
    job = JobFactory(
        kind="long", state="running", attempts=7, attempts_without_progress=1, due=past,
        checkpoint=41,
    )  # fmt: skip
    running.run_next()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == ("done", 8, {"began_at": 41})


def test_repeated_job_begins_at_its_beginning(kinds):
    job = JobFactory(
        state="failed", cause="It broke.", finished=timezone.now(), attempts=5,
        attempts_without_progress=3, checkpoint=4,
    )  # fmt: skip
    services.retry_job(job, by=job.created_by)
    job.refresh_from_db()
    assert (job.state, job.checkpoint, job.attempts_without_progress) == ("waiting", None, 0)


def test_no_kind_may_ask_for_more_than_two_hours(kinds):
    with pytest.raises(ValueError, match="2:00:00"):
        registry.job_kind("forever", "For ever", limit=timedelta(days=1))
