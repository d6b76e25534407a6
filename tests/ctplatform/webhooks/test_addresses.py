"""Nothing is sent into the own network, whatever an address looks like."""

import socket
import threading
import time
from contextlib import suppress

import pytest

from ctplatform.webhooks.delivery import sending
from ctplatform.webhooks.delivery.addresses import (
    AddressRefused,
    is_public,
    read_address,
    resolve_address,
)
from ctplatform.webhooks.delivery.sending import send

PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "2002:7f00:1::",
    "2002:a00:1::1",
]


@pytest.mark.parametrize("number", PRIVATE)
def test_addresses_of_own_networks_are_not_public(number):
    assert not is_public(number)


@pytest.mark.parametrize("number", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34"])
def test_public_addresses_are_public(number):
    assert is_public(number)


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "https://localhost./",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://017700000001/",
        "http://93.184.216.34/",
        "ftp://93.184.216.34/",
        "https://user:word@93.184.216.34/",
        "https:///path",
        "https://93.184.216.34:99999/",
        "https://[::1/",
        "javascript:alert(1)",
        "",
    ],
)
def test_addresses_that_are_refused(address):
    with pytest.raises(AddressRefused):
        resolve_address(read_address(address))


def test_a_name_with_one_private_address_is_refused(monkeypatch):
    def found(_host, port, **_):
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))
            for number in ("93.184.216.34", "10.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    with pytest.raises(AddressRefused):
        resolve_address(read_address("https://example.org/"))


def test_a_name_that_means_another_address_later_gains_nothing(monkeypatch, receiver, settings):
    """Rebinding: the first answer is public, every later one is the receiver's."""
    settings.WEBHOOK_HOSTS = []
    asked, connected = [], []

    def found(host, port, *_, **__):
        asked.append(host)
        number = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    def connect(place, *_, **__):
        connected.append(place[0])
        raise OSError("no way there")

    monkeypatch.setattr(socket, "getaddrinfo", found)
    monkeypatch.setattr("socket.create_connection", connect)
    outcome = send("https://rebinding.example/", b"{}", {})
    assert outcome.status is None
    assert connected == ["93.184.216.34"]
    assert receiver.got == []


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX-Long: "])
def test_an_answer_that_arrives_too_slowly_is_cut_off(monkeypatch, settings, start):
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(sending, "READ", 0.3)
    monkeypatch.setattr(sending, "WHOLE", 0.8)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            line, _ = server.accept()
            with line, suppress(OSError):  # the sender breaks off
                line.sendall(start)
                for _ in range(30):
                    time.sleep(0.1)
                    line.sendall(b"x" if start else b"")

        dripping = threading.Thread(target=drip)
        dripping.start()
        outcome = send(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        dripping.join()
    assert (outcome.status, outcome.error) == (None, "The answer took too long.")
    assert outcome.seconds < 2


def test_a_receiver_that_does_not_listen_is_an_error_and_no_exception(settings):
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    outcome = send("http://127.0.0.1:1/", b"{}", {})
    assert outcome.status is None
    assert "refused" in outcome.error.lower()
