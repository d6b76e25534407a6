"""The canonical JSON of the chain is the same whichever library writes it."""

import datetime as dt
from uuid import UUID

from hypothesis import example, given
from hypothesis import strategies as st

from ctplatform.database.hash_chain import canonical as module

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.uuids()
    | st.datetimes(timezones=st.just(dt.UTC))
)
VALUES = st.recursive(
    LEAVES,
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.text(), each, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), VALUES, max_size=5))
@example({"half": "\ud800"})
@example({"large": 2**80, "whole": 3.0, "small": 1e-7, "huge": 1e20, "in": [12.5, -0.0]})
@example({"text": '":1.5', "at": dt.datetime(2026, 1, 2, 3, 4, 5, 600000, dt.UTC)})
@example({"id": UUID(int=1), "line": "\u2028\x7f\x00/é"})
def test_both_ways_write_the_same(values):
    slow = module._encode(module._plain(values))
    assert module.canonical(values) == slow


def test_text_without_fractions_takes_the_fast_way(monkeypatch):
    monkeypatch.setattr(module, "_plain", None)
    moment = dt.datetime(2026, 1, 2, 3, 4, 5, 600000, dt.UTC)
    text = module.canonical({"b": [1, -2, None], "at": moment, "a": "3.5 km, 2.5"})
    assert text == '{"a":"3.5 km, 2.5","at":"2026-01-02T03:04:05.600000+00:00","b":[1,-2,null]}'
