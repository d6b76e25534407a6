"""Annotations by the page that they are about, as documents whose texts are in the library."""

from collections import Counter
from collections.abc import Iterator, Mapping

from annotations.exchange.documents import AnnotatedDocument, AnnotationReply, TextAnnotation
from annotations.exchange.files.json_text import check_fields
from annotations.exchange.formats.web_annotation.bodies import Bodies
from annotations.exchange.formats.web_annotation.relations import Relations, ends_of
from annotations.exchange.formats.web_annotation.targets import PageTarget, page_targets
from annotations.exchange.formats.web_annotation.terms import agent_name, id_of, listed, text_in

NAME = 100  # characters of an address that name its page
SHAPE = {
    "body": (str, dict, list),
    "bodyValue": str,
    "target": (str, dict, list),
    "created": str,
    "certainty": str,
    "layer": str,
    "attributes": dict,
}
USUAL = {"classifying", "commenting", "highlighting", "linking", "tagging"}
"""Motivations that the bodies of an annotation show already."""
TWICE = "annotations that are in the file twice"
LOST_REPLIES = "replies that are empty or to what is not in the file"


class PageReader:
    """Collects the annotations of a file; `keys` are the ids of all of them."""

    def __init__(self, keys: set[str], unread: Counter):
        self.keys, self.unread, self.seen = keys, unread, set()
        self.pages: dict[str, _Page] = {}
        self.page_of: dict[str, str] = {}
        self.replies: list[AnnotationReply] = []
        self.relations = Relations()

    def add(self, key: str, item: Mapping, place: str, row: int) -> None:
        """Add an annotation, or the reply or relation that it is. Raises Unreadable."""
        check_fields(item, SHAPE, place, row)
        if key in self.seen:
            self.unread[TWICE] += 1
            return
        self.seen.add(key)
        bodies = _bodies(key, item, place, row)
        if ends := ends_of(item, self.keys - {key}):
            self.relations.add(key, ends, bodies)
            return
        if to := self._answered(item):
            words = "\n\n".join(bodies.notes)
            created = text_in(item, "created")
            self.replies.append(AnnotationReply(key, to, words, bodies.creator, created))
            self.relations.add_bodies(to, bodies)
            return
        targets = page_targets(item["target"], place, row, self.unread)
        for number, target in enumerate(targets, 1):
            suffix = "" if number == 1 else f"#{number}"
            self._add_to_page(f"{key}{suffix}", target, item, bodies)
        if bodies.replies:
            self.unread[LOST_REPLIES] += len(bodies.replies)

    def _answered(self, item):
        """The id of the annotation that this one answers; "" if it answers none."""
        targets = listed(item["target"])
        one = targets[0] if len(targets) == 1 else None
        address = id_of(one) if isinstance(one, Mapping) and "selector" not in one else one
        return address if isinstance(address, str) and address in self.keys else ""

    def _add_to_page(self, key, target: PageTarget, item, bodies):
        page = self.pages.setdefault(target.address, _Page(target.address))
        page.title = page.title or target.title
        page.fingerprint = page.fingerprint or target.fingerprint
        if target.not_placed:
            page.unread.update(target.not_placed)
            return
        self.replies += bodies.replies
        bodies.replies = []
        for number, code in enumerate(bodies.codes or [()], 1):
            coded = key if number == 1 else f"{key}#code{number}"
            while coded in self.page_of:
                coded += "+"
            self.page_of[coded] = target.address
            page.annotations.append(_annotation(coded, code, target, item, bodies, number == 1))

    def documents(self) -> Iterator[AnnotatedDocument]:
        """Each page, with the replies to its annotations and the relations between them."""
        above = {each.key: each.to for each in self.replies}
        for reply in self.replies:
            if reply.to in self.relations.ends:
                continue  # it is part of the relation
            address = self.page_of.get(_start_of(reply.key, above))
            if address is None or not reply.text:
                self.unread[LOST_REPLIES] += 1
            else:
                self.pages[address].replies.append(reply)
        for address, relation in self.relations.of_pages(self.page_of, self.unread):
            self.pages[address].relations.append(relation)
        return (each.document() for each in self.pages.values())


def _start_of(key, above):
    """The key of what a thread of replies answers; one of its own where they form a circle."""
    seen = set()
    while key in above and key not in seen:
        seen.add(key)
        key = above[key]
    return key


class _Page:
    """What a file states of the page at one address."""

    def __init__(self, address):
        self.address, self.title, self.fingerprint = address, "", ""
        self.annotations, self.replies, self.unread = [], [], Counter()
        self.relations = []

    def document(self):
        return AnnotatedDocument(
            self.address[:NAME],
            "",
            tuple(self.annotations),
            tuple(self.relations),
            title=self.title,
            identifier=self.address,
            unread=dict(self.unread),
            addresses=(self.address,),
            replies=tuple(self.replies),
            fingerprint=self.fingerprint,
        )


def _bodies(key, item, place, row):
    motivations = [each for each in listed(item.get("motivation")) if isinstance(each, str)]
    certainty = item.get("certainty") or "certain"
    found = Bodies(key, agent_name(item.get("creator")), certainty, tuple(motivations))
    if item.get("bodyValue"):
        found.add({"value": item["bodyValue"]}, place, row)
    found.add(item.get("body"), place, row)
    found.attributes |= _attributes(item, motivations)
    return found


def _attributes(item, motivations):
    """What else is stated of an annotation; only what is there."""
    unusual = [each for each in motivations if each not in USUAL]
    found = {
        "motivation": unusual,
        **{name: text_in(item, name) for name in ("canonical", "rights", "via")},
        "generator": agent_name(item.get("generator")),
    }
    return {name: value for name, value in found.items() if value}


def _annotation(key, code, target, item, bodies, is_first):
    """The annotation with one of its codes; its note and links are with the first."""
    return TextAnnotation(
        key,
        (),
        code,
        text_in(item, "layer"),
        bodies.creator,
        bodies.certainty,
        "\n\n".join(bodies.notes) if is_first else "",
        text_in(item, "created"),
        (item.get("attributes") or {}) | bodies.attributes,
        tuple(bodies.links) if is_first else (),
        tuple(target.passages),
    )
