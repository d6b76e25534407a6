"""Send one request to a webhook's address.

The connection goes to the very network address that was checked, so a name that means another one a
moment later (DNS rebinding) gains nothing; TLS still checks the certificate against the name.
"""

import socket
import ssl
import threading
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from django.utils.translation import gettext as _

from ctplatform.webhooks.delivery.addresses import AddressRefused, read_address, resolve_address

CONNECT, READ, WHOLE = 5.0, 10.0, 20.0
"""Seconds for the connection, for each wait for the answer, and for everything after connecting."""
ANSWER_CHARACTERS = 500  # of an answer that are kept


@dataclass(frozen=True)
class Outcome:
    """What came of a request: the status, or why there is none."""

    status: int | None
    seconds: float
    answer: str = ""
    error: str = ""

    @property
    def is_accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def send(address: str, body: bytes, headers: dict) -> Outcome:
    """POST the body; redirects are not followed."""
    began = time.monotonic()
    try:
        status, answer = _post(address, body, headers)
    except (AddressRefused, OSError, HTTPException) as error:
        too_long = isinstance(error, TimeoutError) or _since(began) >= WHOLE
        text = _("The answer took too long.") if too_long else str(error) or type(error).__name__
        return Outcome(None, _since(began), error=text[:300])
    if 300 <= status < 400:
        return Outcome(status, _since(began), answer, _("Redirects are not followed."))
    return Outcome(status, _since(began), answer)


def _post(address, body, headers) -> tuple:
    target = read_address(address)
    number = resolve_address(target)
    with (
        socket.create_connection((number, target.port), CONNECT) as plain,
        cut_off_after(WHOLE, plain),
    ):
        plain.settimeout(READ)
        line = HTTPConnection(target.host, target.port)
        line.sock = plain
        if target.scheme == "https":
            context = ssl.create_default_context()
            line.sock = context.wrap_socket(plain, server_hostname=target.host)
        sent = {"Host": target.header, "User-Agent": "ctplatform", **headers}
        with closing(line):
            line.request("POST", target.path, body=body, headers=sent)
            answer = line.getresponse()
            text = answer.read(4 * ANSWER_CHARACTERS).decode("utf-8", "replace")
    return answer.status, text.replace("\0", "\ufffd")[:ANSWER_CHARACTERS]


@contextmanager
def cut_off_after(seconds: float, line: socket.socket):
    """Shut the connection after that time, however little at a time the other side sends.

    Raises TimeoutError then: to its reader, headers that were cut off look like whole ones.
    """
    was_shut = threading.Event()

    def shut():
        was_shut.set()
        with suppress(OSError):
            same.shutdown(socket.SHUT_RDWR)

    with line.dup() as same:  # TLS takes the first one over
        timer = threading.Timer(seconds, shut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            if was_shut.is_set():
                raise TimeoutError


def _since(began) -> float:
    return round(time.monotonic() - began, 3)
