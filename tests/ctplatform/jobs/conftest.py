"""Kinds of jobs that do nothing but show how they are run."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from ctplatform.celery import app
from ctplatform.jobs import registry
from ctplatform.jobs.job_task import job_task
from ctplatform.jobs.worker import reporting
from ctplatform.jobs.worker.errors import JobFailed


@pytest.fixture
def kinds(monkeypatch):
    """`count_to` counts, `break` raises, `refuse` says why it cannot; `ran` lists their jobs."""
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_sweepers", [])
    monkeypatch.setattr(reporting, "BEAT", 0.02)
    seen = SimpleNamespace(ran=[])
    before = {*app.tasks}

    @job_task("count_to", "Counting")
    def count_to(job, report):
        seen.ran.append(job.pk)
        total = job.parameters.get("total", 3)
        for n in range(total):
            report(n + 1, total)
        return {"counted": total}

    @job_task("break", "Breaking", retry_backoff=timedelta(seconds=2))
    def breaks(job, _report):
        seen.ran.append(job.pk)
        raise ZeroDivisionError("by nought")

    @job_task("refuse", "Refusing")
    def refuse(_job, report):
        report.error(17, "date", "31/02/2013 is not a date")
        raise JobFailed("One row is wrong.")

    yield seen
    for name in {*app.tasks} - before:
        app.tasks.pop(name)
