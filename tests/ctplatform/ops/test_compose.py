"""docker/compose.yaml without Docker: its text, and its environment with local servers."""

import http.client
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import yaml

from ctplatform.configuration.environment import VARIABLES
from ctplatform.jobs.registry import QUEUES, THREADS, WEBHOOKS
from ctplatform.ops.testing import libpq
from tests.ctplatform.conftest import free_port
from tests.ctplatform.ops.test_processes import wait_for

ROOT = Path(__file__).resolve().parents[3]
COMPOSE = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
WORKERS = ("worker-short", "worker-long", "worker-webhooks")
OURS = ("migrate", "web", *WORKERS, "beat")
NOT_IN_COMPOSE = {
    "CTPLATFORM_DATA",
    "CTPLATFORM_DEBUG",
    "CTPLATFORM_LISTEN",
    "CTPLATFORM_STATEMENT_TIMEOUT",
    "CTPLATFORM_STATIC",
}


@pytest.mark.pure
def test_compose_has_every_part():
    assert set(SERVICES) == {*OURS, "postgres", "redis", "proxy"}
    assert all("healthcheck" in SERVICES[name] for name in ("postgres", "redis", "web"))
    assert [SERVICES[name]["command"] for name in WORKERS] == [["worker", each] for each in QUEUES]


@pytest.mark.pure
@pytest.mark.parametrize("name", OURS)
def test_our_services_are_one_image_with_one_environment(name):
    service = SERVICES[name]

    assert service["image"] == "ctplatform"
    own = {"DATABASE_URL", "DATABASE_PASSWORD"} if name == "migrate" else set()
    mine, webs = service["environment"], SERVICES["web"]["environment"]
    assert {key for key in webs if mine[key] != webs[key]} == own
    assert mine.keys() == webs.keys()
    assert (
        ROOT / "docker" / service["build"]["context"] / service["build"]["dockerfile"]
    ).is_file()
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]


@pytest.mark.pure
def test_everything_waits_for_the_migration_and_that_for_the_database():
    for name in OURS[1:]:
        waits = SERVICES[name]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


@pytest.mark.pure
def test_every_variable_is_known_and_every_needed_one_is_in_the_example():
    modules = (
        "settings",
        "ops/gunicorn",
        "configuration/file_backends",
        "configuration/email_settings",
    )
    files = [*(f"ctplatform/{name}.py" for name in modules), "docker/entrypoint"]
    known = set(re.findall(r"[A-Z][A-Z_]+", " ".join((ROOT / file).read_text() for file in files)))
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker" / "compose.yaml").read_text()))
    example = set(
        re.findall(r"^(\w+)=", (ROOT / "docker" / "env.example").read_text(), re.MULTILINE)
    )

    assert set(SERVICES["web"]["environment"]) <= known
    assert asked == example


@pytest.mark.pure
def test_containers_take_every_setting_that_is_not_their_own():
    environment = SERVICES["web"]["environment"]
    assert environment.keys() == VARIABLES.keys() - NOT_IN_COMPOSE


@pytest.mark.pure
def test_defaults_of_containers_are_those_of_the_settings():
    given = SERVICES["web"]["environment"]
    compared = set()
    for name, (_meaning, stated) in VARIABLES.items():
        default = re.fullmatch(r"\$\{\w+:-(.+)\}", given.get(name, ""))
        if default and stated.startswith("`"):
            assert stated.startswith(f"`{default[1]}`"), name
            compared.add(name)
    example = (ROOT / "docker" / "env.example").read_text()
    for name in compared:
        default = re.search(rf"^{name}=(.*)$", example, re.MULTILINE)[1]
        assert given[name] == f"${{{name}:-{default}}}"
    assert {"CTPLATFORM_ASSISTANTS", "CTPLATFORM_AUDIT_DAYS", "CTPLATFORM_REQUESTS"} <= compared


@pytest.mark.pure
def test_a_worker_of_webhooks_has_as_many_threads_in_a_container_as_elsewhere():
    entrypoint = (ROOT / "docker" / "entrypoint").read_text()
    threads = re.findall(r'= (\w+) \]; then pool="-P threads -c (\d+)"', entrypoint)
    assert threads == [(WEBHOOKS, str(THREADS[WEBHOOKS]))]


