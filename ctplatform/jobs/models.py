"""Jobs, one row each, and the heartbeats of workers."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from ctplatform.accounts.models import Project
from ctplatform.accounts.roles import edited_by
from ctplatform.jobs import registry

LIFE_SIGN_LASTS = timedelta(seconds=15)
"""A worker that missed three heartbeats (celery.Pulse) counts as stopped."""

LEASE = timedelta(seconds=20)
"""A running job without a heartbeat for this long may be taken by another worker."""


class WorkerHeartbeatQuerySet(models.QuerySet):
    def alive(self):
        """Workers with a recent heartbeat."""
        return self.filter(seen__gt=timezone.now() - LIFE_SIGN_LASTS)

    def unserved_queues(self):
        """Queues that need a worker, and that no living one takes messages from."""
        return [queue for queue in self._queues_without_worker() if registry.is_needed(queue)]

    def lacks_worker(self) -> bool:
        """Whether a queue needs a worker and has none; it asks no more than that takes."""
        return any(map(registry.is_needed, self._queues_without_worker()))

    def _queues_without_worker(self):
        served = ",".join(self.alive().values_list("queues", flat=True)).split(",")
        return sorted(registry.QUEUES.keys() - served)


class WorkerHeartbeat(models.Model):
    """The last heartbeat of one worker process; belongs to no project."""

    worker = models.CharField(max_length=200, primary_key=True)
    queues = models.CharField(max_length=200, default="short,long")  # separated by commas
    seen = models.DateTimeField()

    objects = WorkerHeartbeatQuerySet.as_manager()

    def __str__(self):
        return f"{self.worker}, {self.seen:%Y-%m-%d %H:%M:%S}"


def _as_text(ids) -> list:
    return sorted(map(str, ids))


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own jobs, and those of projects that one edits; the system's for superusers."""
        if user.is_superuser:
            return self
        if not user.is_authenticated:
            return self.none()
        shown = Q(project__isnull=True)
        if user.only_projects is not None:
            shown = Q(only_projects=_as_text(user.only_projects))
        shown |= Q(project__in=Project.objects.visible_to(user))
        own = Q(created_by=user) & shown
        return self.filter(own | Q(project__in=edited_by(user)))

    def unfinished(self):
        return self.filter(state__in=Job.UNFINISHED)

    def due(self):
        """Jobs that a worker may take now."""
        return self.unfinished().filter(due__lte=timezone.now())


class Job(models.Model):
    """A background job, written in the transaction of the request for it.

    `due` is when a worker may take it: at once for a waiting job, and for a running one when LEASE
    has passed without a heartbeat. `attempts` counts how often it was taken, and identifies the
    current attempt: a worker that lost its lease sees another number and stops. `errors` are
    [{"row", "column", "message"}]; `cause` is why it failed as a whole. `contents` says whose
    records the file contains, so that access is checked again at each download. `checkpoint` is
    where the next attempt continues (JSON of its kind, or null), and `attempts_without_progress`
    counts the attempts since it was saved: one more than its kind has retries end the job. `sent`
    is when a worker was last sent a message about a due job, null if it has to be sent one.
    `only_projects` are the ids of the projects to which the token that requested it is limited.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Stopped")

    UNFINISHED = (State.WAITING, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=300)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    errors = models.JSONField(_("errors"), default=list, blank=True)
    cause = models.TextField(_("cause"), blank=True)
    result = models.JSONField(_("result"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to="jobs/", max_length=300, blank=True)
    contents = models.JSONField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    checkpoint = models.JSONField(_("checkpoint"), null=True, blank=True)
    attempts_without_progress = models.PositiveSmallIntegerField(
        _("attempts since the last checkpoint"), default=0
    )
    due = models.DateTimeField(_("due"), default=timezone.now)
    sent = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    only_projects = models.JSONField(null=True, editable=False)
    created = models.DateTimeField(_("asked for"), default=timezone.now)
    started = models.DateTimeField(_("started"), null=True, blank=True)
    finished = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["due"],
                condition=Q(state__in=["waiting", "running"]),
                name="job_due",
            ),
            models.Index(fields=["kind", "created"], name="job_kind_created"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished__isnull=True)
                | Q(state__in=["done", "failed", "cancelled"], finished__isnull=False),
                name="job_says_when_it_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(cause=""), name="job_that_failed_says_why"
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(created_by__isnull=True, state__in=["waiting", "running"]),
                name="the_systems_jobs_wait_once",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return registry.page_of(self.kind, self.pk)

    @property
    def requester(self):
        """The user who requested it, with no more rights than the token that they used."""
        user = self.created_by
        if self.only_projects is not None and user.only_projects is None:
            user.limit_to_projects(map(UUID, self.only_projects))
        return user

    def note_limits(self, user):
        """Keep the projects to which the token of this user is limited, if it is."""
        limits = user and user.only_projects
        self.only_projects = None if limits is None else _as_text(limits)

    @property
    def is_finished(self):
        return self.state not in self.UNFINISHED

    @property
    def declared(self):
        """The declaration of the job's kind (JobKind); None for a kind of another release."""
        return registry.kind(self.kind) if registry.is_known(self.kind) else None

    @property
    def kind_label(self):
        return registry.label_of(self.kind)
