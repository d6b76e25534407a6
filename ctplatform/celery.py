"""Celery: limits, routing and schedule, each setting with its reason.

The database holds the truth: work is a row (jobs), and a message only wakes a worker. So Celery
needs to be no more than timely, and losing all its messages loses no work.
"""

import gc
import os
from importlib import import_module

from celery import Celery, bootsteps, signals
from click import Option
from kombu import Queue

from ctplatform.jobs.registry import QUEUES, route
from ctplatform.ops import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ctplatform.settings")

SWEEP_EVERY = 2.0  # seconds

app = Celery("ctplatform")
app.conf.update(
    broker_url=broker.broker_url(),
    # A message is done once it has woken a worker. Acknowledged late, each running job would lose
    # an attempt when the broker is lost.
    task_acks_late=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_prefetch_multiplier=1,
    # Each kind of job names its queue and its time limits. A worker without -Q serves all queues.
    task_queues=[Queue(name) for name in QUEUES],
    task_routes=(route,),
    broker_transport_options={
        # A request waits at most 0.2 s for a lost broker; beat's sweep finds the row. Without
        # max_retries kombu tries for 4 s, whatever the publisher's retry setting.
        "socket_connect_timeout": 0.2,
        "max_retries": 0,
        "socket_timeout": 5,
    },
    task_publish_retry=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # Results, progress and errors are rows that users read, not messages.
    task_ignore_result=True,
    # Libraries leak, and SciPy, which findings need at times, takes 60 MB: a pool process is
    # replaced after 20 tasks, which is 40 seconds of sweeps without work, or at 400 MB.
    worker_max_tasks_per_child=20,
    worker_max_memory_per_child=400_000,
    worker_soft_shutdown_timeout=3,
    task_serializer="json",
    accept_content=["json"],
    # The schedule is code, so that no state is stored between starts.
    beat_scheduler="celery.beat:Scheduler",
    # An unread sweep message expires, because the next one replaces it.
    beat_schedule={
        "sweep": {
            "task": "ctplatform.jobs.tasks.sweep",
            "schedule": SWEEP_EVERY,
            "options": {"expires": SWEEP_EVERY},
        }
    },
    timezone="UTC",
)
app.autodiscover_tasks()


@signals.worker_init.connect
def keep_no_message(**_):
    """Do not return messages when a connection ends; the next sweep makes up for lost ones.

    Kombu 5.7 would ask the lost broker to take them back, and the worker would die of an
    AttributeError in `restore_unacked`, since the channel was collected before it was closed.
    """
    import_module("kombu.transport.redis").Channel.do_restore = False


@signals.worker_init.connect
def allow_long_queries(**_):
    """Take the statement timeout of workers, whose process may have loaded that of the web."""
    import_module("ctplatform.database.statement_timeout").apply_statement_timeout()


@signals.worker_init.connect
def share_memory(**_):
    """Exempt loaded objects from garbage collection, which would copy their shared pages."""
    app.loader.import_default_modules()
    gc.collect()
    gc.freeze()


class Pulse(bootsteps.StartStopStep):
    """Make every worker save its heartbeat, so that a page can say that no worker runs.

    It runs in the worker's main process, so that a long task in the pool does not stop it.
    """

    requires = ("celery.worker.components:Timer",)
    every = 5  # seconds

    def start(self, worker):
        heartbeats = import_module("ctplatform.jobs.worker.heartbeats")  # needs the apps loaded
        about = (worker.hostname, [*worker.app.amqp.queues.consume_from])
        heartbeats.sign_heartbeat(*about)
        worker.timer.call_repeatedly(self.every, heartbeats.sign_heartbeat, about)

    def stop(self, worker):
        import_module("ctplatform.jobs.worker.heartbeats").erase_heartbeat(worker.hostname)


class Sweeps(bootsteps.StartStopStep):
    """With `--sweeps`, send the messages of the schedule: a process for beat takes 35 MB.

    Where workers run on several hosts, one beat does it for all of them.
    """

    requires = ("celery.worker.components:Timer",)

    def __init__(self, worker, sweeps=False, **options):
        super().__init__(worker, **options)
        self.enabled = sweeps

    def start(self, worker):
        messages = import_module("ctplatform.jobs.messages")  # needs the apps loaded
        worker.timer.call_repeatedly(SWEEP_EVERY, messages.send_sweep_message, (SWEEP_EVERY,))


app.steps["worker"].update({Pulse, Sweeps})
app.user_options["worker"].add(Option(["--sweeps"], is_flag=True, help=Sweeps.__doc__))
