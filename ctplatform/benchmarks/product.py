"""An installation to measure: `manage.py run` on a temporary data directory."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ctplatform.benchmarks.client import Client

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "only-for-one-benchmark"  # noqa: S105 - of a database that lives for minutes

UNLIMITED = 10_000_000  # requests per minute, as one client stands for many users


class Product:
    """One running installation; `database_url` None means embedded SQLite."""

    def __init__(self, port: int, database_url: str | None = None):
        self.port = port
        self.data = Path(tempfile.mkdtemp(prefix="ctplatform-bench-"))
        self.environment = {
            **os.environ,
            "CTPLATFORM_DATA": str(self.data),
            "CTPLATFORM_REQUESTS": str(UNLIMITED),
            "CTPLATFORM_REQUESTS_OF_ADDRESS": str(UNLIMITED),
        }
        self.environment.pop("DATABASE_URL", None)
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        self.process = None

    def manage(self, *words: str) -> str:
        """Run a management command of this installation; return what it printed."""
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def script(self, module: str, *words: str) -> str:
        """Run a module of this package against this installation; return what it printed."""
        command = [sys.executable, "-m", f"ctplatform.benchmarks.{module}", *words]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{module} failed:\n{done.stderr[-3000:]}")
        return done.stdout.strip()

    def start(self) -> float:
        """Start and wait for /healthz; return the seconds it took."""
        began = time.perf_counter()
        command = [sys.executable, str(ROOT / "manage.py"), "run", f"127.0.0.1:{self.port}"]
        log = (self.data / "bench-run.log").open("ab")
        self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        log.close()
        while time.perf_counter() - began < 600:
            if self.process.poll() is not None:
                raise RuntimeError((self.data / "bench-run.log").read_text()[-3000:])
            if _answers(self.port):
                return time.perf_counter() - began
            time.sleep(0.02)
        raise RuntimeError("the product did not answer within 600 s")

    def seconds_to_worker(self) -> float:
        """Wait until /healthz reports a running worker; return the seconds."""
        began = time.perf_counter()
        client = Client(self.port)
        while time.perf_counter() - began < 30:
            if client.get("/healthz")[1].get("worker") == "ok":
                break
            time.sleep(0.05)
        return time.perf_counter() - began

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(15)
            self.process = None

    def token(self, username: str = "bench") -> str:
        """A token of a new user without special rights."""
        words = f"create_user({username!r}, password={PASSWORD!r})"
        made = f"from ctplatform.accounts.models import User; User.objects.{words}"
        self.manage("shell", "--no-imports", "-c", made)
        return self.manage("token", username).splitlines()[-1]

    def memory(self) -> float:
        """MiB of proportional set size of the supervisor and all its descendants."""
        return sum(_pss(pid) for pid in _family(self.process.pid)) / 1024

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)


def _answers(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _family(pid):
    """The process and all its descendants."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
                )
    found, grew = {pid}, True
    while grew:
        new = {child for child, parent in parents.items() if parent in found} - found
        found |= new
        grew = bool(new)
    return found


def _pss(pid):
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return int(re.search(r"^Pss:\s+(\d+)", text, re.M)[1])
