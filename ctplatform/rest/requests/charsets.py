"""Refuse charsets that Python knows but that do not decode text, such as `base64`.

Django accepts any charset of a Content-Type that Python knows, and decodes the address with it when
it makes the request, before any middleware could refuse it.
"""

import codecs

from django.http import HttpRequest
from django.utils.http import parse_header_parameters

EVERY_BYTE = bytes(range(256))
read_content_type = HttpRequest._set_content_type_params  # noqa: SLF001 - Django has no other place


def reads_text(charset) -> bool:
    """Whether a charset decodes any bytes to text; for unknown ones Django falls back to UTF-8."""
    try:
        codecs.lookup(charset)
    except LookupError:
        return True
    except ValueError:  # a NUL in its name
        return False
    try:
        EVERY_BYTE.decode(charset, "replace").encode(charset, "replace")
    except (LookupError, ValueError):
        return False
    return True


def read_text_content_type(request, meta) -> None:
    """Read a Content-Type as Django does, except for a charset that does not decode text.

    Such a request gets an attribute, for which PlainTextMiddleware refuses it.
    """
    kind, parameters = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
    request.has_unreadable_charset = not reads_text(parameters.get("charset", ""))
    if request.has_unreadable_charset:
        meta = {**meta, "CONTENT_TYPE": kind}
    read_content_type(request, meta)


def refuse_unreadable_charsets() -> None:
    """Make every request of this process read its Content-Type in this way."""
    HttpRequest._set_content_type_params = read_text_content_type  # noqa: SLF001 - see above
