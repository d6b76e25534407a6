"""The longest time of a query, for a process that was copied from one with other settings."""

import os
import re

from django.db import connections


def apply_statement_timeout() -> None:
    """Let connections that this process opens follow CTPLATFORM_STATEMENT_TIMEOUT, if it is set.

    A worker of `manage.py run` is a copy of a process that has the settings of the web server.
    """
    limit = os.environ.get("CTPLATFORM_STATEMENT_TIMEOUT")
    for alias in connections:
        options = connections.settings[alias].get("OPTIONS", {})
        if limit and "options" in options:
            longest = f"statement_timeout={limit}"
            options["options"] = re.sub(r"statement_timeout=\S+", longest, options["options"])
