import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ctplatform.ops.processes import Child, ProcessGroupReaper, rotate_log

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[3]
FAMILY = """
import subprocess, sys, time
from pathlib import Path
from ctplatform.ops.processes import Child, ProcessGroupReaper
grandchild = "import subprocess, sys, time; subprocess.Popen(['sleep', '77']); time.sleep(77)"
reaper = ProcessGroupReaper()
child = Child("c", [sys.executable, "-c", grandchild], None, Path(sys.argv[1], "log"), reaper)
child.start(0)
time.sleep(0.5)
print(child.process.pid, flush=True)
time.sleep(77)
"""


def alive(group):
    """Processes of a group that are no zombies."""
    listed = subprocess.run(["ps", "-e", "-o", "pgid=,stat="], capture_output=True, text=True)
    rows = (line.split() for line in listed.stdout.splitlines())
    return sum(row[0] == str(group) and not row[1].startswith("Z") for row in rows)


def wait_for(condition, seconds=5):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


def test_watcher_holds_nothing_else_open(tmp_path):
    reading, writing = os.pipe()
    reaper = ProcessGroupReaper()
    os.close(writing)
    with os.fdopen(reading) as pipe:
        assert pipe.read() == ""  # its end came, though the watcher lives
    reaper.release(0)


@pytest.fixture
def reaper():
    return ProcessGroupReaper()


@pytest.fixture
def child(reaper, tmp_path):
    """Return a maker of children; what is left of them is ended."""
    made = []

    def child(*command):
        made.append(Child("one", list(command), dict(os.environ), tmp_path / "log", reaper))
        return made[-1]

    yield child
    for each in made:
        each.end(time.monotonic())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_children_and_theirs_end_with_their_maker_however_it_ends(number, tmp_path):
    words = [sys.executable, "-c", FAMILY, str(tmp_path)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as maker:
        group = int(maker.stdout.readline())
        assert alive(group) == 2
        maker.send_signal(number)
        maker.wait()

    assert wait_for(lambda: alive(group) == 0)


def test_child_that_ends_is_started_again_ever_later(child):
    one = child(sys.executable, "-c", "raise SystemExit(3)")
    now, pauses = time.monotonic(), []
    for _ in range(9):
        one.look(now)
        one.process.wait()
        assert one.look(now) == "exit code 3"
        pauses.append(one.due - now)
        now = one.due

    assert pauses == pytest.approx([0.5, 1, 2, 4, 8, 16, 30, 30, 30])


def test_child_that_ran_for_long_is_started_again_soon(child):
    one = child(sys.executable, "-c", "")
    one.ends = 5
    one.look(time.monotonic())
    one.process.wait()
    one.look(time.monotonic() + 60)

    assert one.ends == 1


def test_killed_child_is_told_by_its_signal(child):
    one = child("sleep", "77")
    one.look(time.monotonic())
    one.process.kill()
    one.process.wait()

    assert one.look(time.monotonic()) == "signal 9"


def test_child_that_does_not_listen_is_killed_in_time(child):
    deaf = "import signal as s, time; s.signal(15, s.SIG_IGN); print(1, flush=True); time.sleep(77)"
    one = child(sys.executable, "-c", deaf)
    one.look(time.monotonic())
    assert wait_for(lambda: one.log.read_text())
    group, began = one.process.pid, time.monotonic()
    one.ask_to_end()
    one.end(began + 0.5)

    assert time.monotonic() - began < 2
    assert alive(group) == 0


def test_long_log_is_set_aside(tmp_path):
    log = tmp_path / "web.log"
    log.write_text("x" * 100)
    rotate_log(log, limit=1000)
    assert log.exists()
    rotate_log(log, limit=50)

    assert not log.exists()
    assert (tmp_path / "web.old.log").read_text() == "x" * 100
