"""Each test runs once on each database that it is about, whichever process runs it."""

from itertools import product

import pytest
from _pytest.mark.expression import Expression

from ctplatform.ops.testing import ALL, POSTGRESQL, SQLITE, WITH_ARGUMENTS

pytestmark = pytest.mark.pure
EACH = product([False, True], repeat=3)
MARKS = [(a, b, c) for a, b, c in EACH if not (b and (a or c))]  # the browser's tests have no other


@pytest.mark.parametrize("shares", [ALL, WITH_ARGUMENTS], ids=["whole", "with arguments"])
@pytest.mark.parametrize(("pure", "browser", "services"), MARKS)
def test_the_shares_leave_nothing_out_and_run_nothing_twice(shares, pure, browser, services):
    marked = {"pure": pure, "browser": browser, "services": services}
    running = [
        name
        for name, marks in shares.items()
        if Expression.compile(marks).evaluate(lambda mark, **_: marked[mark])
    ]
    on = [name.split()[0] for name in running]
    if pure:
        assert len(on) == 1
    else:
        assert sorted(on) == ([SQLITE] if browser else [POSTGRESQL, SQLITE])
