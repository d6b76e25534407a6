"""Edits by several clients while workers, broker, clients and database connections are killed."""

import json
import random
import sys
import time
from collections import Counter

from django.db import connection

from ctplatform.jobs.models import Job, WorkerHeartbeat
from incidents.models import DirtyBucket
from tests.ctplatform.jobs.engine import Engine, wait_until

CLIENTS = 4
CUT_CONNECTIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < 0.5
"""


class KillingTrial:
    """Runs clients to their last edit; `kills` counts what was killed meanwhile, with SIGKILL.

    Connections are ended by the database server, which exists only on PostgreSQL.
    """

    def __init__(self, engine: Engine, edits: int, pauses, seed=11):
        self.engine, self.edits, self.pauses = engine, edits, pauses
        self.chance, self.kills = random.Random(seed), Counter()
        self.clients = [f"client-{number}" for number in range(CLIENTS)]
        self.first = ["broker", "worker"]  # killed at least once, in a short trial too
        self.victims = ["worker", "worker", "broker", "client"]
        if connection.vendor == "postgresql":
            self.victims += ["connections", "connections"]
        self.seconds, self.seconds_after = 0.0, 0.0

    def run(self, project, user):
        """Make the edits; afterwards let the workers finish what is left to do."""
        given = {"project": str(project.pk), "user": str(user.pk), "edits": self.edits // CLIENTS}
        (self.engine.data / "register.json").write_text(json.dumps(given))
        began = time.monotonic()
        self.start_worker()
        for name in self.clients:
            self.start_client(name)
        while self.go_on():
            time.sleep(self.chance.uniform(*self.pauses))
            self.kill_one()
        self.seconds = time.monotonic() - began
        self.seconds_after = wait_until(self.is_all_done, 600)

    def start_client(self, name):
        number = name.removeprefix("client-")
        command = [sys.executable, "-m", "tests.faults.editing_client"]
        self.engine.start(name, [*command, str(self.engine.data), number])

    def start_worker(self):
        self.engine.start_worker()
        WorkerHeartbeat.objects.all().delete()

    def go_on(self) -> bool:
        """Whether a client still works; fails where one ended with an error."""
        running = []
        for name in self.clients:
            code = self.engine.processes[name].poll()
            assert code in (None, 0), (self.engine.data / f"{name}.log").read_text()[-3000:]
            running += [name] * (code is None)
        self.running = running
        return bool(running)

    def kill_one(self):
        victim = self.first[0] if self.first else self.chance.choice(self.victims)
        if victim == "worker" and not WorkerHeartbeat.objects.exists():
            victim = "client"  # it is starting, and would never come to work
        if victim in self.first:
            self.first.remove(victim)
        if victim == "client":
            self.kill_client()
        elif victim == "connections":
            with connection.cursor() as cursor:
                cursor.execute(CUT_CONNECTIONS)
                self.kills[victim] += len(cursor.fetchall())
        else:
            self.engine.kill(victim)
            self.kills[victim] += 1
            time.sleep(self.chance.uniform(0, 0.5))
            self.start_worker() if victim == "worker" else self.engine.start_broker()

    def kill_client(self):
        name = self.chance.choice(self.running)
        if self.engine.processes[name].poll() is None:
            self.engine.kill(name)
            self.kills["client"] += 1
            self.start_client(name)

    @staticmethod
    def is_all_done() -> bool:
        """No job is left, and no day is marked."""
        return not Job.objects.unfinished().exists() and not DirtyBucket.objects.due().exists()

    def acknowledged(self) -> list:
        """The edits that clients know to be stored, as {step, revisions}."""
        ledgers = [self.engine.data / f"ledger-{number}.jsonl" for number in range(CLIENTS)]
        return [json.loads(line) for each in ledgers for line in each.read_text().splitlines()]
