"""W3C Web Annotation (JSON-LD): https://www.w3.org/TR/annotation-model/.

Positions are Unicode code points counted from 0, end exclusive, as the model requires; the quote
has its prefix and suffix, since a quote alone selects every place where it occurs.
Every source is a URL of this installation, where a program finds the text, code or record. What the
model has no term for (stance, field, value, credibility of a link; the path of a code; the SHA-256
of the text; what an imported file states besides) has the platform's own terms, which the page's
context defines. Further passages of a discontinuous annotation are further targets.
Links are read once per chunk of rows, so that memory stays constant; the first chunk is small, so
that the response begins at once.
"""

from itertools import chain, islice, repeat

import orjson

from annotations.links.formats.web_items import (
    CONTEXT,
    LINKED,
    TERMS,
    CodePaths,
    annotation,
    values_of,
)
from annotations.links.formats.web_relations import web_relations
from annotations.links.models.links import PassageLink
from ctplatform.exchange.registry import register_writer
from ctplatform.exchange.streaming import ROWS

FURTHER = 5 * ROWS  # rows whose links are read together, since planning that query takes long


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
    root, comma, paths = address.partition("annotations/export/")[0], b"", CodePaths()
    found = values_of(rows)
    sizes = chain([ROWS], repeat(FURTHER))
    while chunk := list(islice(found, next(sizes))):
        links = stored_links([row[0] for row in chunk], reader)
        paths.load(chunk)
        for row in chunk:
            item = annotation(root, row, paths, links.get(row[0], ()) if links else ())
            yield comma + orjson.dumps(item, option=orjson.OPT_UTC_Z)
            comma = b",\n"
    for item in web_relations(rows, root, reader, paths):
        yield comma + orjson.dumps(item, option=orjson.OPT_UTC_Z)
        comma = b",\n"
    yield b"]}"


def stored_links(ids, reader):
    """{annotation id, as text: the links that the reader may see}.

    A range of ids is faster than a list of 2,000.
    """
    first, last, found = min(ids), max(ids), {}
    if not PassageLink.objects.filter(annotation__gte=first, annotation__lte=last).exists():
        return found
    for link in links_between(reader, "annotation_id", first, last):
        found.setdefault(str(link.annotation_id), []).append(link)
    return found


def links_between(reader, path, first, last):
    """The links that the reader may see of the annotations in a range of ids."""
    rows = PassageLink.objects.visible_to(reader).order_by("id")
    rows = rows.filter(**{f"{path}__gte": first, f"{path}__lte": last})
    return rows.only("annotation", *LINKED)
