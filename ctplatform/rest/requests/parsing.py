"""A strict JSON parser that refuses ambiguous input and names its place."""

import json
import math

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

MAX_DEPTH = 64
MAX_BODY = 1024 * 1024  # bytes
MAX_INTEGER = 2**63 - 1  # the largest that all databases and answers hold


class BodyTooLarge(APIException):
    status_code = 413
    default_code = "too_large"


def check_body_size(request, limit):
    """Check Content-Length before a byte is read; raises BodyTooLarge."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > limit:
        raise BodyTooLarge(f"The body has {length} bytes; this address takes at most {limit}.")


class StrictJSONParser(BaseParser):
    """Parse UTF-8 JSON without ambiguous or unsupported values.

    Refuses duplicate keys, NaN, NUL, lone surrogates, depth over 64 and numbers beyond 64 bits.
    """

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        view = (parser_context or {}).get("view")
        limit = getattr(view, "max_body", MAX_BODY)
        check_body_size(parser_context["request"], limit)
        return parse(stream.read(limit + 1))


class SizedMultiPartParser(MultiPartParser):
    """Multipart; the declared size is checked before a byte is read, and NUL is refused."""

    def parse(self, stream, media_type=None, parser_context=None):
        check_body_size(parser_context["request"], parser_context["view"].max_body)
        form = super().parse(stream, media_type, parser_context)
        for name, texts in form.data.lists():
            for text in (name, *texts):
                check_text(text)
        return form


def parse(raw):
    """Return the value written in `raw` (bytes); raise ParseError saying where it fails."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParseError(f"The body is not UTF-8 (byte {error.start}).") from error
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except json.JSONDecodeError as error:
        raise ParseError(
            f"Malformed JSON at line {error.lineno}, column {error.colno}: {error.msg}."
        ) from error
    except RecursionError as error:
        raise ParseError(f"JSON nested deeper than {MAX_DEPTH} levels.") from error
    _check(value)
    return value


def _object(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        seen = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))
        raise ParseError(f"The key {twice!r} is in one object twice.")
    return found


def _refuse_constant(name):
    raise ParseError(f"{name} is not JSON.")


def _integer(digits):
    if len(digits) > 20 or abs(int(digits)) > MAX_INTEGER:
        raise ParseError(f"The number {digits[:30]} does not fit 64 bits.")
    return int(digits)


def _float(digits):
    value = float(digits)
    if not math.isfinite(value):
        raise ParseError(f"The number {digits[:30]} does not fit 64 bits.")
    return value


def _check(value):
    """Check depth, NUL and lone surrogates in a parsed value, without recursion."""
    level, depth = [value], 0
    while level:
        if depth > MAX_DEPTH:
            raise ParseError(f"JSON nested deeper than {MAX_DEPTH} levels.")
        below = []
        for item in level:
            if isinstance(item, str):
                check_text(item)
            elif isinstance(item, dict):
                below.extend(item)
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        level, depth = below, depth + 1


def check_text(text):
    """Refuse NUL and lone surrogates, which databases or readers cannot hold."""
    if "\x00" in text:
        raise ParseError("Text contains the NUL character (U+0000).")
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise ParseError(
                f"Text contains a lone surrogate at character {error.start}."
            ) from error
