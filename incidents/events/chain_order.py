"""Pure: order incidents along their links. Says which of two linked incidents comes first, and in
what order a chain is read."""

from collections import defaultdict
from typing import NamedTuple

EARLIER_FIRST = frozenset(
    {"provoked", "retaliated_by", "de_escalated_by", "followed_by", "draws", "displaces_to"}
)
LATER_FIRST = frozenset({"counter_strike_to", "follow_up", "enabled_by"})
ORDERED = EARLIER_FIRST | LATER_FIRST
"""Kinds of link that imply an order: they form no circle, and their dates must agree."""


class Edge(NamedTuple):
    """A link of an ordered kind, directed from the earlier to the later node."""

    first: str
    then: str
    link: object = None


def ordered_ends(kind, origin, target) -> tuple:
    """The ends of a link of an ordered kind as (earlier, later)."""
    return (target, origin) if kind in LATER_FIRST else (origin, target)


def dates_allow_order(first_earliest, then_latest) -> bool:
    """Whether dates allow that one thing led to another, by beginning before the other's end.

    Dates are None where that side is open or unknown, which never contradicts.
    """
    return first_earliest is None or then_latest is None or first_earliest <= then_latest


def shortest_path(start, goal, following) -> list[Edge] | None:
    """The shortest path from start to goal; [] if they are the same node, None if there is none.

    `following(nodes)` returns the edges that start at any of the nodes.
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
    """Sort nodes topologically: [(node, [Edge that leads to it, ...])], causes before effects.

    Among the nodes that may come next, the one with the lowest `rank(node)` does. If edges form a
    circle (two people may have added links at the same time), the lowest of the remaining nodes
    breaks it: each node appears once.
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
