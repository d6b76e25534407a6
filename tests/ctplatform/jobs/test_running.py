import time
import uuid
from contextlib import suppress
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import timezone

from ctplatform.celery import app
from ctplatform.jobs import messages, registry, services
from ctplatform.jobs.job_task import job_task
from ctplatform.jobs.models import Job
from ctplatform.jobs.worker import sweeping
from ctplatform.jobs.worker.running import claim, run_job
from tests.all_jobs import do_all_work, run_next
from tests.factories.accounts import ProjectFactory, UserFactory
from tests.factories.jobs import JobFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def test_job_that_is_due_is_done_once(kinds):
    job = JobFactory(parameters={"total": 5})
    assert run_next() is True
    assert run_next() is False
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result) == ("done", 5, 5, {"counted": 5})
    assert kinds.ran == [job.pk]


def test_oldest_job_goes_first(kinds):
    first, second = JobFactory(), JobFactory()
    do_all_work()
    assert kinds.ran == [first.pk, second.pk]


@pytest.mark.parametrize("retries", [0, 2, 4])
def test_job_that_breaks_is_retried_as_often_as_its_kind_says(kinds, retries):
    ran = []

    @job_task("fragile", "Fragile", max_retries=retries, retry_backoff=timedelta(0))
    def fragile(job, _report):
        ran.append(job.pk)
        raise ZeroDivisionError("by nought")

    job = JobFactory(kind="fragile")
    for _ in range(7):
        run_next()
    job.refresh_from_db()
    assert len(ran) == retries + 1
    assert (job.state, job.cause) == ("failed", "ZeroDivisionError: by nought")


def test_broken_job_waits_twice_as_long_before_each_attempt(kinds):
    job, pauses = JobFactory(kind="break"), []
    for _ in range(2):
        began = timezone.now()
        run_job(job.pk)
        assert run_next() is False
        job.refresh_from_db()
        assert job.state == "waiting"
        pauses.append(round((job.due - began).total_seconds()))
        Job.objects.update(due=began)
    assert pauses == [2, 4]


def test_job_that_cannot_be_done_fails_at_once_with_its_rows(kinds):
    job = JobFactory(kind="refuse")
    run_next()
    job.refresh_from_db()
    assert (job.state, job.cause) == ("failed", "One row is wrong.")
    assert job.errors == [{"row": 17, "column": "date", "message": "31/02/2013 is not a date"}]


def test_job_of_unknown_kind_fails_with_its_name(kinds):
    job = JobFactory(kind="from_the_future")
    run_next()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "from_the_future" in job.cause


def test_lease_that_ran_out_lets_another_worker_take_the_job(kinds):
    job = JobFactory(
        state="running", attempts=1, due=timezone.now() - timedelta(seconds=1), done=2, total=3
    )
    run_next()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_job_that_kills_its_workers_is_given_up(kinds):
    past = timezone.now() - timedelta(seconds=1)
    job = JobFactory(state="running", attempts=3, attempts_without_progress=3, due=past)
    run_next()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "died 3 times" in job.cause
    assert kinds.ran == []


def test_running_job_of_a_living_worker_is_left_alone(kinds):
    """A second message about it changes nothing."""
    job = JobFactory(state="running", attempts=1, due=timezone.now() + timedelta(seconds=20))
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, kinds.ran) == ("running", 1, [])


def test_worker_that_lost_its_lease_changes_nothing(kinds):
    @job_task("slow", "Slow")
    def slow(job, report):
        Job.objects.filter(pk=job.pk).update(attempts=2)  # another worker took it
        return {"mine": True}

    job = JobFactory(kind="slow")
    run_next()
    job.refresh_from_db()
    assert (job.state, job.result) == ("running", None)


def test_cancelled_job_stops_at_its_next_report(kinds):
    @job_task("endless", "Endless")
    def endless(job, report):
        services.cancel_job(job, by=job.created_by)
        for n in range(10_000):
            time.sleep(0.005)
            report(n, 10_000)
        raise AssertionError("it was not stopped")

    job = JobFactory(kind="endless")
    run_next()
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert job.attempts == 1


def test_progress_is_seen_while_the_job_runs(kinds):
    seen = []

    @job_task("watched", "Watched")
    def watched(job, report):
        report(7, 9)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and not seen:
            seen.extend(Job.objects.filter(pk=job.pk, done=7).values_list("done", "total"))

    JobFactory(kind="watched")
    run_next()
    assert seen == [(7, 9)]


def test_broken_short_work_keeps_no_job_from_being_done(kinds):
    def broken():
        raise ZeroDivisionError

    registry.sweeper(broken)
    job = JobFactory()
    do_all_work()
    job.refresh_from_db()
    assert job.state == "done"


def test_recurring_job_is_asked_for_once_a_day(kinds):
    done = []

    @job_task("daily", "Daily", every=timedelta(days=1))
    def daily(job, report):
        done.append(job.pk)

    do_all_work()
    do_all_work()
    assert len(done) == 1
    Job.objects.filter(kind="daily").update(created=timezone.now() - timedelta(days=2))
    do_all_work()
    assert len(done) == 2


def test_request_is_rolled_back_with_its_transaction(kinds):
    project, user = ProjectFactory(), UserFactory()
    with transaction.atomic():
        services.request_job("count_to", by=user, project=project, title="Count")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


# Messages -----------------------------------------------------------------------------------------


