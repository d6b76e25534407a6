"""The network address of the client, determined in one way for sign-in, throttles and limits."""

import ipaddress

from django.conf import settings


def client_address(request) -> str | None:
    """Return the address of the client: the peer's, or that reported by the outermost own proxy.

    CTPLATFORM_PROXIES is the number of own proxies; each appends one address to X-Forwarded-For,
    and the entries before those come from the client.
    """
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if (proxies := settings.REST_FRAMEWORK["NUM_PROXIES"]) and forwarded:
        hops = [hop.strip() for hop in forwarded.split(",")]
        address = hops[-min(proxies, len(hops))]
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


def client_network(request) -> str | None:
    """Return the key by which attempts are counted: an IPv4 address, or the /64 of an IPv6 one.

    One IPv6 customer has a whole /64, so each single address would start a new count.
    """
    address = client_address(request)
    if address is None or ":" not in address:
        return address
    found = ipaddress.IPv6Address(address.partition("%")[0])
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False).network_address)
