"""Kinds of jobs that do nothing but show how they are run."""

from types import SimpleNamespace

import pytest

from ctplatform.jobs import registry, reporting
from ctplatform.jobs.running import JobFailed


@pytest.fixture
def kinds(monkeypatch):
    """`count_to` counts, `break` raises, `refuse` says why it cannot; `ran` lists their jobs."""
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_sweepers", [])
    monkeypatch.setattr(reporting, "BEAT", 0.02)
    seen = SimpleNamespace(ran=[])

    @registry.job_kind("count_to", "Counting")
    def count_to(job, report):
        seen.ran.append(job.pk)
        total = job.parameters.get("total", 3)
        for n in range(total):
            report(n + 1, total)
        return {"counted": total}

    @registry.job_kind("break", "Breaking")
    def breaks(job, _report):
        seen.ran.append(job.pk)
        raise ZeroDivisionError("by nought")

    @registry.job_kind("refuse", "Refusing")
    def refuse(_job, report):
        report.error(17, "date", "31/02/2013 is not a date")
        raise JobFailed("One row is wrong.")

    return seen
