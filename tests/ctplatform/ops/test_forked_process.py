"""Copies of a process that has loaded the code: apart in everything but memory."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ctplatform.ops.test_processes import alive, wait_for

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[3]
MAKER = """
import os, signal, sys, time
from pathlib import Path
from ctplatform.ops.processes import ForkedChild, ProcessGroupReaper
signal.signal(signal.SIGTERM, lambda *_: print("the parent heard", flush=True))
held = open(sys.argv[2], "w")
log = Path(sys.argv[1], "log")
child = ForkedChild("copy", ["program", "one", "two"], {"ONLY": "this"}, log, ProcessGroupReaper())
child.start(0)
print(child.process.pid, flush=True)
for line in sys.stdin:
    print(eval(line), flush=True)
"""


class Maker:
    """A process that runs `program.py` of a folder in a copy of itself."""

    def __init__(self, folder, program):
        (folder / "program.py").write_text(program)
        self.log = folder / "log"
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{folder}"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", MAKER, str(folder), str(folder / "held")],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.copy = int(self.process.stdout.readline())

    def ask(self, expression):
        self.process.stdin.write(f"{expression}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self):
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def maker(tmp_path):
    """Return a starter of makers; what is left of them is ended."""
    made = []

    def maker(program):
        made.append(Maker(tmp_path, program))
        return made[-1]

    yield maker
    for each in made:
        each.end()


@pytest.mark.parametrize(
    ("program", "code", "said"),
    [
        ("print('done')", "0", "done"),
        ("raise SystemExit(3)", "3", ""),
        ("raise SystemExit('no port')", "1", "no port"),
        ("raise SystemExit", "0", ""),
        ("1 / 0", "1", "ZeroDivisionError"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "-9", ""),
    ],
)
def test_the_end_of_a_copy_is_that_of_a_program(maker, program, code, said):
    one = maker(program)
    assert one.ask("child.process.wait(20)") == code
    assert said in one.log.read_text()


def test_a_copy_has_arguments_environment_and_session_of_its_own(maker):
    one = maker("import os, sys; print(sys.argv[1:], dict(os.environ), os.getsid(0), __name__)")
    assert one.ask("child.process.wait(20)") == "0"
    assert one.log.read_text() == f"['one', 'two'] {{'ONLY': 'this'}} {one.copy} __main__\n"


def test_a_copy_holds_none_of_the_files_of_its_maker(maker, tmp_path):
    one = maker("import time; print('up', flush=True); time.sleep(77)")
    assert wait_for(lambda: "up" in one.log.read_text())
    held = {os.readlink(path) for path in Path(f"/proc/{one.copy}/fd").iterdir()}
    assert held == {os.devnull, str(one.log)}


def test_a_copy_ends_by_the_signal_that_its_maker_catches(maker):
    one = maker("import time; print('up', flush=True); time.sleep(77)")
    assert wait_for(lambda: "up" in one.log.read_text())
    os.kill(one.copy, signal.SIGTERM)
    assert one.ask("child.process.wait(20)") == "-15"


def test_a_copy_that_does_not_end_is_killed_at_its_deadline(maker):
    one = maker("import time; time.sleep(77)")
    assert one.ask("child.process.poll()") == "None"
    assert one.ask("child.end(time.monotonic() + 0.2)") == "None"
    assert alive(one.copy) == 0


def test_copies_end_with_their_maker(maker):
    one = maker("import time; time.sleep(77)")
    one.process.kill()
    assert wait_for(lambda: alive(one.copy) == 0)
