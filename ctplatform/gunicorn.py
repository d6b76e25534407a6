"""How gunicorn serves, in `manage.py run` and in Docker alike."""

import gc
import os

from django.urls import get_resolver

wsgi_app = "ctplatform.wsgi:application"
workers = int(os.environ.get("CTPLATFORM_WEB_PROCESSES") or 1)
worker_class = "gthread"  # a slow export or reader holds a thread, not the server
threads = 8
timeout = 60  # without a sign of life; a request may take longer, it runs in a thread
graceful_timeout = 25  # for an export to end; `run` gives less
keepalive = 15
preload_app = True  # forked workers share the code's memory
control_socket_disable = True
errorlog = "-"
loglevel = "warning"


def when_ready(_server):
    """Load the views before the fork, and keep the collector's hands off what is loaded.

    Both are for memory: the first request would load them in each worker, and the collector
    copies each page that it marks.
    """
    get_resolver().url_patterns  # noqa: B018 - loads them
    gc.collect()
    gc.freeze()
