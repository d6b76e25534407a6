"""Each test runs once on each database that it is about, whichever process runs it."""

from itertools import product

import pytest
from _pytest.mark.expression import Expression

from ctplatform.ops.bootstrap import ROOT
from ctplatform.ops.testing import ALL, POSTGRESQL, SQLITE, WITH_ARGUMENTS

pytestmark = pytest.mark.pure
EACH = product([False, True], repeat=4)
MARKS = [each for each in EACH if not (each[1] and (each[0] or any(each[2:])))]  # browser's: alone


def shares_of(shares, marked):
    """Names of the processes that run a test with these markers."""
    return [
        name
        for name, share in shares.items()
        if Expression.compile(share.marks).evaluate(lambda mark, **_: marked[mark])
    ]


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "with arguments"])
@pytest.mark.parametrize(("pure", "browser", "services", "both"), MARKS)
def test_the_shares_leave_nothing_out_and_run_nothing_twice(whole, pure, browser, services, both):
    marked = {"pure": pure, "browser": browser, "services": services, "both_databases": both}
    names = shares_of(ALL if whole else WITH_ARGUMENTS, marked)
    on = sorted({name.split()[0].strip(",") for name in names})
    if pure:
        assert len(names) == 1
    elif browser or (whole and not services and not both):
        assert on == [SQLITE]
    else:
        assert on == [POSTGRESQL, SQLITE]


def test_the_folders_of_shares_hold_every_test_once():
    parts = [set(share.paths) for share in ALL.values() if share.paths != ("tests",)]
    ours = {path for part in parts for path in part}
    there = {str(path.relative_to(ROOT)) for path in ROOT.glob("tests/**/test_*.py")}
    there -= {path for path in there if path.startswith("tests/browser/")}
    homes = {path: [one for one in ours if f"{path}/".startswith(f"{one}/")] for path in there}
    assert {path for path, found in homes.items() if len(found) != 1} == set()
    assert sum(map(len, parts)) == len(ours)
