"""Export columns that depend on the reader, by the rules of visibility and of positions.

These are positions of places, verdicts on alleged relations, contradictions between relations, and
figures of merged records. Also labels of assessments, which SQL cannot compose.
"""

from functools import lru_cache
from types import SimpleNamespace

from django.db.models import Case, Exists, F, OuterRef, Q, When

from ctplatform.access.export_rights import RESTRICTED, passed_on
from ctplatform.database.batches import in_batches
from ctplatform.database.functions import IdIn
from ctplatform.exchange.tables import row_tuples
from incidents.actors.models.contradictions import contradicting_ids
from incidents.allegations.expressions import VERDICTS
from incidents.allegations.models import Allegation
from incidents.assessments.models.assessments import Assessment
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.events.models.incident_places import IncidentPlace, named_place
from incidents.events.models.incidents import Incident
from incidents.figures.estimates import estimate_in_words, figures_in_words
from incidents.places.coordinate_redaction import Position, coordinate_redactor
from incidents.responsibility.models.claimed import claimed_expression

CHUNK = 1000  # rows for which rows of other tables are read together
LABELLED_BY = ("statement", "likelihood", "probability", "estimative")


def redact_positions(rows, columns, reader):
    """Yield the tuples of places with positions as exact as the reader may see them."""
    redact, names = coordinate_redactor(reader), tuple(columns)
    kind, precision = names.index("kind"), names.index("public_precision")
    spots = [names.index(name) for name in Position._fields]
    for project, *row in row_tuples(rows, {"owner": "project_id"} | columns):
        position = Position(*(row[at] for at in spots))
        for at, value in zip(
            spots, redact(project, row[kind], row[precision], position), strict=True
        ):
            row[at] = value
        yield tuple(row)


def label_assessments(rows, columns, _reader):
    """Yield the tuples of assessments with their labels and the terms suggested by their words."""
    names = tuple(columns)
    for row in row_tuples(rows, columns):
        values = dict(zip(names, row, strict=True))
        stated = Assessment(**{name: values[name] for name in LABELLED_BY})
        values |= {"label": stated.label, "suggested_likelihood": stated.suggested_likelihood}
        yield tuple(values.values())


def redact_relations(rows, columns, reader):
    """Yield the tuples of relations with verdicts and contradictions.

    `verdicts` are those on allegations about the relation, `contradicts` the ids of relations that
    it contradicts, both as far as the reader may see them.
    """
    names, found = tuple(columns), row_tuples(rows, columns)
    pk, verdicts, contradicts = map(names.index, ("id", "verdicts", "contradicts"))
    for chunk in in_batches(found, CHUNK):
        relations = rows.model.objects.filter(IdIn("pk", [row[pk] for row in chunk])).order_by("id")
        judged, against = _verdicts_on(relations, reader), contradicting_ids(relations, reader)
        for values in chunk:
            row = list(values)
            row[verdicts] = "; ".join(judged.get(row[pk], ())) or None
            row[contradicts] = [str(other) for other in against.get(row[pk], ())]
            yield tuple(row)


def _verdicts_on(relations, reader):
    """{relation id: verdicts in words} on allegations that the reader may export."""
    found = {}
    shown = passed_on(Allegation.objects.visible_to(reader).not_withdrawn(), reader)
    shown = shown.filter(relation__in=relations.order_by().values("pk")).order_by("id")
    for relation, words in shown.annotate(found=VERDICTS).values_list("relation", "found"):
        found.setdefault(relation, []).extend(filter(None, [words]))
    return found


def redact_estimates(rows, columns, _reader):
    """Yield the tuples of estimates with their figures in words: “more than 150” for low 151."""
    names = tuple(columns)
    at = names.index("figures")
    for row in row_tuples(rows, columns):
        values = dict(zip(names, row, strict=True))
        yield (*row[:at], estimate_in_words(SimpleNamespace(**values)), *row[at + 1 :])


def further_positions(ids):
    """{incident id: list of dicts} of further places of these incidents, without positions."""
    found = {}
    places = IncidentPlace.objects.filter(IdIn("incident", ids))
    for row in places.select_related("place").order_by("id"):
        found.setdefault(row.incident_id, []).append(named_place(row))
    return found


def redact_figures(columns, reader):
    """The columns of incidents with figures and `claimed` redacted for the reader.

    An incident without an estimate of its own shows the figures of a restricted record merged into
    it only to members. `claimed` is derived from statements that the reader may export.
    """
    columns = columns | {"claimed": claimed_expression(reader)}
    if reader and reader.is_superuser:
        return columns
    restricted = Incident.objects.filter(merged_into__isnull=False, rights=RESTRICTED)
    inside = Q(project__in=list(reader.roles()) if reader and reader.is_authenticated else [])
    own = Exists(CasualtyEstimate.objects.filter(incident=OuterRef("pk"), kind="killed"))
    borrowed = Q(pk__in=restricted.values("merged_into")) & ~inside & ~Q(own)
    figures = {name: path for name, path in columns.items() if name.startswith("killed")}
    return columns | {
        name: Case(When(borrowed, then=None), default=F(path)) for name, path in figures.items()
    }


def killed_words_filler(names):
    """Return the function that sets `killed_words` in a row (a list of values of these `names`).

    The row holds the qualifier there.
    """
    low, best, high, at = map(names.index, ("killed_low", "killed", "killed_high", "killed_words"))
    words_of = lru_cache(maxsize=4096)(figures_in_words)  # for the language of this export

    def fill_in(row):
        figures = (row[low], row[best], row[high], row[at])
        row[at] = None if figures == SILENT else words_of(*figures)

    return fill_in


SILENT = (None,) * 4
