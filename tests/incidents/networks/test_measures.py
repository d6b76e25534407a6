"""Degree and betweenness: a published network, worked cases, and another implementation."""

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as some

from incidents.networks.measures import betweenness, degrees, neighbours_of

pytestmark = pytest.mark.pure


def measured(n, pairs):
    return betweenness(neighbours_of(range(n), pairs))


def test_middle_of_a_star_is_on_every_path():
    assert measured(5, [(0, n) for n in range(1, 5)]) == {0: 1, 1: 0, 2: 0, 3: 0, 4: 0}


def test_middle_of_a_path_by_hand():
    """a-b-c-d: b is between a and c, a and d: two of the three pairs of the others."""
    assert measured(4, [(0, 1), (1, 2), (2, 3)]) == pytest.approx({0: 0, 1: 2 / 3, 2: 2 / 3, 3: 0})


def test_two_equal_paths_share_a_pair():
    """In a square each corner is on one of two paths between its neighbours."""
    square = [(0, 1), (1, 2), (2, 3), (3, 0)]
    assert measured(4, square) == pytest.approx(dict.fromkeys(range(4), 1 / 6))


def test_florentine_families():
    """Marriages of 15 families (Padgett and Ansell 1993), as Jackson (2008), table 2.1, gives them:
    Medici .522, Guadagni .255, Strozzi .103, and a degree of 6 for the Medici."""
    families = networkx.florentine_families_graph()
    near = neighbours_of(families.nodes, families.edges)
    found = betweenness(near)
    assert round(found["Medici"], 3) == 0.522
    assert round(found["Guadagni"], 3) == 0.255
    assert round(found["Strozzi"], 3) == 0.103
    assert degrees(near)["Medici"] == 6


def test_repeated_ties_and_loops_change_nothing():
    once = neighbours_of("abc", [("a", "b"), ("b", "c")])
    again = neighbours_of("abc", [("a", "b"), ("b", "a"), ("b", "c"), ("c", "c"), ("c", "x")])
    assert once == again


@pytest.mark.parametrize("n", [0, 1, 2])
def test_fewer_than_three_actors_have_nobody_between_them(n):
    assert measured(n, [(0, 1)]) == dict.fromkeys(range(n), 0)


NETWORKS = some.integers(3, 12).flatmap(
    lambda n: some.tuples(
        some.just(n), some.sets(some.tuples(some.integers(0, n - 1), some.integers(0, n - 1)))
    )
)


@given(NETWORKS)
def test_another_implementation_agrees(network):
    n, pairs = network
    graph = networkx.Graph([pair for pair in pairs if pair[0] != pair[1]])
    graph.add_nodes_from(range(n))
    assert measured(n, pairs) == pytest.approx(networkx.betweenness_centrality(graph))
