"""Exports to clients that wait for the first rows or leave, from a web process of our own."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from ctplatform.accounts.models import Project
from ctplatform.accounts.sign_in.tokens import create_token
from ctplatform.audit.models import AuditEntry
from incidents.models import Incident
from tests.ctplatform.conftest import free_port
from tests.ctplatform.jobs.engine import database_url, wait_until
from tests.factories.accounts import ProjectFactory, member

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.services,
]
MANY = 20_000  # 18 MB, more than the system buffers for a connection
LONG = "x" * 200
PATH = "/api/v1/incidents/export/"


class Server:
    """One web process over the test database."""

    def __init__(self, folder):
        self.port, self.log = free_port(), folder / "web.log"
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "CTPLATFORM_DATA": str(folder),
            "CTPLATFORM_SECRET_KEY": settings.SECRET_KEY,  # tokens follow from it
            "CTPLATFORM_WEB_PROCESSES": "1",
            "DJANGO_SETTINGS_MODULE": "ctplatform.settings",
            "PYTHONPATH": str(settings.BASE_DIR),
        }
        command = [sys.executable, "-m", "gunicorn", "-c", "ctplatform/ops/gunicorn.py"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "-b", f"127.0.0.1:{self.port}"],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=log,
            )
        wait_until(lambda: self.status("/healthz") == 200, 60)

    def ask(self, path, token=""):
        """A connection on which the path has been asked for, with a small buffer for answers."""
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(60)
        line.connect(("127.0.0.1", self.port))
        head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        sign_in = f"Authorization: Token {token}\r\n" if token else ""
        line.sendall(f"{head}{sign_in}\r\n".encode())
        return line

    def status(self, path):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", path, headers={"Host": "localhost"})
            return line.getresponse().status
        except OSError:
            return 0
        finally:
            line.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(40)


@pytest.fixture
def server(tmp_path):
    started = Server(tmp_path)
    yield started
    started.stop()


@pytest.fixture
def token():
    """The token of a member of a project of MANY incidents."""
    project = ProjectFactory(slug="many")
    editor = member(project, "editor")
    rows = (Incident(project=project, created_by=editor, title=f"{n} {LONG}") for n in range(MANY))
    Incident.objects.bulk_create(rows, batch_size=1000)
    return create_token(by=editor, name="Script")[1]


def read_all(line):
    size = 0
    while block := line.recv(1024 * 1024):
        size += len(block)
    return size


def no_snapshot_is_open():
    """Whether no other session of PostgreSQL has a transaction open; SQLite has no sessions.

    Wait for it: the entry of the audit log is chained by a short transaction of its own.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        )
        return cursor.fetchone()[0] == 0


def test_first_rows_come_long_before_the_last(server, token):
    server.status(PATH)  # loads what the first export needs
    began = time.monotonic()
    with server.ask(f"{PATH}?project=many", token) as line:
        head = line.recv(4096)
        first = time.monotonic() - began
        read_all(line)
    whole = time.monotonic() - began
    assert head.startswith(b"HTTP/1.1 200")
    assert first < whole / 3


def test_client_that_leaves_ends_its_export(server, token):
    with server.ask(f"{PATH}?project=many", token) as line:
        assert line.recv(4096).startswith(b"HTTP/1.1 200")
    wait_until(AuditEntry.objects.exists, 30)
    entry = AuditEntry.objects.get()
    assert (entry.is_complete, entry.rows) == (False, None)
    assert 0 < entry.bytes < MANY * 500
    wait_until(no_snapshot_is_open, 20)


THREADS = 8  # of a web process
STALLED = 9  # clients


def peak_mib(process):
    """The most memory that a process and its children have held, in MiB each, added up."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    pages = [Path(f"/proc/{pid}/status").read_text() for pid in (process.pid, *children)]
    return sum(int(re.search(r"VmHWM:\s+(\d+)", text)[1]) for text in pages) / 1024


def test_clients_that_stall_in_the_middle_of_exports_hold_nobody(server, token):
    path, project = f"{PATH}?project=many", Project.objects.get(slug="many")
    tokens = [create_token(by=member(project, "reader"), name="Stalled")[1] for _ in range(STALLED)]
    with server.ask(path, token) as line:
        whole = read_all(line)
    before = peak_mib(server.process)
    with ExitStack() as stack:
        lines = [stack.enter_context(server.ask(path, each)) for each in tokens]
        # On PostgreSQL the head comes alone, since the first rows take longer.
        begun = [line.recv(4096) for line in lines]
        assert {head[:12] for head in begun} == {b"HTTP/1.1 200"}
        assert server.status("/healthz") == 200
        wait_until(lambda: AuditEntry.objects.count() == 1 + STALLED, 120)
        wait_until(no_snapshot_is_open, 20)
        assert server.status(f"{PATH}?project=none") == 200
        grown = peak_mib(server.process) - before
        assert grown < STALLED * whole / 2**20 / 2, "answers that wait lie in files, not in memory"
        for line in lines[::2]:
            line.close()
        for head, line in list(zip(begun, lines, strict=True))[1::2]:
            assert len(head) + read_all(line) == whole
    assert server.status("/healthz") == 200
    assert sessions_of_server() <= THREADS


def sessions_of_server():
    """How many other sessions PostgreSQL has; SQLite has none."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]
