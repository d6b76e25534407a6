"""Clients that send or read slowly do not hold the server from others."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack

import pytest
from django.conf import settings

pytestmark = pytest.mark.pure
APP = "tests.ctplatform.ops.slow_client_app:application"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One web process of the product's own configuration, with the test's application."""

    def __init__(self, *options, config="ctplatform/ops/gunicorn.py"):
        self.port = free_port()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ctplatform.settings",
            "CTPLATFORM_WEB_PROCESSES": "1",
        }
        command = [sys.executable, "-m", "gunicorn", "-c", config, "-b", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(
            [*command, *options, APP],
            cwd=settings.BASE_DIR,
            env=environment,
            stderr=subprocess.PIPE,
        )
        self.wait_until_ready()

    def wait_until_ready(self):
        for _attempt in range(300):
            try:
                return self.get("/")
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise AssertionError(self.process.stderr.read())

    def get(self, path, timeout=3):
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            self.answer = connection.getresponse()
            self.body = self.answer.read()
        finally:
            connection.close()
        return time.monotonic() - began

    def connect(self, first=b""):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(30)
        client.connect(("127.0.0.1", self.port))
        client.sendall(first)
        return client

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(40)
        self.process.stderr.close()


@pytest.fixture
def server():
    started = Server()
    yield started
    started.stop()


def test_sixty_clients_that_send_a_byte_a_second_do_not_hold_others(server):
    with ExitStack() as stack:
        slow = [stack.enter_context(server.connect(b"G")) for _client in range(60)]
        for byte in (b"E", b"T"):
            time.sleep(0.5)
            for client in slow:
                client.sendall(byte)
            assert server.get("/") < 2


def test_clients_that_send_a_body_slowly_do_not_hold_others(server):
    head = b"POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nab"
    with ExitStack() as stack:
        slow = [stack.enter_context(server.connect(head)) for _client in range(30)]
        time.sleep(0.5)
        assert server.get("/") < 2
        slow[0].sendall(b"c" * 98)
        answer = b""
        while not answer.endswith(b"\r\n\r\n100"):
            answer += (part := slow[0].recv(4096))
            assert part, answer


def test_clients_that_read_a_large_answer_slowly_do_not_hold_others(server):
    with ExitStack() as stack:
        ask = b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"
        slow = [stack.enter_context(server.connect(ask)) for _client in range(16)]
        assert all(client.recv(1) for client in slow)
        assert server.get("/", timeout=10) < 5
        assert all(client.recv(1) for client in slow)


def test_a_large_answer_arrives_whole(server):
    server.get("/large", timeout=60)
    assert len(server.body) == 8 * 1024**2


def test_a_connection_serves_several_requests(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    for _request in range(3):
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"quick"
        kept = connection.sock
        assert kept is not None
    connection.close()


def test_too_many_connections_of_one_address_are_refused_and_others_served(server):
    with ExitStack() as stack:
        for _client in range(200):
            stack.enter_context(server.connect(b"G"))
        time.sleep(0.5)
        with server.connect(b"GET / HTTP/1.0\r\n\r\n") as refused:
            assert refused_or_closed(refused)
    time.sleep(3)
    assert server.get("/") < 2


def refused_or_closed(client):
    try:
        return client.recv(100) == b""
    except ConnectionResetError:
        return True


def test_what_was_begun_ends_when_the_server_is_stopped():
    server, lengths = Server("--graceful-timeout", "5"), []
    asking = threading.Thread(target=lambda: (server.get("/long"), lengths.append(server.body)))
    asking.start()
    time.sleep(0.5)
    server.stop()
    asking.join(10)
    assert lengths == [b"done"]
    assert server.process.returncode == 0


def test_an_idle_server_stops_at_once():
    server = Server()
    with server.connect(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") as kept:
        assert kept.recv(4096)
        began = time.monotonic()
        server.stop()
    assert time.monotonic() - began < 3


def test_a_process_is_renewed_after_so_many_requests():
    server = Server("--max-requests", "20", "--max-requests-jitter", "0")
    try:
        for _request in range(60):
            server.wait_until_ready()
        assert server.body == b"quick"
    finally:
        server.stop()
