"""Degree and betweenness of the actors of a network. Pure.

Ties count as undirected and unweighted, and two actors are tied once however many relations say so:
direction and number follow from how relations are recorded, not from how much actors have to do
with each other.
"""

from collections import deque
from collections.abc import Hashable, Iterable

Pair = tuple[Hashable, Hashable]


def neighbours_of(actors: Iterable[Hashable], pairs: Iterable[Pair]) -> dict[Hashable, set]:
    """{actor: the actors it is tied to}; without loops and pairs with other ends."""
    found = {actor: set() for actor in actors}
    for one, other in pairs:
        if one != other and one in found and other in found:
            found[one].add(other)
            found[other].add(one)
    return found


def degrees(neighbours: dict[Hashable, set]) -> dict[Hashable, int]:
    """{actor: the number of actors it is tied to}."""
    return {actor: len(others) for actor, others in neighbours.items()}


def betweenness(neighbours: dict[Hashable, set]) -> dict[Hashable, float]:
    """{actor: the share of all other pairs' shortest paths that pass through it}, from 0 to 1.

    Where several paths are shortest, each counts for its share. The sum is divided by the number of
    pairs of other actors, (n - 1)(n - 2) / 2; with fewer than three actors it is 0. Source: U.
    Brandes, "A faster algorithm for betweenness centrality", Journal of Mathematical Sociology 25
    (2001), pp. 163-177.
    """
    numbers = {actor: number for number, actor in enumerate(neighbours)}
    near = [[numbers[other] for other in others] for others in neighbours.values()]
    sums = [0.0] * len(near)
    for start in range(len(near)):
        if near[start]:
            _add_paths_from(start, near, sums)
    pairs = (len(near) - 1) * (len(near) - 2)  # each path is found from both of its ends
    return {actor: sums[number] / pairs if pairs > 0 else 0.0 for actor, number in numbers.items()}


def _add_paths_from(start, near, sums):
    """Add to `sums` the dependency of `start` on each other actor."""
    order, before, paths = _shortest_paths(start, near)
    depends = [0.0] * len(near)
    for actor in reversed(order):
        share = (1 + depends[actor]) / paths[actor]
        for previous in before[actor]:
            depends[previous] += paths[previous] * share
        if actor != start:
            sums[actor] += depends[actor]


def _shortest_paths(start, near):
    """(actors by distance, {actor: those before it on a shortest path}, numbers of such paths)."""
    distance, paths = [-1] * len(near), [0] * len(near)
    before = [[] for _actor in near]
    distance[start], paths[start] = 0, 1
    order, waiting = [], deque([start])
    while waiting:
        actor = waiting.popleft()
        order.append(actor)
        further = distance[actor] + 1
        for other in near[actor]:
            if distance[other] < 0:
                distance[other] = further
                waiting.append(other)
            if distance[other] == further:
                paths[other] += paths[actor]
                before[other].append(actor)
    return order, before, paths
