"""Whether work is being done, for every page of somebody who is signed in."""

from ctplatform.jobs.models import WorkerHeartbeat


def worker(request):
    """`worker_missing`: nobody has signed lately. Asked only where a template wants to know."""
    user = getattr(request, "user", None)

    def worker_missing():
        return bool(user and user.is_authenticated) and not WorkerHeartbeat.objects.alive().exists()

    return {"worker_missing": worker_missing}
