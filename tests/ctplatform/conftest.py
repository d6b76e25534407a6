"""Installations of their own, driven from outside as a person does."""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import boto3
import psycopg
import pytest
import yaml

from ctplatform.ops.testing import libpq

ROOT = Path(__file__).resolve().parents[2]


KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}


@dataclass
class Installation:
    """One data directory, and manage.py run on it."""

    data: Path
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self):
        ours = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "REDIS_URL")
        }
        return {**ours, "CTPLATFORM_DATA": str(self.data), **self.more}

    def manage(self, *words):
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,  # a hang, not slowness, is the failure
        )

    def python(self, code):
        """Run lines in the installation's shell; return what they print."""
        done = self.manage("shell", "--no-imports", "--verbosity", "0", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def installation(tmp_path):
    """Return a maker of installations: installation("name", DATABASE_URL=...)."""

    def installation(name="here", **environment):
        return Installation(tmp_path / name, environment)

    return installation


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_listening(port):
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def bucket():
    """Environment of an installation whose files lie in an S3 bucket on this machine."""
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    environment = {**os.environ, **KEYS, "AWS_DEFAULT_REGION": "us-east-1"}
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(words, env=environment, **quiet) as server:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if is_listening(port):
                break
            time.sleep(0.1)
        client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id="key",
            aws_secret_access_key="secret",
            region_name="us-east-1",
        )
        client.create_bucket(Bucket="register")
        yield {
            **KEYS,
            "AWS_DEFAULT_REGION": "us-east-1",
            "CTPLATFORM_FILES_BUCKET": "register",
            "CTPLATFORM_FILES_ENDPOINT": endpoint,
        }
        server.terminate()


@pytest.fixture
def redis_url(tmp_path):
    """A Redis server over TCP, as compose has one."""
    server = shutil.which("redis-server")
    if not server:
        pytest.skip("redis-server is missing: `apt-get install redis-server`")
    port = free_port()
    words = [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path)]
    services = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())["services"]
    given = " ".join(services["redis"]["command"][1:])
    words += re.sub(r"\$\{REDIS_PASSWORD[^}]*\}", "unused", given).split()
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        yield f"redis://:unused@127.0.0.1:{port}/0"
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
