"""The registry of kinds of jobs, and of short tasks (sweepers) that every sweep runs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

USUAL_LIMIT = timedelta(minutes=10)
LONGEST_LIMIT = timedelta(hours=2)
"""The maximum `limit` of a kind; Celery kills a worker process a little later in any case."""


@dataclass(frozen=True)
class Kind:
    """A kind of job. `run(job, report)` does it and returns its result as JSON (or None).

    It runs outside any transaction and is idempotent, since it may run again if a worker dies. It
    calls `report(done, total)` from time to time, which raises if the job was cancelled. A kind
    with `every` belongs to the system and runs at that interval without a request. `page` is the
    address of the job's own page, with {} for its id. `limit` is how long one attempt may take; a
    longer one is ended, and the next one continues from the last checkpoint that `run` saved, if
    any.
    """

    name: str
    label: str
    run: Callable
    every: timedelta | None = None
    page: str = "/jobs/{}/"
    limit: timedelta = USUAL_LIMIT


_kinds: dict[str, Kind] = {}
_sweepers: list[Callable[[], object]] = []


def job_kind(
    name: str, label: str, *,
    every: timedelta | None = None, page="/jobs/{}/", limit: timedelta = USUAL_LIMIT,
):  # fmt: skip
    """Register the decorated function as a kind of job."""
    if limit > LONGEST_LIMIT:
        raise ValueError(f"{name}: a job may take {LONGEST_LIMIT} at most.")

    def register(run):
        _kinds[name] = Kind(name, label, run, every, page, limit)
        return run

    return register


def sweeper(function):
    """Register a short task, called at every wake, every two seconds, and by running jobs.

    It finds out with one cheap query if there is work, is idempotent, and never waits.
    """
    if function not in _sweepers:
        _sweepers.append(function)
    return function


def kind(name: str) -> Kind:
    """Return the kind; LookupError for one that only another release knows."""
    return _kinds[name]


def label_of(name: str) -> str:
    return _kinds[name].label if name in _kinds else name


def page_of(name: str, pk) -> str:
    """The address of the page of a job of that kind."""
    return (_kinds[name].page if name in _kinds else "/jobs/{}/").format(pk)


def recurring() -> list[Kind]:
    return [each for each in _kinds.values() if each.every]


def sweepers() -> list[Callable[[], object]]:
    return list(_sweepers)
