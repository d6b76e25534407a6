"""W3C Web Annotation (JSON-LD): https://www.w3.org/TR/annotation-model/.

Positions are Unicode code points counted from 0, end exclusive, as the model demands; the quote
comes with its prefix and suffix, since a quote alone selects every place where it occurs.
Links are read once per chunk of rows, so that memory stays flat; the first chunk is small, so that
an answer begins at once.
"""

from functools import lru_cache
from itertools import chain, islice, repeat

import orjson

from annotations.models import PassageLink
from annotations.models.links import TARGETS
from ctplatform.accounts.kinds import ask
from ctplatform.exchange.registry import writes
from ctplatform.exchange.streaming import ROWS

FURTHER = 5 * ROWS  # rows whose links are read together: PostgreSQL plans their rule for long
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
FIELDS = (
    "id", "article_version_id", "start", "end", "quote", "prefix", "suffix", "code_id",
    "code__slug", "certainty", "note", "author_id", "author__username", "author__name",
    "created", "updated",
)  # fmt: skip


@writes(
    "annotations",
    "web_annotation",
    label="W3C Web Annotation",
    media_type='application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
    extension="jsonld",
    aliases=("jsonld", "w3c"),
)
def web_annotation(rows, reader):
    """One AnnotationPage whose items are the annotations."""
    yield b'{"@context":"%s","type":"AnnotationPage","startIndex":0,"items":[' % CONTEXT.encode()
    comma = b""
    found = rows.values_list(*FIELDS).iterator(chunk_size=ROWS)
    sizes = chain([ROWS], repeat(FURTHER))
    while chunk := list(islice(found, next(sizes))):
        links = _links([row[0] for row in chunk], reader)
        for row in chunk:
            item = annotation(row, links.get(row[0], ()) if links else ())
            yield comma + orjson.dumps(item, option=orjson.OPT_UTC_Z)
            comma = b",\n"
    yield b"]}"


def _links(ids, reader):
    """{annotation id: [(id of a record or a relation, stance)]}.

    A range costs less than naming 2,000 ids.
    """
    first, last, found = min(ids), max(ids), {}
    if not PassageLink.objects.filter(annotation__gte=first, annotation__lte=last).exists():
        return found
    for link in ask(reader, links_between, "annotation_id", first=first, last=last):
        said = found.setdefault(link.annotation_id, [])
        said += [(pk, link.role) for pk in (link.target_id, link.relation_id) if pk]
    return found


def links_between(reader, path, first, last):
    """The links of the annotations from one id to another that the reader may see."""
    rows = PassageLink.objects.visible_to(reader).order_by("id")
    rows = rows.filter(**{f"{path}__gte": first, f"{path}__lte": last})
    return rows.only("annotation", "role", "relation", *TARGETS)


@lru_cache(maxsize=4096)
def _creator(pk, username, name):
    return {
        "id": f"urn:uuid:{pk}",
        "type": "Person",
        "name": name or username,
        "nickname": username,
    }


@lru_cache(maxsize=4096)
def _code_bodies(pk, slug):
    return (
        {"type": "SpecificResource", "source": f"urn:uuid:{pk}", "purpose": "classifying"},
        {"type": "TextualBody", "value": slug, "purpose": "tagging"},
    )


@lru_cache(maxsize=4096)
def _source(pk):
    return f"urn:uuid:{pk}"


def annotation(row, links=()):
    """One W3C Annotation (a dict) of the values of FIELDS and its links, (record id, stance)."""
    (
        pk, version, start, end, quote, prefix, suffix, code, slug, certainty, note, author,
        username, name, created, updated,
    ) = row  # fmt: skip
    return {
        "id": f"urn:uuid:{pk}",
        "type": "Annotation",
        "motivation": _motivation(code, note, links),
        "created": created,
        "modified": updated,
        "creator": _creator(author, username, name),
        "body": _bodies(code, slug, certainty, note, links),
        "target": {
            "type": "SpecificResource",
            "source": _source(version),
            "selector": [
                {"type": "TextQuoteSelector", "exact": quote, "prefix": prefix, "suffix": suffix},
                {"type": "TextPositionSelector", "start": start, "end": end},
            ],
        },
    }


def _motivation(code, note, links):
    if code:
        return "classifying"
    if links:
        return "linking"
    return "commenting" if note else "highlighting"


def _bodies(code, slug, certainty, note, links):
    bodies = [*_code_bodies(code, slug)] if code else []
    if certainty != "certain":
        bodies.append({"type": "TextualBody", "value": certainty, "purpose": "assessing"})
    if note:
        bodies.append(
            {"type": "TextualBody", "value": note, "format": "text/plain", "purpose": "commenting"}
        )
    for target, stance in links:
        purpose = "identifying" if stance == "mentions" else "linking"
        source = f"urn:uuid:{target}"
        bodies.append({"type": "SpecificResource", "source": source, "purpose": purpose})
    return bodies
