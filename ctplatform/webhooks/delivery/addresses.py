"""Which addresses webhooks are sent to: public ones, by https.

`settings.WEBHOOK_HOSTS` names hosts of the own network that are allowed besides, by http too.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(Exception):
    """The address is not one that webhooks are sent to."""


@dataclass(frozen=True)
class Target:
    """The parts of an address; `path` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_trusted(self) -> bool:
        """Whether the operator allows this host in the own network."""
        return self.host in settings.WEBHOOK_HOSTS

    @property
    def header(self) -> str:
        """The Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        is_usual = self.port == {"http": 80, "https": 443}[self.scheme]
        return host if is_usual else f"{host}:{self.port}"


def read_address(address: str) -> Target:
    """The parts of an address; raises AddressRefused where it is not one to send to."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host.encode("idna").decode() if not host.isascii() else host
    except ValueError as error:
        raise AddressRefused(_("This is not an address of the web.")) from error
    if parts.scheme not in ("http", "https") or not host:
        raise AddressRefused(_("This is not an address of the web: it begins with https://."))
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(_("Leave user name and password out of the address."))
    path = parts.path or "/"
    query = f"?{parts.query}" if parts.query else ""
    default = 443 if parts.scheme == "https" else 80
    target = Target(parts.scheme, host.lower(), port or default, path + query)
    if target.scheme != "https" and not target.is_trusted:
        raise AddressRefused(_("The address has to begin with https://."))
    return target


def resolve_address(target: Target) -> str:
    """The network address to connect to: the name is looked up once, and this is what is checked.

    Raises AddressRefused if any of its addresses is not public, or there is none.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise AddressRefused(_("The name of the host is not known.")) from error
    numbers = list(dict.fromkeys(each[4][0] for each in found))
    if not target.is_trusted and not all(map(is_public, numbers)):
        raise AddressRefused(_("This address is not on the public internet."))
    return numbers[0]


def is_public(number: str) -> bool:
    """Whether a network address is public, also the IPv4 address inside an IPv6 one."""
    address = ipaddress.ip_address(number.partition("%")[0])
    inner = _inside(address)
    if inner is not None:
        return is_public(str(inner))
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _inside(address):
    if address.version == 4:
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo and teredo[1])
