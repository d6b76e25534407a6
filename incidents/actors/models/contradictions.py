"""Relations that cannot hold together: one asserts a tie between two ends, the other denies it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from ctplatform.curation.models import with_merged_ids
from incidents.actors.models.actors import Actor
from incidents.actors.models.relations import ActorRelation
from incidents.vocabularies import SYMMETRIC_RELATIONS

TIES = (
    "affiliate_of",
    "branch_of",
    "same_as",
    "part_of",
    "splinter_of",
    "allied_with",
    "sponsors",
    "client_of",
    "cooperates_with",
    "member_of",
)
"""Kinds that "is unrelated to" contradicts. Rivals, enemies and targets may well be unrelated."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a relation states: that `kind` holds (or does not) between `start` and `end`.

    `status` is the relation's; `first` and `last` are inclusive days, None where open.
    """

    kind: str
    start: Hashable
    end: Hashable
    holds: bool
    status: str = "asserted"
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def tie(self):
        """(kind, end, end) in one form, so that a relation and its mirror image are equal."""
        if self.kind == "client_of":
            return ("sponsors", self.end, self.start)
        if self.kind in SYMMETRIC_RELATIONS:
            return (self.kind, *sorted((self.start, self.end), key=str))
        return (self.kind, self.start, self.end)


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


def statements_contradict(one: Statement, other: Statement) -> bool:
    """Whether two statements about the same ends cannot hold together.

    An allegation and its rejection do not contradict each other. A relation that has ended
    contradicts a denial only where both have dates and the dates overlap.
    """
    if one.tie == other.tie:
        is_one_matter = {one.status, other.status} == {"alleged", "rejected"}
        opposite = one.holds != other.holds and not is_one_matter
        return opposite and _in_the_same_days(one, other)
    if {one.start, one.end} != {other.start, other.end}:
        return False
    kinds = {one.kind, other.kind}
    apart = "unrelated_to" in kinds and not kinds.isdisjoint(TIES)
    return apart and one.holds and other.holds and _in_the_same_days(one, other)


def _in_the_same_days(one, other):
    days = (one.first, one.last, other.first, other.last)
    if "ended" in (one.status, other.status) and None in days:
        return False
    latest_start = max(one.first or dt.date.min, other.first or dt.date.min)
    return latest_start <= min(one.last or dt.date.max, other.last or dt.date.max)


def pairs_in(relations: Iterable, standing=None) -> dict:
    """{id: [relations that it contradicts]} among these relations, in their order."""
    between = defaultdict(list)
    for relation in relations:
        said = statement_of(relation, standing)
        between[frozenset((said.start, said.end))].append((relation, said))
    found = defaultdict(list)
    for rows in between.values():
        for relation, said in rows:
            found[relation.pk] += [
                other
                for other, what in rows
                if other.pk != relation.pk and statements_contradict(said, what)
            ]
    return found


def contradictions_of(relations, user) -> dict:
    """{id: [relations that it contradicts and the user may see]}, in a fixed number of queries.

    The relations need not be saved. Merged actors count as the actors that they were merged into;
    relations of withdrawn actors are left out.
    """
    mine = {row.pk: row for row in relations}
    ends = {pk for row in mine.values() for pk in (row.subject_id, row.object_id)} - {None}
    if not ends:
        return {}
    standing = _canonical_ids(ends)
    places = {row.place_id for row in mine.values()} - {None}
    others = ActorRelation.objects.visible_to(user).filter(
        Q(object__in=standing) | Q(place__in=places), subject__in=standing
    )
    others = others.exclude(subject__state="withdrawn").exclude(object__state="withdrawn")
    others = others.select_related("subject", "object", "place", "claimant").order_by("id")
    return pairs_in([*mine.values(), *(row for row in others if row.pk not in mine)], standing)


def _canonical_ids(ends):
    """{id: canonical id} of these actors and of all that were merged with them."""
    merged = dict(Actor._base_manager.filter(pk__in=ends).values_list("pk", "merged_into"))
    roots = {successor or pk for pk, successor in merged.items()}
    into = Actor._base_manager.filter(pk__in=with_merged_ids(Actor, roots))
    return {pk: successor or pk for pk, successor in into.values_list("pk", "merged_into")}


def warnings_of(relation, user) -> list[str]:
    """Warnings about relations that this one contradicts; it may be saved all the same."""
    others = contradictions_of([relation], user).get(relation.pk, ())
    text = _("This contradicts another relation: %s.")
    return [text % other.sentence for other in others]
