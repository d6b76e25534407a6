"""Relations that cannot hold together: one asserts a tie between two ends, the other denies it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from ctplatform.curation.models import with_merged_ids
from ctplatform.database.functions import IdIn
from incidents.actors.models.actors import Actor
from incidents.actors.models.contradicting_statements import (
    MIRRORED,
    TIES,
    Statement,
    StatementIndex,
)
from incidents.actors.models.relations import ActorRelation

READ_TOGETHER = 2000  # rows that are fetched from the database together


def statement_of(relation, standing=None) -> Statement:
    """The Statement of a relation; `standing` maps merged ends to their canonical ids.

    A rejected relation states the opposite of its polarity.
    """
    standing = standing or {}
    end = relation.place_id or relation.object_id
    return Statement(
        relation.kind,
        standing.get(relation.subject_id, relation.subject_id),
        standing.get(end, end),
        holds=(relation.polarity == "asserts") != (relation.status == "rejected"),
        status=relation.status,
        first=relation.date_earliest,
        last=relation.date_latest,
    )


def contradictions_among(relations: Iterable, standing=None) -> dict:
    """{id: [relations that it contradicts]} among these relations, in their order."""
    index, said = StatementIndex(), {}
    for place, relation in enumerate(relations):
        said[relation.pk] = place, relation, statement_of(relation, standing)
        index.add(relation.pk, said[relation.pk][2])
    found = defaultdict(list)
    for pk, (_place, _relation, statement) in said.items():
        others = [said[other][:2] for other in index.contradicting(statement) if other != pk]
        found[pk] = [other for _place, other in sorted(others, key=itemgetter(0))]
    return found


class _Stated(NamedTuple):
    """The columns of a relation that decide what it contradicts."""

    pk: UUID
    subject_id: UUID
    object_id: UUID | None
    place_id: UUID | None
    kind: str
    polarity: str
    status: str
    date_earliest: dt.date | None
    date_latest: dt.date | None


def contradicting_ids(relations, user) -> dict:
    """{id: [ids of relations that it contradicts and the user may see]}.

    The relations need not be saved. Merged actors count as the actors that they were merged into;
    relations of withdrawn actors are left out. A fixed number of queries; beside the relations only
    their contradictions are held in memory, however many relations there are between their ends.
    """
    mine = {row.pk: row for row in relations}
    ends = {pk for row in mine.values() for pk in (row.subject_id, row.object_id)} - {None}
    if not ends:
        return {}
    standing, index = _canonical_ids(ends), StatementIndex()
    statements = [(row.pk, statement_of(row, standing)) for row in mine.values()]
    for pk, said in statements:
        index.add(pk, said)
    places = {row.place_id for row in mine.values()} - {None}
    others = ActorRelation.objects.visible_to(user).filter(
        IdIn("object", standing) | Q(IdIn("place", places)),
        IdIn("subject", standing),
        _could_contradict([said for _pk, said in statements]),
    )
    others = others.exclude(subject__state="withdrawn").exclude(object__state="withdrawn")
    found = defaultdict(list)
    for values in others.order_by("id").values_list(*_Stated._fields).iterator(READ_TOGETHER):
        other = _Stated(*values)
        for pk in index.contradicting(statement_of(other, standing)):
            if pk != other.pk:
                found[pk].append(other.pk)
    return found


def _could_contradict(statements) -> Q:
    """The condition on relations that they state what one of these statements excludes."""
    holding, denying = set(), set()
    for said in statements:
        (denying if said.holds else holding).update(
            MIRRORED if said.kind in MIRRORED else (said.kind,)
        )
        if said.holds and said.kind == "unrelated_to":
            holding.update(TIES)
        elif said.holds and said.kind in TIES:
            holding.add("unrelated_to")
    holds = Q(polarity="asserts") ^ Q(status="rejected")
    return (Q(kind__in=holding) & holds | Q(kind__in=denying) & ~holds) & _in_days_of(statements)


def _in_days_of(statements) -> Q:
    """The condition on relations that they may share a day with one of these statements."""
    firsts, lasts = {each.first for each in statements}, {each.last for each in statements}
    condition = Q()
    if None not in lasts:
        condition &= Q(date_earliest=None) | Q(date_earliest__lte=max(lasts))
    if None not in firsts:
        condition &= Q(date_latest=None) | Q(date_latest__gte=min(firsts))
    return condition


def _canonical_ids(ends):
    """{id: canonical id} of these actors and of all that were merged with them."""
    merged = dict(Actor._base_manager.filter(pk__in=ends).values_list("pk", "merged_into"))
    roots = {successor or pk for pk, successor in merged.items()}
    into = Actor._base_manager.filter(pk__in=with_merged_ids(Actor, roots))
    return {pk: successor or pk for pk, successor in into.values_list("pk", "merged_into")}


def warnings_of(relation, user) -> list[str]:
    """Warnings about relations that this one contradicts; it may be saved all the same."""
    ids = contradicting_ids([relation], user).get(relation.pk, ())
    others = ActorRelation.objects.filter(IdIn("pk", ids)).order_by("id")
    text = _("This contradicts another relation: %s.")
    return [
        text % other.sentence
        for other in others.select_related("subject", "object", "place", "claimant")
    ]
