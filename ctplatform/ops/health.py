"""`/healthz`: whether this instance can answer, and the state of database, broker and worker."""

import socket
from urllib.parse import urlsplit

from django.db import DatabaseError
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ctplatform.jobs.models import WorkerHeartbeat
from ctplatform.ops import broker

PATIENCE = 0.2  # seconds for the broker's answer


@never_cache
@require_safe
def healthz(request):
    """State of database, broker and worker, each `ok` or `down`; 503 only without the database.

    Without broker or worker the pages still work, and jobs wait in their rows.
    """
    states = {"database": "ok", "broker": broker_state(), "worker": "down"}
    try:
        if not WorkerHeartbeat.objects.unserved_queues():
            states["worker"] = "ok"
    except DatabaseError:
        states["database"] = "down"
    return JsonResponse(states, status=503 if states["database"] == "down" else 200)


def broker_state() -> str:
    """`ok` if the broker answers, even if it asks for a password.

    Uses a plain socket: importing the client takes 0.25 s and 10 MB, which most web processes never
    need.
    """
    address = urlsplit(broker.broker_url())
    local = address.scheme in ("redis+socket", "unix")
    try:
        with socket.socket(socket.AF_UNIX) if local else socket.socket() as line:
            line.settimeout(PATIENCE)
            line.connect(address.path if local else (address.hostname, address.port or 6379))
            if address.scheme == "rediss":
                return "ok"  # it listens; the TLS handshake is left to the client
            line.sendall(b"*1\r\n$4\r\nPING\r\n")
            return "ok" if line.recv(64).startswith((b"+PONG", b"-NOAUTH")) else "down"
    except OSError:
        return "down"
