"""Pure: the objects of a STIX 2.1 bundle and how they refer to each other."""

from collections import Counter, defaultdict
from pathlib import Path

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ctplatform.exchange.features import holds_nul
from ctplatform.exchange.limits import LIMITS, Limits, Unreadable
from incidents.exports.stix.definitions import EXTENSION, TLP

MARKINGS = {ref: marking for marking, ref in TLP.items()} | {
    # The Traffic Light Protocol 1, which STIX 2.1 predefines in section 7.2.1.4.
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "clear",
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "green",
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "amber",
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "red",
}
"""{identifier of a marking: marking}; WHITE of version 1 is CLEAR in version 2."""
ABOUT_THE_BUNDLE = ("marking-definition", "extension-definition", "language-content")
"""Types of objects that say something about others and are not records."""


class StixBundle:
    """The objects of one file by identifier. Raises Unreadable where the file is not a bundle."""

    def __init__(self, path: Path, limits: Limits = LIMITS):
        self.objects, self._numbers = {}, {}
        for number, stated in enumerate(_objects_of(path, limits), 1):
            _check(stated, number)
            self.objects[stated["id"]] = stated
            self._numbers[stated["id"]] = number
        self._from = defaultdict(list)
        self._read = set()
        for each in self.of_type("relationship"):
            if each.get("revoked") is not True and isinstance(each.get("source_ref"), str):
                self._from[each["source_ref"]].append(each)

    def incidents(self) -> list[tuple[int, dict]]:
        """(number, object) of the incidents in force. Raises Unreadable where there are none."""
        found = self.numbered("incident")
        if not found:
            raise Unreadable(_nothing_to_read(self.objects.values(), _("no incident")))
        self.use(*(stated for _number, stated in found))
        return found

    def numbered(self, *kinds: str) -> list[tuple[int, dict]]:
        """(number of the object in the file, object) of these types, without revoked ones."""
        return [
            (self._numbers[each["id"]], each)
            for each in self.objects.values()
            if each["type"] in kinds and each.get("revoked") is not True
        ]

    def nothing_to_read(self) -> Unreadable:
        """The error for a bundle without actors."""
        return Unreadable(_nothing_to_read(self.objects.values(), _("no actor with a name")))

    def of_type(self, kind: str) -> list[dict]:
        return [each for each in self.objects.values() if each["type"] == kind]

    def relationships_of(self, stated: dict) -> list[dict]:
        """The relationships that start at an object."""
        return self._from[stated["id"]]

    def target_of(self, relationship: dict) -> dict | None:
        """The object that a relationship leads to; None where the bundle does not hold it."""
        ref = relationship.get("target_ref")
        return self.objects.get(ref) if isinstance(ref, str) else None

    def use(self, *objects: dict) -> None:
        """Note that these objects are read."""
        self._read |= {each["id"] for each in objects}

    def unread(self) -> Counter:
        """{type: number of objects} that are not read."""
        left = self.objects.keys() - self._read
        kinds = Counter(self.objects[ref]["type"] for ref in left)
        return Counter({kind: n for kind, n in kinds.items() if kind not in ABOUT_THE_BUNDLE})

    def words_of_unread(self, kind: str, count: int, read: str) -> str:
        """What is not read, for a reader of the import; `read` is what is."""
        words = ngettext(
            "%(n)d object of the type “%(kind)s” is not read: only %(read)s.",
            "%(n)d objects of the type “%(kind)s” are not read: only %(read)s.",
            count,
        )
        return words % {"n": count, "kind": kind[:60], "read": read}


def own_values(stated: dict) -> dict:
    """What our extension of an object states; {} where it has none."""
    extensions = stated.get("extensions")
    found = extensions.get(EXTENSION) if isinstance(extensions, dict) else None
    return found if isinstance(found, dict) else {}


def marking_of(stated: dict) -> str | None:
    """The most restrictive marking of the Traffic Light Protocol that an object has, or None."""
    refs = stated.get("object_marking_refs")
    known = {MARKINGS.get(ref) for ref in refs if isinstance(ref, str)} if _is_list(refs) else set()
    return next((each for each in reversed(TLP) if each in known), None)


def _is_list(value):
    return isinstance(value, list)


def _objects_of(path, limits):
    if path.stat().st_size > limits.json:
        words = _("A STIX bundle is read up to %d MB. Split it.")
        raise Unreadable(words % (limits.json // 1024**2))
    try:
        found = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        words = _("The file is not a STIX bundle (JSON): %s. Choose another format.")
        raise Unreadable(words % error) from error
    is_bundle = isinstance(found, dict) and found.get("type") == "bundle"
    if not is_bundle or not _is_list(found.get("objects")):
        raise Unreadable(_("The file is not a STIX bundle (JSON). Choose another format."))
    if len(found["objects"]) > limits.rows:
        raise Unreadable(_("The file has more than %d objects.") % limits.rows)
    return found["objects"]


def _check(stated, number):
    named = isinstance(stated, dict) and all(
        isinstance(stated.get(name), str) for name in ("type", "id")
    )
    if not named:
        words = _("Object %d has no “type” and “id” that are texts.")
        raise Unreadable(words % number, number, "objects")
    if holds_nul(stated):
        raise Unreadable(_("Object %d holds a NUL character.") % number, number, "objects")


def _nothing_to_read(objects, missing):
    kinds = Counter(each["type"] for each in objects)
    if not kinds:
        return _("The bundle is empty.")
    listed = ", ".join(f"{kind[:60]} ({n})" for kind, n in kinds.most_common(5))
    words = _("The bundle has %(missing)s that is in force; it has: %(listed)s.")
    return words % {"missing": missing, "listed": listed}
