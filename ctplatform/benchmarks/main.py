"""`manage.py bench [STEP ...] [--postgresql] [--quick]`: run the steps, print the results."""

import argparse
import contextlib
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from ctplatform.benchmarks import corpus, register
from ctplatform.benchmarks.client import Client, percentile, rate, timed, together
from ctplatform.benchmarks.product import ROOT, Product
from ctplatform.benchmarks.workloads import editing, reading
from ctplatform.ops import testing

MARKS = 2000  # annotations on one text
CLIENTS, EACH = 8, 25


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command's arguments."""
    parser = argparse.ArgumentParser(
        prog="manage.py bench", description="Measure the product on this machine."
    )
    parser.add_argument("steps", nargs="*", metavar="STEP", help=", ".join(STEPS))
    parser.add_argument(
        "--postgresql", action="store_true", help="on a database of its own; else embedded SQLite"
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of the rounds")
    return parser


def main(arguments: list[str]) -> int:
    """Measure and print; the exit code only says whether every step ran."""
    parser = make_parser()
    given = parser.parse_args(arguments)
    if unknown := set(given.steps) - set(STEPS):
        parser.error(f"unknown step {', '.join(unknown)}; known: {', '.join(STEPS)}")
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(_postgresql()) if given.postgresql else None
        bench = Bench(database, 10 if given.quick else 1)
        stack.callback(bench.product.remove)
        print(f"{bench.name}, {os.cpu_count()} cores, Python {platform.python_version()}")
        for name in given.steps or STEPS:
            for line in STEPS[name](bench):
                print(line, flush=True)
    return 0


@contextlib.contextmanager
def _postgresql() -> Iterator[str]:
    """The URL of a new, empty database on the server that the tests would use."""
    with tempfile.TemporaryDirectory() as folder, testing.postgresql(Path(folder)) as server:
        if server is None:
            raise SystemExit("No PostgreSQL was found; set DATABASE_URL to one.")
        name = f"ctplatform_bench_{os.getpid()}"
        parts = urlsplit(server)
        with psycopg.connect(testing.libpq(server), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
            try:
                yield urlunsplit(parts._replace(path=f"{parts.path.rsplit('/', 1)[0]}/{name}"))
            finally:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Bench:
    """One installation with a text of 1,800 words and 2,000 annotations, and one client."""

    def __init__(self, database, divisor):
        self.product = Product(_free_port(), database)
        self.name = "PostgreSQL" if database else "SQLite"
        self.divisor = divisor
        self.first_start = self.product.start()
        self.token = self.product.token()
        self.client = Client(self.product.port, self.token)
        body = {"slug": "bench", "title": "Bench", "visibility": "private"}
        self.project = self.client.post("/api/v1/projects/", body)["slug"]  # the server ends it
        self.article, self.version, self.text = self.add(1800)
        self.fill(self.version, self.text)
        self.user = self.client.get("/api/v1/me/")[1]["id"]

    def add(self, words):
        text = corpus.article(words, seed=words)
        body = {"project": self.project, "title": f"{words} words", "text": text}
        made = self.client.post("/api/v1/articles/", body)
        return made["id"], made["current_version"]["id"], text

    def fill(self, version, text, count=MARKS):
        rows = corpus.passages(text, count)
        for i in range(0, count, 500):
            batch = [{"article_version": version, **row} for row in rows[i : i + 500]]
            self.client.post("/api/v1/annotations/", batch)

    def rounds(self, count):
        return max(3, count // self.divisor)

    @contextlib.contextmanager
    def reference(self) -> Iterator[Client]:
        """A client of the bare views, which use the same database and server."""
        port = _free_port()
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-k",
            "gthread",
            "--threads",
            "8",
            "--keep-alive",
            "60",
        ]
        command += ["-b", f"127.0.0.1:{port}", "ctplatform.benchmarks.reference:application"]
        quiet = subprocess.DEVNULL
        environment = self.product.environment
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=quiet, stdout=quiet)
        try:
            _wait_for(port)
            yield Client(port)
        finally:
            process.terminate()
            process.wait(10)


def start(bench):
    """Measure a restart, the start of the worker, and idle memory."""
    bench.product.stop()
    began = time.perf_counter()
    web = bench.product.start()
    bench.product.seconds_to_worker()
    worker = time.perf_counter() - began
    bench.client = Client(bench.product.port, bench.token)
    time.sleep(5)
    yield f"first start with set-up of data   {bench.first_start:8.1f} s"
    yield f"restart to /healthz 200           {web:8.2f} s     (Label Studio 2, doccano 1.9)"
    yield f"restart to a living worker        {worker:8.2f} s"
    yield f"idle memory, all processes (PSS)  {bench.product.memory():8.0f} MiB   (254, 522)"


def read(bench):
    """Measure reading all 2,000 annotations of one text."""
    path = f"/api/v1/articles/{bench.article}/versions/1/annotations/"
    count = bench.rounds(200)
    bench.client.get(path)
    own = timed(lambda _: bench.client.get(path), count)
    with bench.reference() as bare:
        bare_path = f"/annotations/?version={bench.version}"
        bare.get(bare_path)
        limit = timed(lambda _: bare.get(bare_path), count)
    p50, p95, bare50 = (
        1000 * v for v in (percentile(own, 0.5), percentile(own, 0.95), percentile(limit, 0.5))
    )
    yield (
        f"read 2,000 annotations, p50       {p50:8.1f} ms    "
        f"p95 {p95:.1f}; bare view {bare50:.1f}; "
        f"ratio {bare50 / p50:.2f}   (Label Studio 40, doccano 120)"
    )


def write(bench):
    """Measure saving single annotations, by one client; then by eight clients on one text."""
    count = bench.rounds(1000)
    _, version, text = bench.add(5000)
    rows = corpus.passages(text, 3 * count, seed=5)
    own, bare_rates = [], []
    with bench.reference() as bare:
        for part in range(3):
            chosen = rows[part * count : part * count + count]
            own.append(rate(lambda i: _save(bench.client, version, chosen[i]), count))  # noqa: B023
            extra = {"article_version_id": version, "author_id": bench.user}
            bare_rates.append(
                rate(lambda i: bare.post("/annotations/", {**chosen[i], **extra}), count)  # noqa: B023
            )
    fastest, limit = sorted(own)[1], sorted(bare_rates)[1]
    yield (
        f"save one annotation, 1 client     {fastest:8.0f} /s    bare view {limit:.0f}; "
        f"ratio {fastest / limit:.2f}   (Label Studio 14-38, doccano 91-116)"
    )
    yield from _together(bench)


def _save(client, version, row):
    client.post("/api/v1/annotations/", {"article_version": version, **row})


def _together(bench):
    _, version, text = bench.add(4000)
    rows = corpus.passages(text, CLIENTS * EACH, seed=9)
    acknowledged = []

    def work(part):
        client = Client(bench.product.port, bench.token)
        for row in rows[part * EACH : part * EACH + EACH]:
            _save(client, version, row)
            acknowledged.append(1)

    seconds = together([lambda part=part: work(part) for part in range(CLIENTS)])
    path = f"/api/v1/annotations/?article_version={version}&page_size=200"
    kept = len(bench.client.get(path)[1]["results"])
    yield (
        f"8 clients on one text             {len(acknowledged) / seconds:8.0f} /s    "
        f"{len(acknowledged)} acknowledged, {len(acknowledged) - kept} lost   "
        "(Label Studio 155-162)"
    )


def export(bench):
    """Measure exported rows per second against a raw loop, in a separate process."""
    count = 100_000 // bench.divisor
    found = json.loads(bench.product.script("workloads.exports", bench.version, str(count)))
    for name, row in found.items():
        own, raw = row["rows_per_second"], row["raw_rows_per_second"]
        yield (
            f"export {name:27s}{own:8.0f} rows/s  raw loop {raw:.0f}; "
            f"ratio {own / raw:.2f}; first block {1000 * row['first_block_seconds']:.0f} ms; "
            f"memory +{row['grown_kib'] / 1024:.0f} MiB"
        )


STEPS = {
    "start": start,
    "read": read,
    "write": write,
    "review": editing.review,
    "export": export,
    "import": register.load,
    "bundle": register.bundle,
    "page": reading.page,
    "series": register.series,
    "lists": register.lists,
    "duplicates": register.duplicates,
}


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("the reference server did not start")
