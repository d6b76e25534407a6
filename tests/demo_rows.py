"""The demo as committed rows, for the tests of a module; loaded once in a whole run on SQLite."""

import fcntl
import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test import override_settings

SIGN_INS = "sign-ins.txt"


@contextmanager
def demo_rows(blocker, folder, project=""):
    """Load the demo, or one of its projects; `folder` gets the sign-ins. All rows go at the end."""
    with override_settings(DATA_DIR=folder):
        with blocker.unblock():
            _load(folder, project)
        try:
            yield
        finally:
            with blocker.unblock():
                call_command("flush", interactive=False, verbosity=0)


def _load(folder, project):
    """Load what no process of this run has loaded; `manage.py test` names the folder they share."""
    shared = os.environ.get("TEST_RUN_FOLDER")
    if not shared or connection.vendor != "sqlite":
        call_command("demo", project=project, verbosity=0)
        return
    kept = Path(shared, f"demo-{project or 'all'}.sqlite3")
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            _restore(kept)
            shutil.copy(kept.with_suffix(".txt"), folder / SIGN_INS)
        else:
            call_command("demo", project=project, verbosity=0)
            shutil.copy(folder / SIGN_INS, kept.with_suffix(".txt"))
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(kept)])


def _restore(kept):
    """Replace all rows of the test database, whose tables are the same."""
    connection.ensure_connection()
    with closing(sqlite3.connect(kept)) as source:
        source.backup(connection.connection)
