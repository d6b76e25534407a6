"""Pure: how one incident leads to another. Which of two linked ends comes first, and in what order
a chain is read.
"""

from collections import defaultdict
from typing import NamedTuple

EARLIER_FIRST = frozenset(
    {"provoked", "retaliated_by", "de_escalated_by", "followed_by", "draws", "displaces_to"}
)
LATER_FIRST = frozenset({"counter_strike_to", "follow_up", "enabled_by"})
ORDERED = EARLIER_FIRST | LATER_FIRST
"""Kinds that say what came first: they form no circle, and their dates must agree."""


class Edge(NamedTuple):
    """A link of an ordered kind, turned so that it leads from the earlier to the later node."""

    first: str
    then: str
    link: object = None


def turned(kind, origin, target) -> tuple:
    """(earlier, later) of the ends of a link of an ordered kind."""
    return (target, origin) if kind in LATER_FIRST else (origin, target)


def agree(first_earliest, then_latest) -> bool:
    """Whether what begins then at the earliest may have led to what ended then at the latest.

    Dates, None where that side is open or unknown, which contradicts nothing.
    """
    return first_earliest is None or then_latest is None or first_earliest <= then_latest


def path(start, goal, following) -> list[Edge] | None:
    """The shortest way from start to goal, of no edges where they are one; None where none leads.

    `following(nodes)` gives the edges that lead on from some nodes.
    """
    came, ends = {start: None}, {start}
    while ends and goal not in came:
        found = {edge.then: edge for edge in following(ends) if edge.then not in came}
        came |= found
        ends = set(found)
    if goal not in came:
        return None
    way, edge = [], came[goal]
    while edge:
        way.append(edge)
        edge = came[edge.first]
    return way[::-1]


def in_order(nodes, edges, rank) -> list[tuple]:
    """[(node, [Edge that leads to it, ...])], causes before their effects.

    Among those that might come next the lowest `rank(node)` does. Where edges run in a circle (two
    people may have linked at once) the lowest of the rest breaks it: each node has one place.
    """
    into, waiting = defaultdict(list), list(nodes)
    for edge in edges:
        into[edge.then].append(edge)
    placed, found = set(), []
    while waiting:
        free = [n for n in waiting if all(e.first in placed for e in into[n])] or waiting
        node = min(free, key=rank)
        waiting.remove(node)
        placed.add(node)
        found.append((node, into[node]))
    return found
