"""What can be done in the background: kinds of jobs, and short work that every sweep looks for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Kind:
    """A kind of job. `run(job, report)` does it and returns its result as JSON (or None).

    It runs outside any transaction, may run again after a death in the middle, and so is
    idempotent. It calls `report(done, total)` now and then, which ends it where it was cancelled.
    A kind with `every` belongs to the system and is done that often without being asked for.
    `page` is the address of a page of its own that tells more of a job, with {} for its id.
    """

    name: str
    label: str
    run: Callable
    every: timedelta | None = None
    page: str = "/jobs/{}/"


_kinds: dict[str, Kind] = {}
_sweepers: list[Callable[[], object]] = []


def job_kind(name: str, label: str, *, every: timedelta | None = None, page="/jobs/{}/"):
    """Register the decorated function as a kind of job."""

    def register(run):
        _kinds[name] = Kind(name, label, run, every, page)
        return run

    return register


def sweeper(function):
    """Register short work: called at every wake and every two seconds, and by running jobs.

    It finds nothing to do in one cheap query, is idempotent, and never waits.
    """
    if function not in _sweepers:
        _sweepers.append(function)
    return function


def kind(name: str) -> Kind:
    """Return the kind; LookupError where an older or newer release knows one that we do not."""
    return _kinds[name]


def label_of(name: str) -> str:
    return _kinds[name].label if name in _kinds else name


def page_of(name: str, pk) -> str:
    """Where a job of that kind is shown."""
    return (_kinds[name].page if name in _kinds else "/jobs/{}/").format(pk)


def recurring() -> list[Kind]:
    return [each for each in _kinds.values() if each.every]


def sweepers() -> list[Callable[[], object]]:
    return list(_sweepers)
