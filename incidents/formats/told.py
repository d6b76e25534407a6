"""What not every reader is told alike, as incidents.positions and the rule of visibility let it be:
positions of places, the verdicts on what relations are alleged, figures of merged records."""

from django.db.models import Case, Exists, F, OuterRef, Q, When

from ctplatform.exchange.tables import tuples
from ctplatform.rights import RESTRICTED, passed_on
from incidents.formats.expressions import VERDICTS
from incidents.models import Allegation, CasualtyEstimate, Incident
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


def figures_told(columns, reader):
    """The columns of incidents: outsiders take along no figure of a restricted record that was
    merged into one without an estimate of its own."""
    if reader and reader.is_superuser:
        return columns
    restricted = Incident.objects.filter(merged_into__isnull=False, rights=RESTRICTED)
    inside = Q(project__in=list(reader.roles()) if reader and reader.is_authenticated else [])
    own = Exists(CasualtyEstimate.objects.filter(incident=OuterRef("pk"), kind="killed"))
    borrowed = Q(pk__in=restricted.values("merged_into")) & ~inside & ~Q(own)
    return columns | {"killed": Case(When(borrowed, then=None), default=F("killed_figure"))}