@pytest.fixture
def broker(monkeypatch):
    """A broker in memory; `broker()` takes all messages: [(queue, task, arguments)]."""
    monkeypatch.setattr(messages, "_quiet_until", {"wake": 0.0, "broker": 0.0})
    monkeypatch.setitem(app.conf, "broker_url", f"memory://{uuid.uuid4()}")
    taken = []

    def take(queue, body, message):
        taken.append((queue, message.headers["task"], body[0]))
        message.ack()

    def take_all():
        taken.clear()
        with app.connection_for_read() as line:
            for queue in registry.QUEUES:
                simple = line.SimpleQueue(queue)
                with suppress(simple.Empty):
                    while True:
                        message = simple.get_nowait()
                        take(queue, message.payload, message)
        return taken

    take_all()
    return take_all


@pytest.fixture
def long_kind(kinds):
    @job_task("lengthy", "Lengthy", queue="long")
    def lengthy(_job, _report):
        pass


def request(kind):
    return services.request_job(kind, by=UserFactory(), project=ProjectFactory(), title=kind)


def test_each_kind_has_its_message_in_its_queue(long_kind, broker):
    short, long = request("count_to"), request("lengthy")
    assert broker() == [
        ("short", "jobs.count_to", [str(short.pk)]),
        ("long", "jobs.lengthy", [str(long.pk)]),
    ]


def test_sweep_sends_what_was_not_sent_and_what_was_lost(long_kind, broker):
    job = JobFactory(kind="lengthy")
    sweeping.send_due_jobs()
    sweeping.send_due_jobs()
    assert len(broker()) == 1
    Job.objects.update(sent=timezone.now() - 2 * messages.SENT_AGAIN)
    sweeping.send_due_jobs()
    assert broker() == [("long", "jobs.lengthy", [str(job.pk)])]


def test_lost_lease_is_sent_again_at_once(kinds, broker):
    job = request("count_to")
    assert len(broker()) == 1
    claim(job.pk)
    Job.objects.update(due=timezone.now())  # its worker died, and the lease ran out
    sweeping.send_due_jobs()
    assert len(broker()) == 1


def test_sweep_fails_jobs_of_unknown_kinds(kinds, broker):
    job = JobFactory(kind="from_the_future")
    sweeping.send_due_jobs()
    job.refresh_from_db()
    assert (job.state, broker()) == ("failed", [])


def test_request_without_a_broker_costs_little_and_loses_nothing(kinds, settings, monkeypatch):
    monkeypatch.setattr(messages, "_quiet_until", {"wake": 0.0, "broker": 0.0})
    monkeypatch.setitem(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    app.pool.force_close_all()
    app.amqp.producer_pool.force_close_all()
    began = time.monotonic()
    job = request("count_to")
    assert time.monotonic() - began < 0.5
    assert Job.objects.get(sent=None).pk == job.pk


def test_many_edits_of_one_transaction_wake_once(kinds):
    with transaction.atomic():
        for _ in range(5):
            messages.send_wake_message_on_commit()
        hooks = [hook for _, hook, *_ in transaction.get_connection().run_on_commit]
        assert hooks.count(messages.send_wake_message) == 1


def test_task_has_the_limits_of_its_kind(kinds):
    @job_task("bounded", "Bounded", queue="long", time_limit=timedelta(minutes=90))
    def bounded(_job, _report):
        pass

    task = app.tasks["jobs.bounded"]
    assert (task.soft_time_limit, task.time_limit) == (5400, 5460)


def test_kind_names_a_queue_that_has_workers(kinds):
    with pytest.raises(ValueError, match="medium"):
        job_task("odd", "Odd", queue="medium")(print)


# Limits of time -----------------------------------------------------------------------------------


def test_job_that_takes_too_long_is_tried_again_and_says_why(kinds):
    @job_task("endless", "Endless", retry_backoff=timedelta(0))
    def endless(_job, _report):
        raise SoftTimeLimitExceeded

    job = JobFactory(kind="endless")
    for _ in range(3):
        run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 3)
    assert "longer than" in job.cause


def test_job_that_runs_out_of_time_goes_on_from_its_checkpoint(kinds):
    """Ten steps, of which one attempt has time for two: no step is done twice."""
    steps = []

    @job_task("long", "Long")
    def long(job, report):
        begin = job.checkpoint or 0
        for step in range(begin, 10):
            if step == begin + 2:
                raise SoftTimeLimitExceeded
            steps.append(step)
            report.save_checkpoint(step + 1)
            report(step + 1, 10)
        return {"steps": 10}

    job = JobFactory(kind="long")
    while run_next():
        pass
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"steps": 10})
    assert job.attempts == 5
    assert steps == list(range(10))


def test_job_whose_worker_died_goes_on_from_its_checkpoint(kinds):
    @job_task("long", "Long")
    def long(job, report):
        return {"began_at": job.checkpoint}

    past = timezone.now() - timedelta(seconds=1)
    job = JobFactory(
        kind="long",
        state="running",
        attempts=7,
        attempts_without_progress=1,
        due=past,
        checkpoint=41,
    )
    run_next()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == ("done", 8, {"began_at": 41})


def test_repeated_job_begins_at_its_beginning(kinds):
    job = JobFactory(
        state="failed",
        cause="It broke.",
        finished=timezone.now(),
        attempts=5,
        attempts_without_progress=3,
        checkpoint=4,
    )
    services.retry_job(job, by=job.created_by)
    job.refresh_from_db()
    assert (job.state, job.checkpoint, job.attempts_without_progress) == ("waiting", None, 0)
