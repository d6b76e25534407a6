import os
import subprocess
import sys
import time

import pytest
import redis

from ctplatform.ops import broker
from ctplatform.ops.health import broker_state

pytestmark = pytest.mark.pure


def test_given_address_is_used(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://redis.example:6379/3")

    assert broker.broker_url() == "redis://redis.example:6379/3"


def test_private_broker_listens_in_the_data_directory(monkeypatch, tmp_path):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("CTPLATFORM_DATA", "/srv/ct")

    assert broker.broker_url() == "redis+socket:///srv/ct/run/broker.sock"


def test_data_directory_with_a_long_name_has_its_socket_elsewhere(tmp_path):
    one, other = tmp_path / ("a" * 120), tmp_path / ("b" * 120)

    assert len(os.fsencode(broker.socket_path(one))) <= broker.LONGEST_SOCKET_PATH
    assert broker.socket_path(one) != broker.socket_path(other)


def test_redis_of_the_machine_comes_before_ours(monkeypatch, tmp_path):
    server = tmp_path / "redis-server"
    server.touch(mode=0o700)
    monkeypatch.setenv("PATH", str(tmp_path))

    words = broker.broker_command(tmp_path / "data")

    assert words[0] == str(server)
    assert words[words.index("--port") + 1] == "0"
    assert (tmp_path / "data" / "run").stat().st_mode & 0o777 == 0o700


@pytest.fixture(params=["fakeredis", "redis-server"])
def served(request, monkeypatch, tmp_path):
    """Path of the socket of a broker that runs."""
    if request.param == "fakeredis":
        monkeypatch.setenv("PATH", "")
    words = broker.broker_command(tmp_path)
    if request.param == "redis-server" and "redis-server" not in words[0]:
        pytest.skip("redis-server is missing: `apt-get install redis-server`")
    path = broker.socket_path(tmp_path)
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        while not path.exists() and process.poll() is None:
            time.sleep(0.02)
        time.sleep(0.05)
        yield path
        process.terminate()


def test_broker_passes_messages_between_processes(served):
    push = (
        "import redis, sys\n"
        "with redis.Redis(unix_socket_path=sys.argv[1]) as line: line.lpush('queue', b'a\\r\\nb')"
    )
    with redis.Redis(unix_socket_path=str(served)) as line:
        assert line.ping()
        subprocess.run([sys.executable, "-c", push, str(served)], check=True)
        assert line.brpop("queue", timeout=5) == (b"queue", b"a\r\nb")


def test_health_hears_the_broker(served, monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("CTPLATFORM_DATA", str(served.parents[1]))

    assert broker_state() == "ok"


def test_broker_is_for_its_owner_alone(served):
    assert served.stat().st_mode & 0o077 == 0
