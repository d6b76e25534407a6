"""Compare a series with what it was a week before: which buckets and which findings changed.

A state is {"day", "points", "findings"}: `points` are {bucket: [n_min, n_expected, n_max, whether a
part of the number is not known]} of the total, `findings` [[method, first day]] of the total.
"""

import datetime as dt

WEEK = dt.timedelta(days=7)
LISTED = 12
"""Changed buckets that are kept, the last; there is a number of all."""

NAMED = {
    "all_time_high": lambda result: result["places"] if len(result["places"]) == 1 else [],
    "peaks": lambda result: [each["place"] for each in result],
    "lulls": lambda result: [each["first"] for each in result],
    "change_points": lambda result: [each["place"] for each in result],
}
"""{method: function that gives the first days of what it found}."""


def state_of(day: dt.date, points, results, total="") -> dict:
    """The state of a series on a day; `points` are (bucket, min, expected, max, is incomplete)."""
    found = [
        [each["method"], place]
        for each in results
        if each["method"] in NAMED and each["group"] == total and "result" in each
        for place in NAMED[each["method"]](each["result"])
    ]
    return {
        "day": day.isoformat(),
        "points": {bucket.isoformat(): list(numbers) for bucket, *numbers in points},
        "findings": found,
    }


def with_state(states: list[dict], now: dict) -> list[dict]:
    """The states with a new one: one for each day, those of a week and the last before it.

    Of the first day the first is kept as well, so that there is something to compare with.
    """
    kept = states[:-1] if len(states) > 1 and states[-1]["day"] == now["day"] else states
    kept = [*kept, now]
    older = [each for each in kept if _is_a_week_older(each, now)]
    return [*older[-1:], *(each for each in kept if not _is_a_week_older(each, now))]


def _is_a_week_older(state, now):
    return dt.date.fromisoformat(state["day"]) <= dt.date.fromisoformat(now["day"]) - WEEK


def movement(states: list[dict]) -> dict:
    """What changed from the first state to the last; {} if nothing did.

    {"since": day, "changed": number of buckets, "points": [[bucket, before, after]], "new", "lost":
    [[method, first day]]}. A bucket that only began since, and counts nothing, has not changed.
    """
    before, after = states[0], states[-1]
    old, new = before["points"], after["points"]
    changed = [
        [bucket, old.get(bucket), new.get(bucket)]
        for bucket in sorted(old.keys() | new.keys())
        if old.get(bucket) != new.get(bucket)
        and not (bucket not in old and bucket > before["day"] and not _counts(new[bucket]))
    ]
    found = [each for each in after["findings"] if each not in before["findings"]]
    lost = [each for each in before["findings"] if each not in after["findings"]]
    if any(method == "all_time_high" for method, _place in found):
        lost = [each for each in lost if each[0] != "all_time_high"]  # another took its place
    if not (changed or found or lost):
        return {}
    return {
        "since": before["day"],
        "changed": len(changed),
        "points": changed[-LISTED:],
        "new": found,
        "lost": lost,
    }


def _counts(numbers):
    return numbers[1] != 0 or numbers[2] != 0
