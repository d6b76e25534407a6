"""Names for the people and the shared rows that a project refers to, in place of their ids.

Shared rows (countries, regions, the shared codebooks) exist in every installation, with other ids.
A name is a URN, such as `urn:ctplatform:person:amira` or `urn:ctplatform:place:AF`.
"""

import re
import uuid
from urllib.parse import quote, unquote

from django.apps import apps

from ctplatform.accounts.models import User

START = "urn:ctplatform:"
URN = re.compile(r"urn:ctplatform:[a-z]+:[A-Za-z0-9_.~%+@/-]+")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
PERSON = "person"
PLACE_CODES = ("iso_alpha2", "iso_3166_2", "un_m49")


def urn(kind: str, *parts: str) -> str:
    """The name of a row; each part is percent-encoded."""
    return f"{START}{kind}:{'/'.join(quote(part, safe='@+') for part in parts)}"


def person_urn(username: str) -> str:
    return urn(PERSON, username)


def username_of(name: str) -> str | None:
    """The username in the name of a person; None for other texts."""
    start = f"{START}{PERSON}:"
    return unquote(name.removeprefix(start)) if name.startswith(start) else None


def usernames_in(line: bytes) -> set[str]:
    """The usernames of the people whom a line of JSON names."""
    return {username_of(name) for name in URN.findall(line.decode(errors="replace"))} - {None}


def names_of_people() -> dict[str, str]:
    """{id: name} of all users of this installation."""
    return {str(pk): person_urn(name) for pk, name in User.objects.values_list("pk", "username")}


def names_of_shared_rows() -> dict[str, str]:
    """{id: name} of the places, codebooks and codes that all projects share."""
    found = {}
    places = apps.get_model("incidents", "Place").objects.filter(project=None)
    for pk, *codes in places.values_list("pk", *PLACE_CODES):
        if code := next(filter(None, codes), None):
            found[str(pk)] = urn("place", code)
    books = apps.get_model("annotations", "Codebook").objects.filter(project=None)
    for pk, slug, edition in books.values_list("pk", "slug", "edition"):
        found[str(pk)] = urn("codebook", slug, edition)
    codes = apps.get_model("annotations", "Code").objects.filter(codebook__project=None)
    columns = ("codebook__slug", "codebook__edition", "slug")
    for pk, *parts in codes.values_list("pk", *columns):
        found[str(pk)] = urn("code", *parts)
    return found


def replaced(value, pattern: re.Pattern, change):
    """A JSON value in which `change(text)` replaces each match of the pattern, in keys too."""
    if isinstance(value, str):
        return pattern.sub(lambda match: change(match[0]), value)
    if isinstance(value, dict):
        return {
            replaced(name, pattern, change): replaced(each, pattern, change)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [replaced(each, pattern, change) for each in value]
    return value


class NewIds:
    """New ids for the rows of a copy: the same for the same row, in the order of the old ones.

    The first nine bytes of a UUIDv7 hold its time and its place within a millisecond, and are kept.
    The other seven are derived from the key of the copy, which is random.
    """

    def __init__(self, key: uuid.UUID):
        self.key = key

    def __call__(self, text: str) -> str:
        old = uuid.UUID(text)
        derived = uuid.uuid5(self.key, old.hex).bytes
        return str(uuid.UUID(bytes=old.bytes[:9] + derived[9:]))
