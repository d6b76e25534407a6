"""The network of a project's actors, with the measures of each, in a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass, field

from ctplatform.charts import circular_network
from incidents.actors.models.actors import Actor
from incidents.actors.queries.network import (
    ALLEGED,
    LABELLED,
    edge_label_lines,
    with_allegations,
    with_contradictions,
    words_of,
)
from incidents.networks import measures

MOST_ACTORS, MOST_TIES = 300, 1500
MOST_READ = 20_000  # ties that are counted to choose the actors
MOST_ENDS, MOST_CHORDS = 80, 400  # of the drawing that the server makes
CERTAIN = ("asserted", "ended")


@dataclass(frozen=True)
class ActorMeasures:
    """The measures of an actor. `degree` and `betweenness` are of recorded ties alone.

    `wider_degree` and `wider_betweenness` also count ties that are alleged, hypothesised or
    intended. `uncertain` and `negative` are the numbers of relations of these sorts; negative and
    rejected ones enter no measure.
    """

    actor: Actor
    degree: int
    betweenness: float
    wider_degree: int
    wider_betweenness: float
    uncertain: int
    negative: int


@dataclass(frozen=True)
class Network:
    """The drawn actors with their measures, and the relations between them.

    `actor_count` and `tie_count` are how many pass the filters; `is_cut` if not all are in it, and
    `is_at_least` if there are so many that they were not all counted.
    """

    measured: list[ActorMeasures]
    relations: list
    actor_count: int
    tie_count: int
    is_at_least: bool = False
    drawing: circular_network.Drawing | None = field(default=None)

    @property
    def is_cut(self) -> bool:
        return self.actor_count > len(self.measured) or self.tie_count > len(self.relations)


def network_of(rows, user) -> Network:
    """The Network of `rows`, which NetworkFilter has found and annotated.

    Where there are too many, those actors are in it that have most relations.
    """
    rows = rows.order_by("id")
    pairs = list(rows.values_list("start", "goal")[: MOST_READ + 1])
    counted = Counter(pk for pair in pairs for pk in pair)
    drawn = {pk for pk, _n in counted.most_common(MOST_ACTORS)}
    found = rows
    if len(drawn) < len(counted):
        found = rows.filter(start__in=drawn, goal__in=drawn)
    found = found.select_related("subject__merged_into", "object__merged_into", "claimant")
    relations = list(with_allegations(found, user)[:MOST_TIES])
    for row in relations:
        row.subject, row.object = row.subject.canonical_record, row.object.canonical_record
    actors = {end.pk: end for row in relations for end in (row.subject, row.object)}
    return Network(
        measured_actors(actors, relations),
        with_contradictions(relations),
        len(counted),
        min(len(pairs), MOST_READ),
        len(pairs) > MOST_READ,
        circular_drawing(actors, relations),
    )


def values_in_use(rows) -> dict[str, set]:
    """{name of a filter: the values that occur in these ties or their actors}."""
    rows = rows.order_by()
    said = set(rows.values_list("kind", "status").distinct())
    ends = {
        pair
        for end in ("subject", "object")
        for pair in rows.values_list(f"{end}__kind", f"{end}__country").distinct()
    }
    return {
        "relation": {kind for kind, _status in said},
        "certainty": {status for _kind, status in said},
        "actor_kind": {kind for kind, _country in ends},
        "country": {country for _kind, country in ends},
    }


def measured_actors(actors, relations) -> list[ActorMeasures]:
    """The measures of each of the `actors` ({id: actor}), those with most ties first."""
    certain = [_pair(row) for row in relations if is_certain(row)]
    uncertain = [_pair(row) for row in relations if is_uncertain(row)]
    narrow = measures.neighbours_of(actors, certain)
    wide = measures.neighbours_of(actors, [*certain, *uncertain])
    between = measures.betweenness(narrow)
    wider = measures.betweenness(wide) if uncertain else between
    doubted = Counter(pk for pair in uncertain for pk in pair)
    denied = Counter(pk for row in relations if row.is_negative for pk in _pair(row))
    found = [
        ActorMeasures(
            actor, len(narrow[pk]), between[pk], len(wide[pk]), wider[pk], doubted[pk], denied[pk]
        )
        for pk, actor in actors.items()
    ]
    return sorted(found, key=lambda each: (-each.degree, -each.wider_degree, each.actor.folded))


def _pair(row):
    return row.subject_id, row.object_id


def is_certain(row) -> bool:
    """Whether a relation is a tie that is recorded as fact, now or once."""
    return row.status in CERTAIN and not row.is_negative


def is_uncertain(row) -> bool:
    """Whether a relation is a tie that is only alleged, hypothesised or intended."""
    return row.status in ("alleged", "hypothesised", "intended") and not row.is_negative


def circular_drawing(actors, relations):
    """The drawing that needs no script; None where there are too many to read."""
    if len(actors) > MOST_ENDS or len(relations) > MOST_CHORDS:
        return None
    ends = [circular_network.End(str(pk), actor.name) for pk, actor in actors.items()]
    return circular_network.draw(ends, [chord_of(row) for row in relations])


def claim_lines(relation) -> tuple[str, ...]:
    """The lines printed on a tie that is not a fact: what it denies, its claimant, the verdict."""
    lines = edge_label_lines(relation) if relation.status in LABELLED else ()
    return (str(relation.phrase), *lines) if relation.is_negative else lines


def chord_of(relation):
    return circular_network.Chord(
        str(relation.subject_id),
        str(relation.object_id),
        words_of(relation),
        relation.status,
        relation.is_negative,
        relation.is_directed,
        claim_lines(relation),
        must_say=relation.status in ALLEGED or relation.is_negative,
        key=str(relation.pk),
    )
