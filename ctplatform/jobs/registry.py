"""The registry of kinds of jobs, and of sweepers: short tasks that every sweep runs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

SHORT, LONG, WEBHOOKS = "short", "long", "webhooks"
"""The queues. Each has workers of its own, so that an export does not hold up a recount."""

QUEUES = {
    SHORT: "recounts, notifications, upkeep: seconds, at most minutes",
    LONG: "exports, imports, comparisons of whole registers: up to an hour",
    WEBHOOKS: "deliveries of webhooks, which wait for their receivers: seconds",
}
THREADS = {WEBHOOKS: 8}
"""{queue of tasks that only wait: how many of them a worker of its own does at a time}."""
UNKNOWN_RETRIES = 2


@dataclass(frozen=True)
class JobKind:
    """A kind of job, as `ctplatform.jobs.job_task` declares it."""

    name: str
    label: str
    run: Callable
    queue: str = SHORT
    time_limit: timedelta = timedelta(minutes=10)
    max_retries: int = 2
    retry_backoff: timedelta = timedelta(seconds=2)
    every: timedelta | None = None
    page: str = "/jobs/{}/"

    def pause_before_retry(self, attempts: int) -> timedelta:
        """How long to wait after that many attempts; doubled each time."""
        return self.retry_backoff * 2 ** (attempts - 1)


_kinds: dict[str, JobKind] = {}
_needs: dict[str, Callable[[], bool]] = {}
_sweepers: list[Callable[[], object]] = []


def register(kind: JobKind) -> None:
    """Add a kind of job."""
    if kind.queue not in QUEUES:
        raise ValueError(f"{kind.name}: there is no queue “{kind.queue}”.")
    _kinds[kind.name] = kind


def sweeper(function):
    """Register a short task, called at every wake-up message and every two seconds.

    It finds out with one cheap query if there is work, is idempotent, and never waits.
    """
    if function not in _sweepers:
        _sweepers.append(function)
    return function


def needed_when(queue: str, is_needed: Callable[[], bool]) -> None:
    """Declare that a queue needs a worker only when a query says so; others always do."""
    _needs[queue] = is_needed


def queues_on_demand() -> list[str]:
    """The queues that do not always need a worker."""
    return list(_needs)


def is_needed(queue: str) -> bool:
    """Whether a queue needs a worker."""
    return queue not in _needs or _needs[queue]()


def kind(name: str) -> JobKind:
    """Return the kind; LookupError for one that only another release knows."""
    return _kinds[name]


def is_known(name: str) -> bool:
    return name in _kinds


def label_of(name: str) -> str:
    return _kinds[name].label if name in _kinds else name


def page_of(name: str, pk) -> str:
    """The address of the page of a job of that kind."""
    return (_kinds[name].page if name in _kinds else "/jobs/{}/").format(pk)


def task_name(kind: str) -> str:
    """The name of the Celery task of a kind of job."""
    return f"jobs.{kind}"


def route(task_name: str, *_args, **_options) -> dict:
    """Celery's route of a task: the queue of its kind of job, or the one for short work."""
    kind = _kinds.get(task_name.removeprefix("jobs."))
    return {"queue": kind.queue if kind else SHORT}


def retries_of(name: str) -> int:
    """How often a job of that kind is retried after attempts without progress."""
    return _kinds[name].max_retries if name in _kinds else UNKNOWN_RETRIES


def kinds() -> list[JobKind]:
    return sorted(_kinds.values(), key=lambda each: each.name)


def recurring() -> list[JobKind]:
    return [each for each in _kinds.values() if each.every]


def sweepers() -> list[Callable[[], object]]:
    return list(_sweepers)
