"""Send one request to a webhook's address.

urllib3 connects to the very network address that was checked, so a name that means another one a
moment later (DNS rebinding) gains nothing; TLS still checks the certificate against the name.
"""

import time
from dataclasses import dataclass

import urllib3
from celery.exceptions import SoftTimeLimitExceeded
from django.utils.translation import gettext as _
from urllib3.util import Timeout

from ctplatform.webhooks.delivery.addresses import AddressRefused, read_address, resolve_address

CONNECT, READ = 5.0, 10.0
"""Seconds for the connection, and for each wait for the answer; the task has a limit in all."""
KEPT = 500  # characters of the answer


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
    except (AddressRefused, OSError, urllib3.exceptions.HTTPError) as error:
        return Outcome(None, _since(began), error=_words(error))
    except SoftTimeLimitExceeded:
        return Outcome(None, _since(began), error=_("The answer took too long."))
    if 300 <= status < 400:
        return Outcome(status, _since(began), answer, _("Redirects are not followed."))
    return Outcome(status, _since(began), answer)


def _post(address, body, headers) -> tuple:
    target = read_address(address)
    number = resolve_address(target)
    options = {"timeout": Timeout(connect=CONNECT, read=READ), "retries": False, "maxsize": 1}
    if target.scheme == "https":
        options |= {"server_hostname": target.host, "assert_hostname": target.host}
        options["cert_reqs"] = "CERT_REQUIRED"
        pool = urllib3.HTTPSConnectionPool(number, target.port, **options)
    else:
        pool = urllib3.HTTPConnectionPool(number, target.port, **options)
    sent = {"Host": target.header, "User-Agent": "ctplatform", **headers}
    with pool:
        answer = pool.urlopen(
            "POST",
            target.path,
            body=body,
            headers=sent,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            text = answer.read(4 * KEPT).decode("utf-8", "replace")
        finally:
            answer.close()
    return answer.status, text.replace("\0", "\ufffd")[:KEPT]


def _since(began) -> float:
    return round(time.monotonic() - began, 3)


def _words(error) -> str:
    """The error without the objects that urllib3 names in it."""
    text = str(error) or type(error).__name__
    return text.rpartition(">: ")[2][:300]
