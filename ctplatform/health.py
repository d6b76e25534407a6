"""`/healthz`: is this instance fit to answer, and what stands behind it."""

import redis
from django.db import DatabaseError
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ctplatform import broker
from ctplatform.jobs.models import WorkerHeartbeat

PATIENCE = 0.2  # seconds for the broker's answer


@never_cache
@require_safe
def healthz(request):
    """State of database, broker and worker, each `ok` or `down`; 503 only without the database.

    Without broker or worker the pages still work, and the work waits in its rows.
    """
    states = {"database": "ok", "broker": broker_state(), "worker": "down"}
    try:
        if WorkerHeartbeat.objects.alive().exists():
            states["worker"] = "ok"
    except DatabaseError:
        states["database"] = "down"
    return JsonResponse(states, status=503 if states["database"] == "down" else 200)


def broker_state() -> str:
    """`ok` where the broker answers a ping."""
    address = broker.url().replace("redis+socket://", "unix://")
    patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
    try:
        with redis.Redis.from_url(address, **patience) as client:
            client.ping()
    except redis.RedisError:
        return "down"
    return "ok"
