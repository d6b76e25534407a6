"""docker/compose.yaml without Docker: its text, and its environment with local servers."""

import http.client
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import yaml

from ctplatform.testing import libpq
from tests.ctplatform.test_processes import wait_for

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")


@pytest.mark.pure
def test_compose_has_every_part():
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web", "worker", "beat", "proxy"}
    assert all("healthcheck" in SERVICES[name] for name in ("postgres", "redis", "web"))
    assert SERVICES["worker"]["deploy"]["replicas"] == 2


@pytest.mark.pure
@pytest.mark.parametrize("name", OURS)
def test_our_services_are_one_image_with_one_environment(name):
    service = SERVICES[name]

    assert service["image"] == "ctplatform"
    assert service["environment"] == SERVICES["web"]["environment"]
    assert (
        ROOT / "docker" / service["build"]["context"] / service["build"]["dockerfile"]
    ).is_file()
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]


@pytest.mark.pure
def test_everything_waits_for_the_migration_and_that_for_the_database():
    for name in ("web", "worker", "beat"):
        waits = SERVICES[name]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


@pytest.mark.pure
def test_every_variable_is_known_and_every_needed_one_is_in_the_example():
    files = ("ctplatform/settings.py", "ctplatform/gunicorn.py", "docker/entrypoint")
    known = set(re.findall(r"[A-Z][A-Z_]+", " ".join((ROOT / file).read_text() for file in files)))
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker" / "compose.yaml").read_text()))
    example = set(
        re.findall(r"^(\w+)=", (ROOT / "docker" / "env.example").read_text(), re.MULTILINE)
    )

    assert set(SERVICES["web"]["environment"]) <= known
    assert asked == example


@pytest.mark.pure
def test_image_is_small_by_construction_and_not_root():
    lines = (ROOT / "docker" / "Dockerfile").read_text()
    stages = lines.split("FROM ")[1:]

    assert [stage.split()[0] for stage in stages] == ["python:3.13-slim"] * 2
    assert "USER ctplatform" in stages[-1]
    assert "--require-hashes" in lines


def substituted(values):
    """The environment as compose hands it over, with its defaults and an empty docker/.env."""
    given = {"POSTGRES_PASSWORD": "unused", "CTPLATFORM_SECRET_KEY": secrets.token_urlsafe(50)}

    def value(match):
        return given.get(match[1]) or (match[2] or "").removeprefix(":-")

    return {name: re.sub(r"\$\{(\w+)(:[-?][^}]*)?\}", value, text) for name, text in values.items()}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def redis_url(tmp_path):
    """A Redis server over TCP, as compose has one."""
    server = shutil.which("redis-server")
    if not server:
        pytest.skip("redis-server is missing: `apt-get install redis-server`")
    port = free_port()
    words = [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path)]
    words += SERVICES["redis"]["command"][1:]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        yield f"redis://127.0.0.1:{port}/0"
        process.kill()


@pytest.fixture
def database_url():
    """An empty PostgreSQL database."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        pytest.skip("this run has no PostgreSQL")
    parts, name = urlsplit(server), f"ctplatform_compose_{secrets.token_hex(4)}"
    folder = parts.path.rsplit("/", 1)[0]
    maintenance = libpq(urlunsplit(parts._replace(path=f"{folder}/postgres")))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(parts._replace(path=f"{folder}/{name}"))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Stack:
    """The services of compose as processes here, with its environment and entrypoint."""

    def __init__(self, folder, database_url, redis_url):
        self.port, self.processes = free_port(), []
        self.environment = {
            "HOME": str(folder),
            **substituted(SERVICES["web"]["environment"]),
            # What only containers have: their names in the network, their volumes and PATH.
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
            "CTPLATFORM_DATA": str(folder / "data"),
            "CTPLATFORM_STATIC": str(folder / "static"),
            "CTPLATFORM_LISTEN": f"127.0.0.1:{self.port}",
        }

    def call(self, *words):
        """Run one service to its end."""
        entrypoint = str(ROOT / "docker" / "entrypoint")
        done = subprocess.run(
            [entrypoint, *words], env=self.environment, capture_output=True, text=True, timeout=120
        )
        return done.returncode, done.stderr

    def start(self, name):
        """Start a service as compose does, in a process group of its own."""
        command = [str(ROOT / "docker" / "entrypoint"), *SERVICES[name]["command"]]
        process = subprocess.Popen(
            command, env=self.environment, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self.processes.append(process)
        return process

    def health(self):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", "/healthz", headers={"Host": "localhost"})
            return json.loads(line.getresponse().read())
        except (OSError, http.client.HTTPException):
            return {}
        finally:
            line.close()

    def workers(self):
        """Names of the workers whose heartbeat is in the database."""
        with psycopg.connect(libpq(self.environment["DATABASE_URL"])) as connection:
            rows = connection.execute("SELECT worker FROM jobs_workerheartbeat ORDER BY 1")
            return [row[0] for row in rows]

    def end(self):
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def stack(tmp_path, database_url, redis_url):
    stack = Stack(tmp_path, database_url, redis_url)
    yield stack
    stack.end()


def catches(process, number):
    """Whether a process has a handler for a signal: beat says in no other way that it is up."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    caught = next(line.split()[1] for line in lines if line.startswith("SigCgt:"))
    return bool(int(caught, 16) >> (number - 1) & 1)


@pytest.mark.services
def test_environment_of_compose_runs_web_two_workers_and_beat(stack):
    assert stack.call(*SERVICES["migrate"]["command"]) == (0, "")
    web = stack.start("web")
    first, second = stack.start("worker"), stack.start("worker")
    beat = stack.start("beat")

    assert wait_for(lambda: stack.health() == dict.fromkeys(stack.health(), "ok") != {}, 30)
    assert wait_for(lambda: len(stack.workers()) == 2, 20)
    assert stack.call("healthy")[0] == 0
    assert wait_for(lambda: catches(beat, signal.SIGTERM), 30)

    os.killpg(first.pid, signal.SIGKILL)  # the other one goes on
    first.wait()
    assert stack.health()["worker"] == "ok"
    began = time.monotonic()
    for process in (second, beat, web):
        process.terminate()
    assert [process.wait(20) for process in (second, beat, web)] == [0, 0, 0]
    assert time.monotonic() - began < 15
    assert stack.call("healthy")[0] == 1
