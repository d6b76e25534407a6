"""What the bodies of a Web Annotation say of its passages: codes, notes, certainty, links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotations.exchange.documents import AnnotationReply
from annotations.exchange.files.json_text import check_fields
from annotations.exchange.files.labels import flat_code
from annotations.exchange.formats.web_annotation.terms import (
    agent_name,
    id_of,
    listed,
    text_in,
    types_of,
)

CODING = ("tagging", "classifying")
MOST_NESTED = 8  # lists of bodies within each other
SHAPE = {
    "value": str,
    "codePath": list,
    "stance": str,
    "field": str,
    "belongsTo": str,
    "created": str,
}


@dataclass
class Bodies:
    """What the bodies of one annotation say; `replies` are by others than its creator.

    `certainty` is that of our own export, which a body repeats for other tools.
    """

    key: str
    creator: str = ""
    certainty: str = "certain"
    motivations: tuple[str, ...] = ()
    codes: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    links: list[dict[str, Any]] = field(default_factory=list)
    replies: list[AnnotationReply] = field(default_factory=list)
    names_code_again: bool = False

    def add(self, body: Any, place: str, row: int, left: int = MOST_NESTED) -> None:
        """Add a body, or those in a list of them. Raises Unreadable."""
        for each in listed(body):
            if isinstance(each, str):
                self._add_resource({"source": each})
                continue
            check_fields(each, SHAPE, f"{place}, a body", row)
            inner = each.get("items")
            if left and isinstance(inner, list) and not each.get("source"):
                self.add(inner, place, row, left - 1)
            else:
                self._add_one(each)

    def _add_one(self, body):
        source = body.get("source")
        if isinstance(source, Mapping) and isinstance(source.get("value"), str):
            body = {**source, "purpose": body.get("purpose")}
        again, self.names_code_again = self.names_code_again, False
        if "value" in body and not body.get("source"):
            if not (again and "tagging" in self._purposes(body)):
                self._add_text(body)
        else:
            self._add_resource(body)

    def _purposes(self, body):
        return [each for each in listed(body.get("purpose")) if isinstance(each, str)] or (
            self.motivations
        )

    def _add_text(self, body):
        value, purposes = (body.get("value") or "").strip(), self._purposes(body)
        if not value:
            return
        by = agent_name(body.get("creator"))
        if any(name in purposes for name in CODING) or "Tag" in types_of(body):
            self._add_code(flat_code(value))
        elif "assessing" in purposes and value == self.certainty:
            return
        elif "replying" in listed(body.get("purpose")) or (
            by and by != self.creator and self.notes
        ):
            key = f"{self.key}#reply{len(self.replies) + 1}"
            self.replies.append(AnnotationReply(key, self.key, value, by, text_in(body, "created")))
        else:
            self.notes.append(value)
            if (format := text_in(body, "format")) not in ("", "text/plain"):
                self.attributes["note_format"] = format

    def _add_code(self, code):
        if code and code not in self.codes:
            self.codes.append(code)

    def _add_resource(self, body):
        source = body.get("source")
        described = source if isinstance(source, Mapping) else body
        address = source if isinstance(source, str) else id_of(described)
        purposes = self._purposes(body)
        if path := _code_path(body):
            self._add_code(path)
            self.names_code_again = True
        elif "stance" in body:
            self._add_link(body, address)
        elif any(name in purposes for name in CODING):
            self._add_code_of_resource(described, address)
        elif address:
            self._keep("links", address)

    def _add_code_of_resource(self, described, address):
        label = text_in(described, "label", "name", "title", "prefLabel")
        self._add_code(flat_code(label or address.rstrip("/#").rsplit("/", 1)[-1]))
        if address:
            self._keep("classified_as", address)

    def _keep(self, name, address):
        self.attributes.setdefault(name, []).append(address)

    def _add_link(self, body, address):
        """A link to a record, or the row that the link before names."""
        if body.get("belongsTo") and self.links:
            self.links[-1]["row"] = address
            return
        link = {
            "target": address,
            "role": body["stance"],
            "field": body.get("field"),
            "stated_value": body.get("statedValue"),
            "credibility": body.get("credibility"),
        }
        self.links.append({name: value for name, value in link.items() if value is not None})


def _code_path(body):
    """The path of labels that our own export states of a code; () if there is none."""
    path = body.get("codePath") or []
    return tuple(path) if all(isinstance(each, str) and each for each in path) else ()
