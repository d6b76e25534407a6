"""Networks as GEXF 1.3, GraphML, JSON Lines and CSV, for Gephi, networkx, igraph and R.

Each tie has its status and whether it is negative, so that no program takes an alleged tie, or the
statement that there is none, for a tie. All edges are of the directed sort, since programs such as
networkx read no graph that mixes both; a symmetric tie says so by its value `directed`.
"""

from xml.sax.saxutils import quoteattr

from django.db.models import Case, Value, When

from ctplatform.access.export_rights import passed_on
from ctplatform.exchange.registry import register_writer
from ctplatform.exchange.streaming import ROWS
from ctplatform.exchange.tables import writes_tables
from incidents.actors import expressions
from incidents.actors.models.actors import Actor
from incidents.vocabularies import SYMMETRIC_RELATIONS

NODE_FIELDS = {"label": "string", "kind": "string", "country": "string"}
EDGE_FIELDS = {
    "relation": "string",
    "label": "string",
    "status": "string",
    "negative": "boolean",
    "directed": "boolean",
    "said_by": "string",
    "date": "string",
    "first_day": "string",
    "last_day": "string",
}
"""The values of nodes and edges, each with its type."""


def nodes_and_edges(rows, reader):
    """({id: values of NODE_FIELDS}, generator of (id, start, goal, values of EDGE_FIELDS)).

    A tie is left out where one of its ends may not be exported by the reader.
    """
    ends = {pk for pair in rows.order_by().values_list("start", "goal").distinct() for pk in pair}
    shown = passed_on(Actor.objects.visible_to(reader).filter(pk__in=ends), reader)
    nodes = {
        pk: values
        for pk, *values in shown.order_by("folded", "id").values_list(
            "pk", "name", "kind", "country"
        )
    }
    return nodes, _edges(rows, nodes)


def _edges(rows, nodes):
    for row in rows.select_related("claimant").order_by("id").iterator(chunk_size=ROWS):
        if row.start in nodes and row.goal in nodes:
            values = (
                row.kind,
                row.label,
                row.status,
                row.is_negative,
                row.kind not in SYMMETRIC_RELATIONS,
                row.said_by_shown,
                row.date,
                row.date_earliest,
                row.date_latest,
            )
            yield row.pk, row.start, row.goal, values


def _text(value):
    """A value as text in XML, without the characters that XML forbids."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return "".join(each for each in text if each >= " " or each in "\t\n\r").translate(FORBIDDEN)


FORBIDDEN = dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF))
"""Code points that XML 1.0 forbids, beside control characters."""


def _quoted(value):
    return quoteattr(_text(value))


@register_writer(
    "network", "gexf", label="GEXF", media_type="application/gexf+xml", extension="gexf"
)
def write_gexf(rows, reader):
    """Yield GEXF 1.3: actors are nodes, relations are edges, each with `directed`."""
    nodes, edges = nodes_and_edges(rows, reader)
    yield (
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="directed">'
    )
    for name, fields in (("node", NODE_FIELDS), ("edge", EDGE_FIELDS)):
        yield f'<attributes class="{name}">'.encode()
        for number, (title, kind) in enumerate(fields.items()):
            yield f'<attribute id="{number}" title="{title}" type="{kind}"/>'.encode()
        yield b"</attributes>"
    yield b"<nodes>\n"
    for pk, values in nodes.items():
        yield f'<node id="{pk}" label={_quoted(values[0])}>{_gexf_values(values)}</node>\n'.encode()
    yield b"</nodes><edges>\n"
    for pk, start, goal, values in edges:
        head = f'<edge id="{pk}" source="{start}" target="{goal}"'
        yield f"{head} label={_quoted(values[1])}>{_gexf_values(values)}</edge>\n".encode()
    yield b"</edges></graph></gexf>\n"


def _gexf_values(values):
    cells = "".join(
        f'<attvalue for="{number}" value={_quoted(value)}/>'
        for number, value in enumerate(values)
        if value not in (None, "")
    )
    return f"<attvalues>{cells}</attvalues>"


@register_writer(
    "network", "graphml", label="GraphML", media_type="application/graphml+xml", extension="graphml"
)
def write_graphml(rows, reader):
    """Yield GraphML: actors are nodes, relations are edges, each with `directed`."""
    nodes, edges = nodes_and_edges(rows, reader)
    yield (
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    )
    for short, name, fields in (("n", "node", NODE_FIELDS), ("e", "edge", EDGE_FIELDS)):
        for title, kind in fields.items():
            key = f'<key id="{short}_{title}" for="{name}" attr.name="{title}" attr.type="{kind}"/>'
            yield key.encode()
    yield b'\n<graph edgedefault="directed">\n'
    for pk, values in nodes.items():
        yield f'<node id="{pk}">{_graphml_values("n", NODE_FIELDS, values)}</node>\n'.encode()
    for pk, start, goal, values in edges:
        data = _graphml_values("e", EDGE_FIELDS, values)
        yield f'<edge id="{pk}" source="{start}" target="{goal}">{data}</edge>\n'.encode()
    yield b"</graph></graphml>\n"


def _graphml_values(short, fields, values):
    return "".join(
        f'<data key="{short}_{title}">{_escaped(value)}</data>'
        for title, value in zip(fields, values, strict=True)
        if value not in (None, "")
    )


def _escaped(value):
    return _text(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def tie_tuples(rows, _columns, reader):
    """Yield a tuple of COLUMNS for each tie, with the ids and the names of its ends."""
    nodes, edges = nodes_and_edges(rows, reader)
    for pk, start, goal, values in edges:
        yield (pk, start, nodes[start][0], goal, nodes[goal][0], *values)


COLUMNS = {
    "id": "id",
    "subject": "subject",
    "subject_name": "subject__name",
    "object": "object",
    "object_name": "object__name",
    "relation": "kind",
    "label": expressions.RELATION_LABEL,
    "status": "status",
    "negative": expressions.IS_NEGATIVE,
    "directed": Case(When(kind__in=SYMMETRIC_RELATIONS, then=Value(False)), default=Value(True)),
    "said_by": expressions.SAID_BY,
    "date": "date",
    "first_day": "date_earliest",
    "last_day": "date_latest",
}
"""The columns of tables, which `tie_tuples` fills, with the fields that they come from."""
writes_tables("network", COLUMNS, redact=tie_tuples)
