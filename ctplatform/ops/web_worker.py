"""A gunicorn worker in which slow clients occupy no thread: waitress reads and writes.

One event loop per process receives whole requests and sends whole answers, buffered in memory and
then in temporary files; a thread of the application is used from the last byte of a request to the
last byte that the view produces. Gunicorn still starts, replaces and stops the processes.
"""

import itertools
import logging
import os
import resource
import socket
import time
from collections import Counter

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer, UnixWSGIServer
from waitress.task import ThreadedTaskDispatcher

HEAD_WITHIN = 20  # seconds for request line and headers
BODY_WITHIN = 60  # seconds for a body, plus one for each SLOWEST_BODY bytes received
SLOWEST_BODY = 2048  # bytes a second
IDLE_FOR = 15  # seconds between two requests of a connection
STALLED_FOR = 120  # seconds in which a client read nothing
CONNECTIONS = 4000
CONNECTIONS_OF_ADDRESS = 200  # unless a proxy of ours is in front
LARGEST_ANSWER = 2 * 1024**3  # bytes buffered for one client; then its thread waits
LARGEST_BODY = 300 * 1024**2  # bytes; API endpoints have lower limits of their own


class TimedRequest(HTTPRequestParser):
    """A request that records when its first byte came, and how many bytes came since."""

    def __init__(self, adj):
        super().__init__(adj)
        self.began, self.size = time.time(), 0

    def received(self, data):
        taken = super().received(data)
        self.size += taken
        return taken

    def is_late(self, now):
        """Whether the request should be complete by now."""
        if not self.headers_finished:
            return now > self.began + HEAD_WITHIN
        return now > self.began + BODY_WITHIN + self.size / SLOWEST_BODY


class TimedChannel(HTTPChannel):
    parser_class = TimedRequest

    def is_too_slow(self, now):
        """Whether to close the connection: late request, stalled client, or idle."""
        quiet = now - self.last_activity
        if self.total_outbufs_len:
            return quiet > STALLED_FOR
        if self.requests:
            return False
        request = self.request
        return quiet > IDLE_FOR if request is None else request.is_late(now)


class SlowClientLimits:
    """Mixin for waitress servers: closes slow connections, and limits those of one address."""

    channel_class = TimedChannel
    is_behind_proxy = False

    def maintenance(self, now):
        for channel in list(self.active_channels.values()):
            if channel.is_too_slow(now):
                channel.will_close = True

    def readable(self):
        """Leave connections to other processes while all threads of this one are busy."""
        return super().readable() and not self.task_dispatcher.queue

    def accept(self):
        pair = super().accept()
        if pair and not self.is_behind_proxy and self.family != socket.AF_UNIX:
            held = Counter(channel.addr[0] for channel in self.active_channels.values())
            if held[pair[1][0]] >= CONNECTIONS_OF_ADDRESS:
                pair[0].close()
                return None
        return pair


class TcpServer(SlowClientLimits, TcpWSGIServer):
    pass


class UnixServer(SlowClientLimits, UnixWSGIServer):
    pass


class BufferingWorker(Worker):
    """The `worker_class` of gunicorn.py; `threads` and `max_requests` are gunicorn's."""

    def run(self):
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self.counted, self.connections = itertools.count(1), {}
        self.dispatcher = ThreadedTaskDispatcher()
        self.dispatcher.set_thread_count(self.cfg.threads)
        self.servers = [self.serve(listener.sock) for listener in self.sockets]
        while self.alive and self.ppid == os.getppid():
            self.turn(1.0)
        self.drain(time.monotonic() + self.cfg.graceful_timeout)

    def serve(self, sock):
        """A server on one of gunicorn's sockets."""
        settings_of_waitress = Adjustments(
            sockets=[sock],
            threads=self.cfg.threads,
            ident=None,
            recv_bytes=65536,
            connection_limit=raise_file_limit(),
            cleanup_interval=2,
            asyncore_use_poll=True,
            outbuf_high_watermark=LARGEST_ANSWER,
            max_request_body_size=LARGEST_BODY,
            max_request_header_size=65536,
            clear_untrusted_proxy_headers=False,
            log_socket_errors=False,
            channel_timeout=STALLED_FOR,
        )
        kind = UnixServer if sock.family == socket.AF_UNIX else TcpServer
        server = kind(
            self.count_request,
            self.connections,
            True,
            sock,
            dispatcher=self.dispatcher,
            adj=settings_of_waitress,
            bind_socket=False,
            sockinfo=(sock.family, sock.type, sock.proto, sock.getsockname()),
        )
        server.is_behind_proxy = settings.REST_FRAMEWORK["NUM_PROXIES"] > 0
        return server

    def count_request(self, environ, start_response):
        """Call the application; the process is replaced after max_requests requests."""
        if next(self.counted) >= self.max_requests and self.alive:
            self.alive = False
            self.wake()
        return self.wsgi(environ, start_response)

    def turn(self, seconds):
        self.notify()
        wasyncore.loop(timeout=seconds, map=self.connections, use_poll=True, count=1)

    def wake(self):
        for server in self.servers:
            server.pull_trigger()

    def handle_exit(self, sig, frame):
        super().handle_exit(sig, frame)
        self.wake()

    def drain(self, deadline):
        """Accept no new connection, and let current requests end until the deadline."""
        for server in self.servers:
            server.accepting = False
        while time.monotonic() < deadline and self.is_busy():
            self.turn(0.1)
        self.dispatcher.shutdown(timeout=max(0.1, min(1.0, deadline - time.monotonic())))

    def is_busy(self):
        return any(
            channel.requests or channel.total_outbufs_len
            for server in self.servers
            for channel in list(server.active_channels.values())
        )


def raise_file_limit() -> int:
    """Raise the limit of open files as far as allowed; return how many connections that permits."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 500
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(CONNECTIONS, max(50, soft - 500))
