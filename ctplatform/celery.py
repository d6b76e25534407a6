"""Celery: limits, routing and schedule, each setting with its reason.

The database is the truth and Celery the engine: what there is to do is a row (jobs), a message
only wakes a worker. So nothing here promises more than "soon", and losing it all loses no work.
"""

import gc
import os
from importlib import import_module

from celery import Celery, bootsteps, signals

from ctplatform import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ctplatform.settings")

app = Celery("ctplatform")
app.conf.update(
    broker_url=broker.url(),
    # A message is done with as soon as it has woken somebody. Acknowledged late, a broker that
    # goes away would cost each running job one of its attempts.
    task_acks_late=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_prefetch_multiplier=1,
    # No task is longer than ten minutes.
    task_soft_time_limit=540,
    task_time_limit=600,
    broker_transport_options={
        # A request waits at most 0.2 s for a broker that is gone; beat's sweep finds the row.
        # Without max_retries kombu tries for 4 s, whatever the publisher says of retries.
        "socket_connect_timeout": 0.2,
        "max_retries": 0,
        "socket_timeout": 5,
    },
    task_publish_retry=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # Results, progress and errors are rows that people read, not messages.
    task_ignore_result=True,
    # Libraries leak: a pool process is replaced after 200 tasks or at 400 MB.
    worker_max_tasks_per_child=200,
    worker_max_memory_per_child=400_000,
    worker_soft_shutdown_timeout=3,
    task_serializer="json",
    accept_content=["json"],
    # The schedule is code: no state to keep between starts, none to lose.
    beat_scheduler="celery.beat:Scheduler",
    # A sweep that was not taken in time is dropped: the next one says the same.
    beat_schedule={
        "sweep": {
            "task": "ctplatform.jobs.tasks.sweep",
            "schedule": 2.0,
            "options": {"expires": 2},
        }
    },
    timezone="UTC",
)
app.autodiscover_tasks()


@signals.worker_init.connect
def keep_no_message(**_):
    """Give no message back when a connection ends; the next sweep makes good what is lost.

    Kombu 5.7 would ask the broker that was lost to take it back, and the worker would die of that:
    AttributeError in `restore_unacked`, since the channel was collected before it was closed.
    """
    import_module("kombu.transport.redis").Channel.do_restore = False


@signals.worker_init.connect
def share_memory(**_):
    """Keep the collector's hands off what is loaded: it would copy each page it marks."""
    app.loader.import_default_modules()
    gc.collect()
    gc.freeze()


class Pulse(bootsteps.StartStopStep):
    """Let every worker sign its heartbeat row, so that a page can say that nobody works.

    In the worker's main process: a long task in the pool does not silence it.
    """

    requires = ("celery.worker.components:Timer",)
    every = 5  # seconds

    def start(self, worker):
        services = import_module("ctplatform.jobs.services")  # needs the apps loaded
        services.sign_heartbeat(worker.hostname)
        worker.timer.call_repeatedly(self.every, services.sign_heartbeat, (worker.hostname,))

    def stop(self, worker):
        import_module("ctplatform.jobs.services").erase_heartbeat(worker.hostname)


app.steps["worker"].add(Pulse)
