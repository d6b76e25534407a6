#!/usr/bin/env python3
"""The one entry point: `run`, `test`, and Django's own commands.

`python3 manage.py run` needs nothing but Python 3.11: what is missing is made in `.venv` first.
"""

import importlib
import os
import sys

PLAIN = {
    "run": "ctplatform.ops.supervisor",
    "test": "ctplatform.ops.testing",
    "bench": "ctplatform.benchmarks.main",
}
"""Commands that start Django in children of theirs, and import none of it themselves."""


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must be told so, politely
        found = ".".join(map(str, sys.version_info[:2]))
        sys.exit("ctplatform needs Python 3.11 or newer; this is Python %s." % found)  # noqa: UP031
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    bootstrap = importlib.import_module("ctplatform.ops.bootstrap")
    bootstrap.use_environment(command)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ctplatform.settings")
    if command in PLAIN:
        return importlib.import_module(PLAIN[command]).main(sys.argv[2:])
    # A migration of a large table takes longer than any request may.
    os.environ.setdefault("CTPLATFORM_STATEMENT_TIMEOUT", "0")
    importlib.import_module("django.core.management").execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