@pytest.mark.pure
def test_image_is_small_by_construction_and_not_root():
    lines = (ROOT / "docker" / "Dockerfile").read_text()
    stages = lines.split("FROM ")[1:]

    assert [stage.split()[0] for stage in stages] == ["${PYTHON_IMAGE}"] * 2
    default = re.search(r"^ARG PYTHON_IMAGE=(.+)$", lines, re.MULTILINE)[1]
    asked = SERVICES["web"]["build"]["args"]["PYTHON_IMAGE"]
    assert asked == f"${{PYTHON_IMAGE:-{default}}}"
    assert "USER ctplatform" in stages[-1]
    assert "--require-hashes" in lines


@pytest.mark.pure
def test_the_role_that_serves_owns_nothing():
    database = SERVICES["postgres"]["environment"]
    assert database["POSTGRES_USER"] == "ctplatform_owner"
    for name in OURS[1:]:
        assert SERVICES[name]["environment"]["DATABASE_URL"].startswith("postgres://ctplatform@")
        assert "OWNER" not in str(SERVICES[name]["environment"])
    assert "://ctplatform_owner@" in SERVICES["migrate"]["environment"]["DATABASE_URL"]
    script = "./postgres-roles.sh:/docker-entrypoint-initdb.d/roles.sh:ro"
    assert script in SERVICES["postgres"]["volumes"]
    assert os.access(ROOT / "docker" / "postgres-roles.sh", os.X_OK)


@pytest.mark.pure
def test_redis_asks_for_a_password():
    redis = SERVICES["redis"]
    assert redis["command"][-2:] == ["--requirepass", "${REDIS_PASSWORD:?see docker/env.example}"]
    assert redis["environment"]["REDISCLI_AUTH"] == "${REDIS_PASSWORD:?see docker/env.example}"
    for name in OURS:
        assert "://:${REDIS_PASSWORD" in SERVICES[name]["environment"]["REDIS_URL"]


@pytest.mark.pure
@pytest.mark.parametrize("name", SERVICES)
def test_every_container_has_a_memory_limit_and_an_exact_version(name):
    service = SERVICES[name]
    assert re.fullmatch(r"[1-9][0-9]*[mg]", service["mem_limit"])
    if name not in OURS:
        version = r"\$\{[A-Z]+_IMAGE:-[a-z]+:[0-9]+\.[0-9]+(\.[0-9]+)?(-[a-z]+)?\}"
        assert re.fullmatch(version, service["image"])


@pytest.mark.pure
def test_the_manual_names_every_image_that_can_be_given_by_digest():
    manual = (ROOT / "docs" / "how-to" / "run-in-containers.md").read_text()
    compose = (ROOT / "docker" / "compose.yaml").read_text()
    images = dict(re.findall(r"\$\{(\w+_IMAGE):-([^}]+)\}", compose))
    assert dict(re.findall(r"^digest (\w+_IMAGE) (\S+)$", manual, re.MULTILINE)) == images
    assert len(images) == 4


