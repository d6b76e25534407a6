"""The headers of answers, described once, and which answers have which."""

HEADERS = {
    "ETag": (str, "The version of what was answered, for `If-Match` and `If-None-Match`."),
    "Location": (str, "The address of what was made, or of the job or the record to read instead."),
    "Content-Disposition": (str, "The name of the file."),
    "Retry-After": (int, "Seconds to wait before the next try."),
    "WWW-Authenticate": (str, "How to sign in."),
    "RateLimit-Limit": (int, "Requests a minute that this account or address may make."),
    "RateLimit-Remaining": (int, "Requests that are left of this minute."),
    "RateLimit-Reset": (int, "Seconds until the minute ends."),
}
ALWAYS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
"""Of every answer, as long as the installation limits requests."""
TYPES = {str: "string", int: "integer"}
ANSWERED_WHOLE = ("application/json", "image/")
"""Beginnings of media types of answers that are not streamed, and so have an ETag."""


def header_components():
    """{name: the description of the header}, for `components/headers`."""
    return {
        name: {"description": text, "schema": {"type": TYPES[kind]}}
        for name, (kind, text) in HEADERS.items()
    }


def references(*names):
    """{name: reference to the description of the header} of these and of those of all answers."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*names, *ALWAYS)}


def names_for(method, status, media_types, *, is_stream, is_whole, has_version):
    """The names of the headers of an answer with this status, beside those of all answers.

    Every GET that is not streamed has an ETag, and so has a record with a version.
    """
    if status == "301":
        return ("Location",)
    if status in ("201", "202") and method == "POST":
        made = ("Location",)
        return (*made, "ETag") if status == "201" and has_version else made
    if method == "GET" and media_types:
        is_whole |= any(each.startswith(ANSWERED_WHOLE) for each in media_types)
        return ("ETag",) if is_whole and not is_stream else ("Content-Disposition",)
    return ("ETag",) if method in ("PATCH", "PUT") and has_version else ()
