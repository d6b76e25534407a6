"""A broker and workers as processes of their own, for tests that kill them."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from django.db import connection

from ctplatform.ops import broker

ROOT = Path(__file__).resolve().parents[3]
BROKERS = ["redis-server", "fakeredis"]


def wait_until(is_so, seconds=40.0):
    """Seconds until it is so; fails where it never is."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, "it never came about"
        time.sleep(0.05)
    return time.monotonic() - began


def database_url():
    """The test database, for another process."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    who = given["USER"] + (f":{given['PASSWORD']}" if given["PASSWORD"] else "")
    where = str(given["HOST"]).replace("/", "%2F")
    return f"postgres://{who}@{where}:{given['PORT'] or 5432}/{given['NAME']}"


class Engine:
    """A broker and workers as processes of their own, each in a group that can be killed whole."""

    def __init__(self, data: Path, server: str):
        self.data, self.server, self.processes = data, server, {}
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "REDIS_URL"},
            "DATABASE_URL": database_url(),
            "CTPLATFORM_DATA": str(data),
            "PYTHONPATH": str(ROOT),
        }

    @property
    def url(self):
        return f"redis+socket://{broker.socket_path(self.data)}"

    def start_broker(self):
        command = broker.broker_command(self.data)
        if self.server == "fakeredis":
            command = [
                sys.executable,
                "-m",
                "ctplatform.ops.broker",
                str(broker.socket_path(self.data)),
            ]
        self.start("broker", command)
        wait_until(broker.socket_path(self.data).exists)

    def start_worker(self, name="worker", *more, sweeps=True):
        command = [sys.executable, "-m", "celery", "-A", "ctplatform.celery", "worker"]
        command += ["-c", "2", "-n", f"{name}@test", "-l", "ERROR"]
        command += ["-I", "tests.ctplatform.jobs.kinds", "--without-gossip", "--without-mingle"]
        self.start(name, [*command, *(["--sweeps"] if sweeps else []), *more])

    def start_queue_worker(self, queue, *options):
        """Start the worker that `manage.py run` starts for a queue."""
        words = "import sys; from ctplatform.jobs.worker.queue_worker import app, main; "
        words += "app.loader.import_default_modules(); import tests.ctplatform.jobs.kinds; "
        words += "sys.exit(main(*sys.argv[1:]))"
        self.start(queue, [sys.executable, "-c", words, queue, *options])

    def start(self, name, command):
        with (self.data / f"{name}.log").open("a") as log:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=self.data,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name):
        """SIGKILL the process and all of its children: nothing gets to clean up."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self):
        for name in list(self.processes):
            self.kill(name)
