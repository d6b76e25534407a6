"""`manage.py run [ADDR:PORT]`: run the whole product on one machine, until Ctrl-C.

Web, workers and broker are child processes, restarted when they end. This process
loads the code once; web and workers are copies of it, which share the memory of what is loaded.
"""

import argparse
import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from ctplatform.database.fault_advice import advice_for
from ctplatform.ops import broker, preparation
from ctplatform.ops.bootstrap import ROOT, print_text, step
from ctplatform.ops.forked_process import preload_web, preload_workers
from ctplatform.ops.processes import Child, ForkedChild, ProcessGroupReaper, worker_request_file

PATIENCE = 4.0  # seconds that children have to end
WEB_FIRST = 10.0  # seconds after which the worker starts even if the web server does not answer
WORKERS = {"short": ["--sweeps"], "long": [], "webhooks": []}
"""{queue of ctplatform/jobs/registry.py: further options of its worker}."""
ON_DEMAND = ("webhooks",)
"""Queues whose worker starts when a sweep asks for it: an idle one takes 46 MB."""

LOCAL = {"localhost", "127.0.0.1", "::1"}
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""{address for all interfaces: the one at which we reach ourselves}."""


class CannotRun(Exception):
    """The message says why, and what to do."""


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command's arguments."""
    parser = argparse.ArgumentParser(
        prog="manage.py run", description="Run the whole product on one machine, until Ctrl-C."
    )
    parser.add_argument(
        "address",
        nargs="?",
        default="127.0.0.1:8000",
        metavar="ADDR:PORT",
        help="where to serve (127.0.0.1:8000)",
    )
    return parser


def main(arguments: list[str]) -> int:
    """Run until a signal ends it; the exit code says whether it could start."""
    try:
        host, port = parse_address(make_parser().parse_args(arguments).address)
        data = make_data_directory(broker.data_directory())
        with preparation.only_user(data):
            check_free(host, port)
            environment = child_environment(data, host)
            prepare(data, environment, url_of(host, port))
            Supervisor(data, environment, host, port).run()
    except (CannotRun, preparation.InUse) as reason:
        print_text(f"ctplatform: {reason}")
        return 1
    except OSError as error:
        if not (advice := advice_for(str(error))):
            raise
        print_text(f"ctplatform: {advice}")
        return 1
    return 0


# Before the start ---------------------------------------------------------------------------------


def parse_address(text: str) -> tuple[str, int]:
    """Parse `8001`, `:8001`, `0.0.0.0:8001` or `[::1]:8001` to host and port."""
    host, _, port = text.rpartition(":")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise CannotRun(f"“{text}” is not ADDR:PORT, such as 127.0.0.1:8000.")
    return host.strip("[]") or "127.0.0.1", int(port)


