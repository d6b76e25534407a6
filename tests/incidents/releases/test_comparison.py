"""What has changed between two releases, by id."""

import pytest

from incidents.releases.content.comparison import RowChange, compare_rows

pytestmark = pytest.mark.pure


def compared(before, after):
    return list(compare_rows(lambda: before, lambda: after))


def test_added_changed_and_withdrawn():
    before = [{"id": "a", "n": 1}, {"id": "b", "n": 1, "x": 2}, {"id": "c", "n": 1}]
    after = [{"id": "b", "n": 2, "x": 2}, {"id": "c", "n": 1}, {"id": "d", "n": 1}]
    assert compared(before, after) == [
        RowChange("d", "added"),
        RowChange("b", "changed", ("n",)),
        RowChange("a", "withdrawn"),
    ]


def test_an_edit_of_something_else_is_no_change():
    before = [{"id": "a", "n": 1, "version": 1, "updated": "2026-01-01"}]
    assert compared(before, [{"id": "a", "n": 1, "version": 2, "updated": "2026-02-02"}]) == []


def test_a_new_column_is_named():
    assert compared([{"id": "a"}], [{"id": "a", "n": None}]) == [RowChange("a", "changed", ("n",))]


def test_nothing_before():
    assert compared([], [{"id": "a"}]) == [RowChange("a", "added")]
