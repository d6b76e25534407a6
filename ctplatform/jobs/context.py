"""Template context: whether a worker is running, for signed-in users."""

from ctplatform.jobs.models import WorkerHeartbeat


def worker(request):
    """`worker_missing`: no worker has reported recently. Queried only if a template uses it."""
    user = getattr(request, "user", None)

    def worker_missing():
        signed_in = bool(user and user.is_authenticated)
        return signed_in and WorkerHeartbeat.objects.lacks_worker()

    return {"worker_missing": worker_missing}
