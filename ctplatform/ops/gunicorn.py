"""Settings of gunicorn, for `manage.py run` and for Docker."""

import gc
import os

from django.urls import get_resolver

wsgi_app = "ctplatform.wsgi:application"
workers = int(os.environ.get("CTPLATFORM_WEB_PROCESSES") or 1)
worker_class = "ctplatform.ops.web_worker.BufferingWorker"  # slow clients hold no thread
threads = 8
timeout = 60  # s without a heartbeat; a request, in a thread, may take longer
graceful_timeout = 25  # s for exports to end; `run` allows less
max_requests = 5000  # then a worker is replaced, which frees memory
max_requests_jitter = 1000  # so that workers are replaced one by one
preload_app = True  # forked workers share the code's memory
control_socket_disable = True
errorlog = "-"
loglevel = "warning"


def when_ready(_server):
    """Load the views before the fork, and exempt them from garbage collection.

    Both save memory: otherwise each worker would load them at its first request, and the collector
    would copy each page that it marks.
    """
    get_resolver().url_patterns  # noqa: B018 - loads them
    gc.collect()
    gc.freeze()
