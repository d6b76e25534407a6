import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctplatform.curation import diff

pytestmark = pytest.mark.pure

scalars = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "b"])
values = scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.sampled_from("xyz"), scalars)
snapshots = st.dictionaries(st.sampled_from(["title", "date", "absences"]), values)


def test_compare_names_only_what_changed():
    before = {"title": "Siege", "date": "2013-01", "killed": None}
    after = {"title": "Siege", "date": "2013-01-16", "killed": None}
    assert diff.compare(before, after) == {"date": {"from": "2013-01", "to": "2013-01-16"}}


def test_compare_takes_a_missing_row_as_null_everywhere():
    assert diff.compare(None, {"title": "Siege", "date": None}) == {
        "title": {"from": None, "to": "Siege"}
    }
    assert diff.compare({"title": "Siege"}, None) == {"title": {"from": "Siege", "to": None}}


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, True, False),
        (0, False, False),
        ([1], [True], False),
        ({"a": 0}, {"a": False}, False),
        (1, 1.0, True),
        (None, "", False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ([1, 2], [2, 1], False),
        ([], None, False),
    ],
)
def test_same_is_equality_of_json(one, other, equal):
    assert diff.same(one, other) is equal


def test_conflicts_name_from_to_and_live_of_moved_fields_only():
    proposed = {
        "date": {"from": "2013-01", "to": "2013-01-16"},
        "title": {"from": "Siege", "to": "In Amenas siege"},
    }
    live = {"date": "2013", "title": "Siege", "summary": "moved as well"}
    assert diff.conflicts(proposed, live) == {
        "date": {"from": "2013-01", "to": "2013-01-16", "live": "2013"}
    }


def test_conflicts_include_a_field_that_reached_the_proposed_value_by_another_way():
    assert diff.conflicts({"a": {"from": 1, "to": 2}}, {"a": 2}) == {
        "a": {"from": 1, "to": 2, "live": 2}
    }


def test_conflicts_are_empty_for_a_row_made_from_nothing():
    assert diff.conflicts({"a": {"from": None, "to": 2}}, None) == {}


def test_objects_conflict_by_key_and_merge_by_key():
    step = {"absences": {"from": {"date": "unknown"}, "to": {"place": "unknown"}}}
    live = {"absences": {"date": "unknown", "killed": "unknown"}}
    assert diff.conflicts(step, live) == {}
    assert diff.apply(step, live) == {"absences": {"place": "unknown", "killed": "unknown"}}
    moved = {"absences": {"date": "not_applicable"}}
    assert list(diff.conflicts(step, moved)) == ["absences"]


def test_apply_leaves_other_fields_and_its_input_alone():
    live = {"a": 1, "b": 2}
    assert diff.apply({"a": {"from": 1, "to": 3}}, live) == {"a": 3, "b": 2}
    assert live == {"a": 1, "b": 2}


@given(snapshots)
def test_compare_of_equals_is_empty(snapshot):
    assert diff.compare(snapshot, dict(snapshot)) == {}


@given(snapshots, snapshots)
def test_apply_of_a_comparison_gives_the_other_side(before, after):
    change = diff.compare(before, after)
    assert diff.conflicts(change, before) == {}
    assert diff.compare(diff.apply(change, before), after) == {}


@given(snapshots, snapshots)
def test_invert_takes_the_change_back(before, after):
    change = diff.compare(before, after)
    assert diff.invert(diff.invert(change)) == change
    undone = diff.apply(diff.invert(change), diff.apply(change, before))
    assert diff.compare(undone, before) == {}


@given(snapshots, snapshots, snapshots)
def test_conflicts_are_exactly_the_changed_fields_that_moved(base, proposed, live):
    change = diff.compare(base, proposed)
    found = diff.conflicts(change, live)
    assert set(found) <= set(change)
    for name in set(change) - set(found):
        step, now = change[name], live.get(name)
        objects = all(isinstance(value, dict) for value in (step["from"], step["to"], now))
        assert objects or diff.same(step["from"], now)


diffs = st.builds(diff.compare, snapshots, snapshots)


@given(diffs, st.sets(st.sampled_from(["title", "date", "absences", "x", "y"])))
def test_both_parts_of_a_divided_diff_do_what_the_whole_does(changes, names):
    taken, left = diff.divide(changes, names)
    live = {name: step["from"] for name, step in changes.items()}
    whole = diff.apply(changes, live)
    both = diff.apply(left, diff.apply(taken, live))
    assert all(diff.same(whole[name], both.get(name)) for name in whole)
    assert not diff.conflicts(left, diff.apply(taken, live))
    assert not taken.keys() - {"absences"} & left.keys()
