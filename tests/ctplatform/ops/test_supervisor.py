import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ctplatform.ops import supervisor
from tests.ctplatform.ops.test_processes import wait_for

pytestmark = [pytest.mark.pure, pytest.mark.services]
ROOT = Path(__file__).resolve().parents[3]
OK = {"database": "ok", "broker": "ok", "worker": "ok"}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("8001", ("127.0.0.1", 8001)),
        (":8001", ("127.0.0.1", 8001)),
        ("0.0.0.0:80", ("0.0.0.0", 80)),
        ("[::1]:8001", ("::1", 8001)),
        ("ct.example:8001", ("ct.example", 8001)),
    ],
)
def test_address_is_read_in_its_usual_forms(text, address):
    assert supervisor.parse_address(text) == address


@pytest.mark.parametrize("text", ["", "localhost", "1.2.3.4:x", "127.0.0.1:0", "127.0.0.1:65536"])
def test_address_without_a_port_is_refused(text):
    with pytest.raises(supervisor.CannotRun, match="ADDR:PORT"):
        supervisor.parse_address(text)


class Run:
    """`manage.py run` as a child of the test."""

    def __init__(self, data, **more):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        self.data = data
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run", f"127.0.0.1:{self.port}"],
            cwd=ROOT,
            env={**kept, "CTPLATFORM_DATA": str(data), **more},
            stderr=subprocess.PIPE,
            text=True,
        )

    def health(self):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            line.request("GET", "/healthz")
            return json.loads(line.getresponse().read())
        except (OSError, http.client.HTTPException):
            return {}
        finally:
            line.close()

    def children(self):
        """{number: log and command line} of each process of ours; copies have one command line."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                told = (folder / "environ").read_bytes().split(b"\0")
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                log = (folder / "fd" / "1").readlink()
            except OSError:
                continue
            ours = f"CTPLATFORM_DATA={self.data}".encode() in told or self.data in log.parents
            if ours and words:
                found[int(folder.name)] = f"{log.name} {words}"
        found.pop(self.process.pid, None)
        return found

    def end(self, number=signal.SIGTERM):
        """Signal, wait; how long it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.said = self.process.communicate(timeout=20)[1]
        return time.monotonic() - began


def proportional_set_size(number):
    """MiB of a process, where a page that several share counts in parts."""
    shown = Path(f"/proc/{number}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+)", shown, re.MULTILINE)[1]) / 1024


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data directory that has been started once."""
    return tmp_path_factory.mktemp("run") / "data"


@pytest.fixture
def run(data):
    """Return a starter of runs; what is left of them is ended."""
    made = []

    def run(**more):
        made.append(Run(data, **more))
        if not wait_for(lambda: made[-1].health() == OK, 600):
            health = made[-1].health()
            made[-1].end(signal.SIGKILL)
            logs = [path.read_text()[-2000:] for path in sorted((data / "log").glob("*.log"))]
            pytest.fail(f"{health} {made[-1].said} {logs}")
        return made[-1]

    yield run
    for each in made:
        each.process.kill()
        each.process.wait()
        each.process.stderr.close()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs Linux's /proc")
class TestRun:
    """In this order: the first start prepares, the later ones find it done."""

    def test_first_start_prepares_and_serves(self, run, data):
        one = run()
        assert len(one.children()) >= 5
        took = one.end()

        assert one.process.returncode == 0
        assert took < 5
        assert wait_for(lambda: one.children() == {})
        assert re.search(r"migrate, .*demo \.\.\. [\d.]+ s", one.said)
        assert f"at http://127.0.0.1:{one.port}/" in one.said
        assert data.stat().st_mode & 0o777 == 0o700
        assert (data / "secret-key").stat().st_mode & 0o777 == 0o600

    def test_later_start_prepares_nothing_and_ends_on_ctrl_c(self, run):
        one = run()
        took = one.end(signal.SIGINT)

        assert took < 5
        assert one.process.returncode == 0
        assert "migrate" not in one.said
        assert "static" not in one.said
        assert wait_for(lambda: one.children() == {})

    def test_killed_supervisor_takes_its_children_along(self, run):
        one = run()
        one.end(signal.SIGKILL)

        assert wait_for(lambda: one.children() == {}, 3)

    @pytest.mark.parametrize(
        "name", ["web.log", "worker-short.log", "worker-long.log", "redis-server"]
    )
    def test_killed_child_is_started_again(self, run, name):
        one = run()
        children = one.children()
        victim = min(number for number, words in children.items() if name in words)
        os.kill(victim, signal.SIGKILL)
        assert wait_for(lambda: victim not in one.children())

        assert wait_for(lambda: one.health() == OK and len(one.children()) >= len(children), 30)
        one.end()
        assert "ended (signal 9); again in 0.5 s" in one.said

    def test_web_and_workers_share_the_memory_of_the_code(self, run):
        """A process that loaded it by itself would take 90 MB; SciPy comes and goes."""
        one = run()

        def copies():
            return [n for n, words in one.children().items() if "manage.py run" in words]

        assert wait_for(lambda: len(copies()) == 6)  # two each for the web and two queues
        own = sorted(map(proportional_set_size, copies()))
        assert own[len(own) // 2] < 60

    def test_machine_without_redis_is_served(self, run, tmp_path):
        one = run(PATH=str(tmp_path))

        assert any("ctplatform.ops.broker" in words for words in one.children().values())
        assert one.end() < 5

    def test_taken_port_and_data_are_said_plainly(self, run, data, tmp_path):
        one = run()
        words = [sys.executable, "manage.py", "run", f"127.0.0.1:{one.port}"]

        def again(place):
            environment = {**os.environ, "CTPLATFORM_DATA": str(place)}
            return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True)

        same, other = again(data), again(tmp_path / "other")

        assert (same.returncode, other.returncode) == (1, 1)
        assert same.stderr == f"ctplatform: {data} is in use by process {one.process.pid}.\n"
        assert f"manage.py run 127.0.0.1:{one.port + 1}" in other.stderr
        # What answered before may have been the heartbeat of the run before, which fades meanwhile.
        assert wait_for(lambda: one.health() == OK, 60)

    def test_first_webhook_starts_the_worker_that_sends(self, run, data):
        one = run()
        assert not any("worker-webhooks.log" in words for words in one.children().values())
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        made = (
            "from ctplatform.accounts.models import Project, User;"
            "from ctplatform.webhooks.models import Webhook;"
            "Webhook.objects.create(project=Project.objects.first(),"
            " created_by=User.objects.first(), address='https://example.org/')"
        )
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", made]
        subprocess.run(command, cwd=ROOT, env={**kept, "CTPLATFORM_DATA": str(data)}, check=True)

        def sends():
            return any("worker-webhooks.log" in words for words in one.children().values())

        assert wait_for(sends, 300)  # the worker that sees it may still count the demo's series
        assert wait_for(lambda: one.health() == OK, 30)
        assert one.end() < 5