def test_the_role_that_serves_changes_rows_and_no_table(database_url):
    owner, role = urlsplit(database_url), f"serves_{secrets.token_hex(4)}"
    folder, _slash, name = owner.path.rpartition("/")
    environment = {
        **os.environ,
        "PGHOST": owner.hostname or folder,
        "PGPORT": str(owner.port or 5432),
        "PGPASSWORD": owner.password or "",
        "POSTGRES_USER": owner.username,
        "POSTGRES_DB": name,
        "APPLICATION_PASSWORD": "it's",
        "APPLICATION_ROLE": role,
    }
    with psycopg.connect(libpq(database_url), autocommit=True) as own:
        try:
            script = [str(ROOT / "docker" / "postgres-roles.sh")]
            subprocess.run(script, env=environment, check=True, capture_output=True)
            own.execute("CREATE TABLE kept (id bigserial PRIMARY KEY)")
            own.execute(f"SET SESSION AUTHORIZATION {role}")
            own.execute("INSERT INTO kept DEFAULT VALUES")
            for sql in (
                "ALTER TABLE kept DISABLE TRIGGER ALL",
                "DROP TABLE kept",
                "TRUNCATE kept",
                "CREATE TABLE mine (id int)",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    own.execute(sql)
        finally:
            own.execute("RESET SESSION AUTHORIZATION")
            own.execute(f"DROP OWNED BY {role}")
            own.execute(f"DROP ROLE {role}")


def test_a_volume_of_one_role_gets_the_two_roles(database_url):
    """The role that owned everything and served becomes the owner; a new one of its name serves."""
    admin, end = urlsplit(database_url), secrets.token_hex(4)
    if admin.password:
        pytest.skip("the roles of this test sign in without a password, as inside the container")
    folder, _slash, name = admin.path.rpartition("/")
    served, owner = f"serves_{end}", f"owns_{end}"
    environment = {
        **os.environ,
        "PGHOST": admin.hostname or folder,
        "PGPORT": str(admin.port or 5432),
        "POSTGRES_USER": owner,
        "POSTGRES_DB": name,
        "POSTGRES_PASSWORD": "the owner's",
        "APPLICATION_PASSWORD": "it's",
        "APPLICATION_ROLE": served,
        "ROLES_SCRIPT": str(ROOT / "docker" / "postgres-roles.sh"),
    }
    script = [str(ROOT / "docker" / "postgres-upgrade-roles.sh")]
    with psycopg.connect(libpq(database_url), autocommit=True) as own:
        own.execute(f"CREATE ROLE {served} SUPERUSER LOGIN")
        try:
            own.execute(f"SET SESSION AUTHORIZATION {served}")
            own.execute("CREATE TABLE kept (id bigserial PRIMARY KEY)")
            own.execute("RESET SESSION AUTHORIZATION")
            for _time in range(2):
                subprocess.run(script, env=environment, check=True, capture_output=True)
            owners = own.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'kept'")
            assert owners.fetchone() == (owner,)
            own.execute(f"SET SESSION AUTHORIZATION {served}")
            own.execute("INSERT INTO kept DEFAULT VALUES")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                own.execute("ALTER TABLE kept DISABLE TRIGGER ALL")
            left = own.execute("SELECT 1 FROM pg_roles WHERE rolname = 'ctplatform_renames'")
            assert left.fetchone() is None
        finally:
            own.execute("RESET SESSION AUTHORIZATION")
            for role in (served, owner):
                if own.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    own.execute(f"DROP OWNED BY {role}")
                    own.execute(f"DROP ROLE {role}")


def substituted(values):
    """The environment as compose hands it over, with its defaults and an empty docker/.env."""
    passwords = ("POSTGRES_PASSWORD", "POSTGRES_OWNER_PASSWORD", "REDIS_PASSWORD")
    given = dict.fromkeys(passwords, "unused")
    given["CTPLATFORM_SECRET_KEY"] = secrets.token_urlsafe(50)

    def value(match):
        return given.get(match[1]) or (match[2] or "").removeprefix(":-")

    return {name: re.sub(r"\$\{(\w+)(:[-?][^}]*)?\}", value, text) for name, text in values.items()}


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
        """Run one service to its end; return its code and what it complains of."""
        code, _said, complaints = self.output(*words)
        return code, complaints

    def output(self, *words):
        """The same with what it prints: (code, words, complaints)."""
        entrypoint = str(ROOT / "docker" / "entrypoint")
        done = subprocess.run(
            [entrypoint, *words], env=self.environment, capture_output=True, text=True, timeout=600
        )
        return done.returncode, done.stdout, done.stderr

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
    first, second = stack.start("worker-short"), stack.start("worker-long")
    beat = stack.start("beat")

    assert wait_for(lambda: stack.health() == dict.fromkeys(stack.health(), "ok") != {}, 30)
    assert wait_for(lambda: len(stack.workers()) == 2, 20)
    assert stack.call("healthy")[0] == 0
    assert wait_for(lambda: catches(beat, signal.SIGTERM), 30)

    os.killpg(first.pid, signal.SIGKILL)  # the other one goes on
    first.wait()
    assert second.poll() is None
    began = time.monotonic()
    for process in (second, beat, web):
        process.terminate()
    assert [process.wait(20) for process in (second, beat, web)] == [0, 0, 0]
    assert time.monotonic() - began < 15
    assert stack.call("healthy")[0] == 1
