"""Imports, their undoing, and all that is done to imported records: refresh equals rebuild."""

import copy
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.incidents.series.import_desk import EMBARGOES, FILES, ImportDesk
from tests.incidents.series.test_refresh import DATES, ON_BOTH, check, edit

number = st.integers(0, 9)
markings = st.sampled_from(["clear", "green", "amber", "red"])
file_step = st.one_of(
    st.tuples(st.just("bring"), st.just(0), st.sampled_from([*FILES]), st.integers(0, 1)),
    st.tuples(st.just("publish_import"), st.just(0), st.sampled_from([*FILES])),
    st.tuples(st.just("undo_import"), st.just(0), st.sampled_from([*FILES])),
)
further_step = st.one_of(
    st.tuples(st.just("revert"), st.just(0), st.integers(0, 30)),
    st.tuples(st.just("split"), number, st.sampled_from(DATES)),
    st.tuples(st.just("mark"), number, markings),
    st.tuples(st.just("mark_actor"), st.just(0), st.integers(0, 2), markings),
    st.tuples(st.just("hold_back"), number, st.sampled_from([*EMBARGOES])),
    st.tuples(st.just("drop_actor"), st.just(0), st.integers(0, 2)),
    st.tuples(st.just("merge_places"), st.just(0), number, number),
)
begun = [
    ("bring", 0, "mine", 0),
    ("bring", 0, "ucdp-ged", 0),
    ("publish_import", 0, "mine"),
    ("publish_import", 0, "ucdp-ged"),
]
step = st.one_of(file_step, further_step, edit)
EXAMPLES = 12


@pytest.mark.django_db
@pytest.mark.parametrize("coverage", ON_BOTH, ids=["counted all along", "counted in part"])
def test_refresh_equals_rebuild_with_imports(coverage, tmp_path):
    """Each example begins with nothing imported, or with both files published."""
    desk, done = ImportDesk(coverage, tmp_path), Counter()

    @settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.explicit, Phase.generate])
    @given(first=st.sampled_from([begun, begun, []]), steps=st.lists(step, min_size=4, max_size=12))
    def try_one(first, steps):
        with transaction.atomic():
            mine = copy.deepcopy(desk)
            try:
                check(mine, [*first, *steps])
            finally:
                done.update(mine.done)
            transaction.set_rollback(True)

    try_one()
    assert {"bring", "publish_import", "undo_import", "revert", "split", "mark"} <= {*+done}


@pytest.mark.django_db
@pytest.mark.both_databases
def test_every_step_has_an_effect(tmp_path):
    """So that the test above tries what its names say."""
    desk = ImportDesk("full", tmp_path)
    steps = [
        *begun,
        ("bring", 0, "mine", 1),
        ("bring", 0, "ucdp-ged", 1),
        ("mark", 3, "amber"),
        ("mark_actor", 0, 0, "green"),
        ("split", 0, "2024-02-29"),
        ("hold_back", 4, "lasting"),
        ("hold_back", 5, "over"),
        ("merge_incidents", 6, 7),
        ("part_incidents", 6),
        ("merge_places", 0, 1, 0),
        ("drop_actor", 0, 2),
        ("date", 1, "2024-03"),
        ("revert", 0, 0),
        ("undo_import", 0, "ucdp-ged"),
    ]
    check(desk, steps)
    assert not {name for name, *_how in steps} - {*+desk.done}
