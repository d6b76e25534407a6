"""A Python module run as a program in a copy of this process, whose memory the copies share.

Standard library only; `preload_web` and `preload_workers` load Django into this process.
"""

import gc
import os
import runpy
import signal
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

STEP = 0.02  # seconds between two looks at a process that is waited for


class ForkedProcess:
    """What `subprocess.Popen` is to a command, for `python -m MODULE ARGUMENTS`.

    It runs in a session of its own, with its output in `log`, and holds no other open file. `name`
    is what lists of processes show.
    """

    def __init__(self, words: list[str], environment: dict[str, str], log: BinaryIO, name: str):
        self.returncode: int | None = None
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if not self.pid:
            _become(words, environment, log.fileno(), name)

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        if self.returncode is None:
            found, status = os.waitpid(self.pid, os.WNOHANG)
            if found:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; subprocess.TimeoutExpired if that takes longer."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if until is not None and time.monotonic() >= until:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
            time.sleep(STEP)
        return self.returncode

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def _become(words: list[str], environment: dict[str, str], log: int, name: str) -> None:
    """Run the module in the copy, and end the copy; never returns to what the parent was doing."""
    code = 1
    try:
        _detach(log)
        _show_name(name)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = list(words)
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:  # whatever it is, the copy must end here, and its log shows why
        traceback.print_exc()
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code & 0xFF)


def _detach(log: int) -> None:
    """Leave the parent's session, signals and files; among these is the lock of the data."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, number in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, number)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))


def _show_name(name: str) -> None:
    """Name this process in the lists of `ps -e` and `top`, where the system allows it."""
    with suppress(OSError):
        Path("/proc/self/comm").write_text(name)


def preload_web(environment: dict[str, str]) -> None:
    """Load Django, all views and the web server into this process."""
    os.environ.update(environment)
    sys.dont_write_bytecode = False  # compiling at each start doubles its time
    import_module("django").setup()
    for name in ("gunicorn.app.wsgiapp", "gunicorn.arbiter", "ctplatform.ops.web_worker"):
        import_module(name)
    import_module("django.urls").get_resolver().url_patterns  # noqa: B018 - loads them
    _freeze()


def preload_workers() -> None:
    """Load what workers need besides; the web server was started without it, hence sooner."""
    import_module("ctplatform.celery").app.loader.import_default_modules()
    for name in ("celery.apps.worker", "celery.concurrency.prefork", "celery.concurrency.thread"):
        import_module(name)
    _freeze()


def _freeze() -> None:
    """Exempt what is loaded from garbage collection, which would copy the pages it marks."""
    gc.collect()
    gc.freeze()
