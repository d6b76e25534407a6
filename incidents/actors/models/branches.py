"""Which actors count as an actor: those merged into it, its branches, parts and affiliates."""

from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce

from incidents.actors.models.actors import Actor
from incidents.vocabularies import BRANCH_RELATIONS

ALWAYS = (None, None)
"""The (start, end) of an actor that counts without a limit in time."""


class Branch(NamedTuple):
    """An actor that counts as `parent` from `start` to `end` (inclusive days, None is open)."""

    actor: object
    parent: object
    start: object = None
    end: object = None

    def within(self, start, end) -> tuple:
        """(start, end) of the days that it shares with the given ones."""
        return _later_day(start, self.start), _earlier_day(end, self.end)


def canonical_ids(actors) -> list:
    """The ids of these actors, each replaced by the id of the actor that it was merged into."""
    actors = [UUID(str(each)) for each in actors]
    rows = Actor._base_manager.filter(pk__in=actors).values_list("pk", "merged_into")
    merged = {pk: into or pk for pk, into in rows}
    return list(dict.fromkeys(merged.get(each, each) for each in actors))


def with_branches(actors, branches, relations) -> dict[tuple, set]:
    """{(start, end): ids of actors} that count as these actors on those days.

    `relations` is the queryset of the ActorRelations that the reader may see. Relations are
    followed over any number of levels, and an actor that was merged counts as the one that it was
    merged into.
    """
    roots = canonical_ids(actors)
    found = {(root, ALWAYS) for root in roots}
    if BRANCH_RELATIONS[branches]:
        projects = Actor._base_manager.filter(pk__in=roots).values("project")
        found = _connected_actors(found, branch_graph(projects, branches, relations))
    merged = defaultdict(set)
    ids = {actor for actor, _days in found}
    for pk, into in Actor._base_manager.filter(merged_into__in=ids).values_list(
        "pk", "merged_into"
    ):
        merged[into].add(pk)
    spans = defaultdict(set)
    for actor, days in found:
        spans[days] |= {actor, *merged[actor]}
    return dict(spans)


def _connected_actors(found, graph):
    """Add each (actor, days) that the relations connect to one of those found, at any level."""
    below = defaultdict(list)
    for branch in graph:
        below[branch.parent].append(branch)
    todo = list(found)
    while todo:
        parent, (start, end) = todo.pop()
        for branch in below[parent]:
            days = branch.within(start, end)
            never = all(days) and days[0] > days[1]
            if not never and not _is_found(found, branch.actor, days):
                found.add((branch.actor, days))
                todo.append((branch.actor, days))
    return found


def _is_found(found, actor, days):
    return (actor, ALWAYS) in found or (actor, days) in found


def _later_day(one, other):
    return max(one, other) if one and other else one or other


def _earlier_day(one, other):
    return min(one, other) if one and other else one or other


def branch_graph(projects, branches, relations) -> list[Branch]:
    """The Branches among the actors of some projects (ids).

    An asserted relation counts from the first day of its date on. One that has ended counts within
    its dates, or not at all if its end is unknown.
    """
    rows = relations.filter(
        Q(status="asserted") | Q(status="ended", date_latest__isnull=False),
        kind__in=BRANCH_RELATIONS[branches],
        polarity="asserts",
        subject__project__in=projects,
    )
    rows = rows.exclude(subject__state="withdrawn").exclude(object__state="withdrawn")
    columns = (
        Coalesce("subject__merged_into", "subject"),
        Coalesce("object__merged_into", "object"),
        "date",
        "status",
        "date_earliest",
        "date_latest",
    )
    found = []
    for actor, parent, date, status, start, end in rows.order_by().values_list(*columns):
        is_bounded = status == "ended" or "/" in (date or "")
        if actor != parent:
            found.append(Branch(actor, parent, start, end if is_bounded else None))
    return found
