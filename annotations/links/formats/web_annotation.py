"""W3C Web Annotation (JSON-LD): https://www.w3.org/TR/annotation-model/.

Positions are Unicode code points counted from 0, end exclusive, as the model requires; the quote
has its prefix and suffix, since a quote alone selects every place where it occurs.
Every source is a URL of this installation, where a program finds the text, code or record. What the
model has no term for (stance, field, value, credibility of a link) has the platform's own terms,
which the page's context defines.
Links are read once per chunk of rows, so that memory stays constant; the first chunk is small, so
that the response begins at once.
"""

from functools import lru_cache
from itertools import chain, islice, repeat

import orjson

from annotations.links.models.child_rows import NAMED_ROWS
from annotations.links.models.links import TARGETS, PassageLink
from ctplatform.exchange.registry import register_writer
from ctplatform.exchange.streaming import ROWS
from ctplatform.record_types.registry import type_of

FURTHER = 5 * ROWS  # rows whose links are read together, since planning that query takes long
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
TERMS = {name: f"urn:ctplatform:{name}" for name in ("stance", "field", "credibility")} | {
    "statedValue": {"@id": "urn:ctplatform:statedValue", "@type": "@json"}
}
LINKABLE = TARGETS | {name: kind.model for name, kind in NAMED_ROWS.items()}
"""{name of the foreign key of a link: model} of the records and rows that it can be about."""

LINKED = ("role", "field", "stated_value", "credibility", *LINKABLE)
FIELDS = (
    "id", "article_version__article_id", "article_version__number", "start", "end", "quote",
    "prefix", "suffix", "code_id", "code__slug", "certainty", "note", "author_id",
    "author__username", "author__name", "annotator", "created", "updated",
)  # fmt: skip


@register_writer(
    "annotations",
    "web_annotation",
    label="W3C Web Annotation",
    media_type='application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
    extension="jsonld",
    aliases=("jsonld", "w3c"),
    addressed=True,
)
def web_annotation(rows, reader, address):
    """One AnnotationPage whose items are the annotations; `address` is the URL of the export."""
    head = {
        "@context": [CONTEXT, TERMS], "id": address, "type": "AnnotationPage", "startIndex": 0,
    }  # fmt: skip
    yield orjson.dumps(head)[:-1] + b',"items":['
    root, comma = address.partition("annotations/export/")[0], b""
    found = rows.values_list(*FIELDS).iterator(chunk_size=ROWS)
    sizes = chain([ROWS], repeat(FURTHER))
    while chunk := list(islice(found, next(sizes))):
        links = _links([row[0] for row in chunk], reader)
        for row in chunk:
            item = annotation(root, row, links.get(row[0], ()) if links else ())
            yield comma + orjson.dumps(item, option=orjson.OPT_UTC_Z)
            comma = b",\n"
    yield b"]}"


def _links(ids, reader):
    """{annotation id: the links that the reader may see}.

    A range of ids is faster than a list of 2,000.
    """
    first, last, found = min(ids), max(ids), {}
    if not PassageLink.objects.filter(annotation__gte=first, annotation__lte=last).exists():
        return found
    for link in links_between(reader, "annotation_id", first, last):
        found.setdefault(link.annotation_id, []).append(link)
    return found


def links_between(reader, path, first, last):
    """The links that the reader may see of the annotations in a range of ids."""
    rows = PassageLink.objects.visible_to(reader).order_by("id")
    rows = rows.filter(**{f"{path}__gte": first, f"{path}__lte": last})
    return rows.only("annotation", *LINKED)


@lru_cache(maxsize=4096)
def _creator(pk, username, name):
    return {
        "id": f"urn:uuid:{pk}",
        "type": "Person",
        "name": name or username,
        "nickname": username,
    }


@lru_cache(maxsize=4096)
def _code_bodies(root, pk, slug):
    return (
        {"type": "SpecificResource", "source": f"{root}codes/{pk}/", "purpose": "classifying"},
        {"type": "TextualBody", "value": slug, "purpose": "tagging"},
    )


@lru_cache(maxsize=4096)
def _source(root, article, number):
    return f"{root}articles/{article}/versions/{number}/"


def annotation(root, row, links=()):
    """One W3C Annotation (a dict) from the values of FIELDS and its PassageLinks.

    `root` is the URL of the API. An annotation without code, note or links has no body.
    """
    (
        pk, article, number, start, end, quote, prefix, suffix, code, slug, certainty, note, author,
        username, name, annotator, created, updated,
    ) = row  # fmt: skip
    found = {
        "id": f"{root}annotations/{pk}/",
        "type": "Annotation",
        "motivation": _motivation(code, note, links),
        "created": created,
        "modified": updated,
        "target": {
            "type": "SpecificResource",
            "source": _source(root, article, number),
            "selector": [
                {"type": "TextQuoteSelector", "exact": quote, "prefix": prefix, "suffix": suffix},
                {"type": "TextPositionSelector", "start": start, "end": end},
            ],
        },
    }
    if author:
        found["creator"] = _creator(author, username, name)
    elif annotator:
        found["creator"] = {"type": "Person", "name": annotator}
    if bodies := _bodies(root, code, slug, certainty, note, links):
        found["body"] = bodies
    return found


def _motivation(code, note, links):
    if code:
        return "classifying"
    if links:
        return "linking"
    return "commenting" if note else "highlighting"


def _bodies(root, code, slug, certainty, note, links):
    bodies = [*_code_bodies(root, code, slug)] if code else []
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
    """Bodies for the record that a link is about and for the row that it names."""
    said = {"stance": link.role}
    if link.field:
        said["field"] = link.field
    if link.stated_value is not None:
        said["statedValue"] = link.stated_value
    if link.credibility:
        said["credibility"] = link.credibility
    purpose = "identifying" if link.role == "mentions" else "linking"
    for name, model in LINKABLE.items():
        if pk := getattr(link, f"{name}_id"):
            source = f"{root}{type_of(model).noun}/{pk}/"
            yield {"type": "SpecificResource", "source": source, "purpose": purpose, **said}
