"""What a Web Annotation says, as dicts: of annotations with their links, and of relations."""

import re
from collections.abc import Iterator
from functools import lru_cache

from annotations.codebooks.code_paths import paths_of
from annotations.codebooks.models import Code
from annotations.links.models.child_rows import NAMED_ROWS
from annotations.links.models.links import TARGETS
from ctplatform.database.text_columns import columns_as_text, read_stored
from ctplatform.exchange.tables import row_tuples
from ctplatform.record_types.registry import type_of

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OWN = "urn:ctplatform:"
OWN_TEXTS = ("stance", "field", "credibility", "certainty", "layer", "role", "textSha256")
TERMS = {
    **{name: f"{OWN}{name}" for name in OWN_TEXTS},
    "statedValue": {"@id": f"{OWN}statedValue", "@type": "@json"},
    "attributes": {"@id": f"{OWN}attributes", "@type": "@json"},
    "belongsTo": {"@id": f"{OWN}belongsTo", "@type": "@id"},
    "codePath": {"@id": f"{OWN}codePath", "@container": "@list"},
}
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
LINKABLE = TARGETS | {name: kind.model for name, kind in NAMED_ROWS.items()}
"""{name of the foreign key of a link: model} of the records and rows that it can be about."""

LINKED = ("role", "field", "stated_value", "credibility", *LINKABLE)
FIELDS = (
    "id", "article_version__article_id", "article_version__number", "start", "end", "quote",
    "prefix", "suffix", "code_id", "code__slug", "certainty", "note", "author_id",
    "author__username", "author__name", "annotator", "created", "updated",
    "article_version__sha256", "further_spans", "layer", "attributes", "annotated",
)  # fmt: skip
CODE = FIELDS.index("code_id")


def values_of(rows) -> Iterator[tuple]:
    """Yield the values of FIELDS of annotations: ids and times as text, JSON as it is stored."""
    columns, _stored = columns_as_text(rows.model, dict(zip(FIELDS, FIELDS, strict=True)))
    return row_tuples(rows, columns)


class CodePaths(dict):
    """{id of a code, as text: the path of labels that leads to it}, loaded by codebook."""

    def load(self, rows) -> None:
        """Load the codes of these rows of FIELDS, unless they are loaded; one query at most."""
        self.load_codes(row[CODE] for row in rows)

    def load_codes(self, codes) -> None:
        """Load the codes with these ids, as text, unless they are loaded; one query at most."""
        if missing := {pk for pk in codes if pk and pk not in self}:
            books = Code.objects.filter(pk__in=missing).values("codebook")
            paths = paths_of(Code.objects.filter(codebook__in=books))
            self.update({str(pk): path for pk, path in paths.items()})


@lru_cache(maxsize=4096)
def creator_of(pk, username, name):
    return {
        "id": f"urn:uuid:{pk}",
        "type": "Person",
        "name": name or username,
        "nickname": username,
    }


@lru_cache(maxsize=4096)
def code_bodies(root, pk, slug, path):
    return (
        {
            "type": "SpecificResource",
            "source": f"{root}codes/{pk}/",
            "purpose": "classifying",
            "codePath": list(path),
        },
        {"type": "TextualBody", "value": slug, "purpose": "tagging"},
    )


@lru_cache(maxsize=4096)
def _source(root, article, number):
    return f"{root}articles/{article}/versions/{number}/"


def annotation(root, row, paths, links=()):
    """One W3C Annotation (a dict) from a row of `values_of`, {code: its path} and its PassageLinks.

    `root` is the URL of the API. An annotation without code, note or links has no body.
    """
    (
        pk, article, number, start, end, quote, prefix, suffix, code, slug, certainty, note, author,
        username, name, annotator, created, updated, sha256, further, layer, attributes, annotated,
    ) = row  # fmt: skip
    further, attributes = read_stored(further), read_stored(attributes)
    target = {
        "type": "SpecificResource",
        "source": _source(root, article, number),
        "selector": [
            {"type": "TextQuoteSelector", "exact": quote, "prefix": prefix, "suffix": suffix},
            {"type": "TextPositionSelector", "start": start, "end": end},
        ],
        "textSha256": sha256,
    }
    found = {
        "id": f"{root}annotations/{pk}/",
        "type": "Annotation",
        "motivation": _motivation(code, note, links),
        "created": created if not annotated else _stated_time(annotated, created),
        "modified": updated,
        "target": target if not further else [target, *_further_targets(target, further)],
    }
    if author:
        found["creator"] = creator_of(author, username, name)
    elif annotator:
        found["creator"] = {"type": "Person", "name": annotator}
    if certainty != "certain":
        found["certainty"] = certainty
    if layer:
        found["layer"] = layer
    if attributes:
        found |= _of_attributes(attributes, found["motivation"])
    if bodies := _bodies(root, code, slug, paths, certainty, note, links):
        found["body"] = bodies
    return found


def _of_attributes(attributes, motivation):
    """The attributes; those that the model has names for under these."""
    rest = dict(attributes)
    found = {name: rest.pop(name) for name in ("canonical", "via") if _is_text(rest.get(name))}
    more = rest.get("motivation")
    if isinstance(more, list) and all(map(_is_text, more)):
        found["motivation"] = [motivation, *rest.pop("motivation")]
    return found | ({"attributes": rest} if rest else {})


def _is_text(value):
    return isinstance(value, str)


def _stated_time(stated, otherwise):
    """The time that a file states, if it is one of the model's."""
    return stated if DATE_TIME.fullmatch(stated) else otherwise


def _further_targets(target, spans):
    for start, end in spans:
        yield target | {"selector": {"type": "TextPositionSelector", "start": start, "end": end}}


def _motivation(code, note, links):
    if code:
        return "classifying"
    if links:
        return "linking"
    return "commenting" if note else "highlighting"


def _bodies(root, code, slug, paths, certainty, note, links):
    bodies = [*code_bodies(root, code, slug, paths[code])] if code else []
    if certainty != "certain":
        bodies.append({"type": "TextualBody", "value": certainty, "purpose": "assessing"})
    if note:
        bodies.append(
            {"type": "TextualBody", "value": note, "format": "text/plain", "purpose": "commenting"}
        )
    for link in links:
        bodies += _link_bodies(root, link)
    return bodies


def _link_bodies(root, link):
    """Bodies for the record that a link is about and for the row of it that it names."""
    said = {"stance": link.role}
    if link.field:
        said["field"] = link.field
    if link.stated_value is not None:
        said["statedValue"] = link.stated_value
    if link.credibility:
        said["credibility"] = link.credibility
    purpose = "identifying" if link.role == "mentions" else "linking"
    record = ""
    for name, model in LINKABLE.items():
        if pk := getattr(link, f"{name}_id"):
            source = f"{root}{type_of(model).noun}/{pk}/"
            body = {"type": "SpecificResource", "source": source, "purpose": purpose, **said}
            yield body | {"belongsTo": record} if record else body
            record = source