def make_data_directory(data: Path) -> Path:
    """Create the data directory, for its owner only: it holds the secret key and sign-ins."""
    try:
        for folder in (data, data / "run", data / "log"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        data.chmod(0o700)
    except OSError as error:
        raise CannotRun(
            f"{data} cannot hold our files ({error.strerror}); "
            "set CTPLATFORM_DATA to a folder that can."
        ) from error
    return data


def check_free(host: str, port: int) -> None:
    """Raise CannotRun if the port is taken, before the web server logs it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotRun(
                f"{host}:{port} cannot be listened on ({error.strerror}). "
                f"Another one: python3 manage.py run {host}:{port + 1}"
            ) from error


def child_environment(data: Path, host: str) -> dict[str, str]:
    """The environment of all children: where the files are, and the host names."""
    environment = {
        **os.environ,
        "CTPLATFORM_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "ctplatform.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling at each start doubles its time
    if host not in LOCAL:
        names = "*" if host in EVERYWHERE else f"localhost,{host}"
        environment.setdefault("CTPLATFORM_HOSTS", names)
    return environment


def url_of(host: str, port: int) -> str:
    """The URL to open on this machine."""
    shown = EVERYWHERE.get(host, host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def prepare(data: Path, environment: dict[str, str], url: str) -> None:
    """Migrate, collect static files and load the demo, if this has not been done."""
    if (interrupted := data / "run" / "restoring").exists():
        raise CannotRun(interrupted.read_text())
    steps = preparation.stale_steps(data)
    if not steps:
        return
    command = [sys.executable, str(ROOT / "manage.py"), "prepare", *steps, "--address", url]
    with step(", ".join(steps)):
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    if done.returncode:
        said = done.stdout.decode(errors="replace")
        if advice := advice_for(said):
            raise CannotRun(f"{', '.join(steps)} failed. {advice}")
        raise CannotRun(f"{', '.join(steps)} failed; its own words:\n{said}")
    preparation.save_fingerprints(data, steps)


def load(environment: dict[str, str]) -> None:
    """Load the code that the children share."""
    try:
        preload_web(environment)
    except Exception as error:  # whatever the settings or the code raise: nothing can run
        raise CannotRun(f"the settings cannot be loaded: {error}") from error


# While it runs ------------------------------------------------------------------------------------


class Supervisor:
    """The child processes of one `run`: starts, watches and ends them."""

    def __init__(self, data: Path, environment: dict[str, str], host: str, port: int):
        self.data, self.host, self.port = data, host, port
        self.began = time.monotonic()
        self.reaper = ProcessGroupReaper()  # copied while this process is small
        load(environment)
        where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.address = f"http://{where}/"
        web = ["gunicorn", "-c", str(ROOT / "ctplatform/ops/gunicorn.py"), "-b", where]
        web += ["--graceful-timeout", "3"]
        self.broker = self.child(Child, "broker", broker.broker_command(data), environment)
        self.web = self.child(ForkedChild, "web", web, environment)
        patient = {"CTPLATFORM_STATEMENT_TIMEOUT": "10min", **environment}
        module = "ctplatform.jobs.worker.queue_worker"
        by_queue = {
            queue: self.child(ForkedChild, f"worker-{queue}", [module, queue, *more], patient)
            for queue, more in WORKERS.items()
        }
        self.on_demand = {queue: by_queue[queue] for queue in ON_DEMAND}
        self.workers = list(by_queue.values())
        for worker in self.workers:
            worker.due = float("inf")  # until the web server answers
        self.name = environment.get("CTPLATFORM_HOSTS", "").split(",")[0].strip("*.") or "localhost"
        self.welcomed = False
        for queue in ON_DEMAND:
            worker_request_file(data, queue).unlink(missing_ok=True)
        if environment.get("REDIS_URL"):
            self.broker.due = float("inf")

    def child(self, kind: type[Child], name: str, command: list[str], environment) -> Child:
        return kind(name, command, environment, self.data / "log" / f"{name}.log", self.reaper)

    def run(self) -> None:
        """Start the children, restart them when they end, and end them all on a signal."""
        children = [self.web, self.broker, *self.workers]
        with stop_signals() as stop:
            try:
                while not stop(1.0 if self.welcomed else 0.1):
                    self.look(children)
            finally:
                self.end()

    def look(self, children: list[Child]) -> None:
        """One round: restart children, and check whether the web server answers."""
        now = time.monotonic()
        for child in children:
            if ended := child.look(now):
                pause = max(0.0, child.due - now)
                print_text(
                    f"ctplatform: {child.name} ended ({ended}); again in {pause:.1f} s. {child.log}"
                )
        if not self.welcomed:
            self.welcomed = self.web_answers()
            if self.welcomed or now - self.began > WEB_FIRST:
                self.start_workers(now)
            if self.welcomed:
                self.welcome()
        for queue, worker in self.on_demand.items():
            if worker.due == float("inf") and worker_request_file(self.data, queue).exists():
                worker.due = now

    def start_workers(self, now: float) -> None:
        """Let the workers start from `now` on, those that every installation needs."""
        needed = [each for each in self.workers if each not in self.on_demand.values()]
        if any(worker.due == float("inf") for worker in needed):
            preload_workers()
        for worker in needed:
            worker.due = min(worker.due, now)

    def web_answers(self) -> bool:
        """Whether /healthz answers 200."""
        host = EVERYWHERE.get(self.host, self.host)
        connection = http.client.HTTPConnection(host, self.port, timeout=2)
        try:
            connection.request("GET", "/healthz", headers={"Host": self.name})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def welcome(self) -> None:
        """Print the address, and where the sign-ins are."""
        took = time.monotonic() - self.began
        print_text(f"ctplatform: ready in {took:.1f} s at {self.address}")
        sign_ins = self.data / "sign-ins.txt"
        if sign_ins.exists():
            print_text(f"            sign-ins: {sign_ins}")
        print_text("            Ctrl-C ends it.")

    def end(self) -> None:
        """End web and workers first, then the broker, which the workers still use."""
        deadline = time.monotonic() + PATIENCE
        for child in (self.web, *self.workers):
            child.ask_to_end()
        for child in (self.web, *self.workers):
            child.end(deadline)
        self.broker.ask_to_end()
        self.broker.end(time.monotonic() + 0.5)
        print_text("ctplatform: ended.")


@contextmanager
def stop_signals():
    """Yield a function that waits some seconds, less if a child ends; True once a signal came."""
    reading, writing = socket.socketpair()
    writing.setblocking(False)
    stopped = []
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda *_: stopped.append(1)) for number in numbers}
    before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
    wakeup = signal.set_wakeup_fd(writing.fileno())

    def wait(seconds: float) -> bool:
        if not stopped and select.select([reading], [], [], seconds)[0]:
            reading.recv(4096)
        return bool(stopped)

    try:
        yield wait
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        reading.close()
        writing.close()
