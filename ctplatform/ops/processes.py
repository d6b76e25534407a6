"""Child processes that are restarted, and end with their parent. Standard library only."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ctplatform.ops.forked_process import ForkedProcess

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a child that ended is restarted
SETTLED = 30.0  # seconds of running after which the pauses start again from the shortest


class ProcessGroupReaper:
    """A process that kills process groups once its parent has ended, for whatever reason.

    It reads from a pipe that only the parent writes to, and which closes with it. A forked copy of
    a small process is cheap, and needs no Linux-only kernel feature.
    """

    def __init__(self):
        reading, self._writing = os.pipe()
        if os.fork():
            os.close(reading)
            return
        # Keep only our end of the pipe, of all files that the parent has open.
        os.dup2(reading, 0)
        os.closerange(1, os.sysconf("SC_OPEN_MAX"))
        os.setsid()  # signals to the parent's group must not end us
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        self._watch()
        os._exit(0)

    def hold(self, group: int) -> None:
        """Kill this process group when this process has ended."""
        os.write(self._writing, b"+%d\n" % group)

    def release(self, group: int) -> None:
        """Do not kill this process group: it has ended, and its number may be reused."""
        os.write(self._writing, b"-%d\n" % group)

    @staticmethod
    def _watch() -> None:
        groups = set()
        with os.fdopen(0) as lines:
            for line in lines:
                (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
        for group in groups:
            kill_group(group)


def worker_request_file(data: Path, queue: str) -> Path:
    """The file by which a sweep asks for the worker of a queue that is not always needed."""
    return data / "run" / f"wants-worker-{queue}"


def kill_group(group: int, number: int = signal.SIGKILL) -> None:
    """Signal a whole process group, which may have ended."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


@dataclass
class Child:
    """A program that is restarted whenever it ends."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    reaper: ProcessGroupReaper
    due: float = 0.0
    ends: int = 0
    process: subprocess.Popen | ForkedProcess | None = field(default=None, repr=False)
    _began: float = 0.0

    def start(self, now: float) -> None:
        """Start in a new session, with the output in the log."""
        rotate_log(self.log)
        with self.log.open("ab") as log:
            self.process = self.launch(log)
        self._began = now
        self.reaper.hold(self.process.pid)

    def launch(self, log: BinaryIO) -> subprocess.Popen | ForkedProcess:
        """Start the program; it is the leader of a new session and process group."""
        return subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def look(self, now: float) -> str | None:
        """Start the child if due; return how it ended if it just did."""
        if self.process is None:
            if now >= self.due:
                self.start(now)
            return None
        code = self.process.poll()
        if code is None:
            return None
        self._bury()
        self.ends = 1 if now - self._began > SETTLED else self.ends + 1
        self.due = now + min(FIRST_PAUSE * 2 ** (self.ends - 1), LONGEST_PAUSE)
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def _bury(self) -> None:
        """Kill what the child left running in its process group."""
        kill_group(self.process.pid)
        self.reaper.release(self.process.pid)
        self.process = None

    def ask_to_end(self) -> None:
        """Send SIGTERM to the program, which ends its own children."""
        if self.process:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait until `deadline` (monotonic), then kill what is left."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self.process.kill()
        kill_group(self.process.pid)
        self.process.wait()
        self._bury()


class ForkedChild(Child):
    """A Python module, run in a copy of this process; the command is its name and arguments."""

    def launch(self, log: BinaryIO) -> ForkedProcess:
        return ForkedProcess(self.command, self.environment, log, self.name)


def rotate_log(log: Path, limit: int = 5_000_000) -> None:
    """Rename the log once it is larger than `limit` bytes; one older log is kept."""
    if log.exists() and log.stat().st_size > limit:
        log.replace(log.with_suffix(".old.log"))
