from datetime import timedelta

from django.db import models
from django.utils import timezone

LIFE_SIGN_LASTS = timedelta(seconds=20)
"""Four missed signatures (celery.Pulse) and a worker counts as gone."""


class WorkerHeartbeatQuerySet(models.QuerySet):
    def alive(self):
        """Workers that have signed lately."""
        return self.filter(seen__gt=timezone.now() - LIFE_SIGN_LASTS)


class WorkerHeartbeat(models.Model):
    """The last sign of life of one worker process; no part of any project."""

    worker = models.CharField(max_length=200, primary_key=True)
    seen = models.DateTimeField()

    objects = WorkerHeartbeatQuerySet.as_manager()

    def __str__(self):
        return f"{self.worker}, {self.seen:%Y-%m-%d %H:%M:%S}"
