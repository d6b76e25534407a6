"""Web Annotations that relate other annotations of their file: those whose motivation is linking.

Their ends are annotations, each by its id: the targets first, then the bodies. Recogito's older
form has both ends as targets with a tag as the body; that of Annotorious has one as the target and
one as the body, and the tag in an annotation of the relation.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from annotations.exchange.documents import AnnotationRelation
from annotations.exchange.formats.web_annotation.bodies import Bodies
from annotations.exchange.formats.web_annotation.terms import id_of, listed, text_in

NOT_READ = "relations of annotations that are not in the file, or not of one text"


@dataclass
class Relations:
    """The relations of a file: {key: (its ends, what its bodies say)}, and what is said of them."""

    ends: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    bodies: dict[str, list[Bodies]] = field(default_factory=dict)

    def add(self, key: str, ends: list[tuple[str, str]], bodies: Bodies) -> None:
        """Add a relation; its ends are pairs (role, key of an annotation)."""
        self.ends[key] = ends
        linked = {end for _role, end in ends}
        others = [each for each in bodies.attributes.pop("links", ()) if each not in linked]
        bodies.attributes |= {"links": others} if others else {}
        self.bodies.setdefault(key, []).insert(0, bodies)

    def add_bodies(self, key: str, bodies: Bodies) -> None:
        """Note what an annotation says of another one, which may be a relation."""
        self.bodies.setdefault(key, []).append(bodies)

    def of_pages(
        self, page_of: Mapping, unread: Counter
    ) -> Iterator[tuple[str, AnnotationRelation]]:
        """(address of its page, relation) of each; those that have no one page are counted."""
        for key, ends in self.ends.items():
            pages = {page_of.get(end) for _role, end in ends}
            if len(pages) > 1 or None in pages:
                unread[NOT_READ] += 1
            else:
                yield pages.pop(), _relation(key, ends, self.bodies[key])


def _relation(key, ends, said):
    labels = ["/".join(code) for bodies in said for code in bodies.codes]
    return AnnotationRelation(
        key,
        labels[0].rpartition("/")[2] if labels else "",
        tuple(ends),
        said[0].creator,
        "\n\n".join(note for bodies in said for note in bodies.notes),
        said[0].attributes,
    )


def ends_of(item: Mapping, keys: set[str]) -> list[tuple[str, str]]:
    """The ends (role, key) of a relation; [] if the annotation is not one.

    `keys` are the ids of all annotations of the file.
    """
    if "linking" not in listed(item.get("motivation")):
        return []
    found = []
    for each in (*listed(item.get("target")), *listed(item.get("body"))):
        key = _key_of(each)
        if key in keys:
            found.append((text_in(each, "role") if isinstance(each, Mapping) else "", key))
    return found if len(found) > 1 else []


def _key_of(resource) -> str:
    """The address of a whole resource; "" for a part of one, and for what has none."""
    if isinstance(resource, str):
        return resource
    if not isinstance(resource, Mapping) or resource.get("selector"):
        return ""
    source = resource.get("source", resource)
    if isinstance(source, Mapping):
        return id_of(source)
    return source if isinstance(source, str) else ""
