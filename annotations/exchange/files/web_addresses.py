"""Compare addresses of pages as the same page is written in different ways."""

from urllib.parse import parse_qsl, urlencode, urlsplit

CAMPAIGN = ("utm_", "fbclid", "gclid")
PROXIES = ("via.hypothes.is/", "web.archive.org/web/")


def plain_address(address: str) -> str:
    """The address without what does not change the page: scheme, "www.", fragment, campaign.

    >>> plain_address("http://www.Example.org:80/a/?utm_source=x&id=2#top")
    'example.org/a?id=2'
    """
    address = _without_proxy(address.strip())
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
        port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    except ValueError:
        return address
    if not host:
        return address
    kept = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if not pair[0].lower().startswith(CAMPAIGN)
    ]
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}"


def _without_proxy(address):
    """The address of the page itself where a proxy or an archive showed it."""
    rest = address.partition("://")[2]
    for proxy in PROXIES:
        start = rest.find("http", len(proxy))
        if rest.startswith(proxy) and start > 0:
            return rest[start:]
    return address
