"""What not every reader is told alike, as incidents.positions and the rule of visibility let it be:
positions of places, and the verdicts on what relations are alleged."""

from ctplatform.exchange.tables import tuples
from ctplatform.rights import passed_on
from incidents.formats.expressions import VERDICTS
from incidents.models import Allegation
from incidents.positions import Position, teller


def positions_told(rows, columns, reader):
    """Yield the tuples of places with the positions that this reader is told."""
    tell, names = teller(reader), tuple(columns)
    kind, precision = names.index("kind"), names.index("public_precision")
    spots = [names.index(name) for name in Position._fields]
    for project, *row in tuples(rows, {"owner": "project_id"} | columns):
        position = Position(*(row[at] for at in spots))
        for at, value in zip(
            spots, tell(project, row[kind], row[precision], position), strict=True
        ):
            row[at] = value
        yield tuple(row)


def verdicts_told(rows, columns, reader):
    """Yield the tuples of relations with what was found of the allegations about each."""
    found = {}
    charges = passed_on(Allegation.objects.visible_to(reader).upheld(), reader)
    charges = charges.filter(relation__in=rows.order_by().values("pk")).order_by("id")
    for relation, words in charges.annotate(found=VERDICTS).values_list("relation", "found"):
        found.setdefault(relation, []).extend(filter(None, [words]))
    names = tuple(columns)
    pk, verdicts = names.index("id"), names.index("verdicts")
    for row in tuples(rows, columns):
        told = found.get(row[pk])
        yield (*row[:verdicts], "; ".join(told) if told else None, *row[verdicts + 1 :])
