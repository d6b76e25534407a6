"""Compare, apply and invert snapshots of one row. Pure: JSON values in, JSON values out.

A snapshot is `{field: value}`, or None where the row does not exist. A diff is
`{field: {"from": value, "to": value}}`. A value that is a JSON object on both sides
(such as `absences`) is compared key by key, so two people may each add a key; a null there is the
same as a missing key.
"""

from typing import Any

Json = Any
Snapshot = dict[str, Json]
Diff = dict[str, dict[str, Json]]


def compare(before: Snapshot | None, after: Snapshot | None) -> Diff:
    """Return what changes between two snapshots; a row that does not exist has null everywhere."""
    before, after = before or {}, after or {}
    return {
        name: {"from": before.get(name), "to": after.get(name)}
        for name in dict.fromkeys([*before, *after])
        if not same(before.get(name), after.get(name))
    }


def invert(diff: Diff) -> Diff:
    """Return the diff that undoes `diff`."""
    return {name: {"from": step["to"], "to": step["from"]} for name, step in diff.items()}


def conflicts(diff: Diff, live: Snapshot | None) -> dict[str, dict[str, Json]]:
    """Return `{field: {from, to, live}}` for each field whose live value is no longer its `from`.

    That includes a field that somebody else already set to the proposed value: its evidence was
    judged against another value, so a person looks again.
    """
    live = live or {}
    return {
        name: {**step, "live": live.get(name)}
        for name, step in diff.items()
        if _moved(step, live.get(name))
    }


def apply(diff: Diff, live: Snapshot | None) -> Snapshot:
    """Return `live` with the fields of the diff set; the caller checks for conflicts first."""
    live = dict(live or {})
    for name, step in diff.items():
        live[name] = _merged(step, live.get(name))
    return live


def divide(diff: Diff, names) -> tuple[Diff, Diff]:
    """Return (taken, left): the steps of the named fields, and the other steps.

    `absences` is divided by key: each key goes with the field of its name.
    """
    taken = {name: step for name, step in diff.items() if name in names}
    left = {name: step for name, step in diff.items() if name not in names}
    step = left.get("absences")
    if step and isinstance(step["from"], dict) and isinstance(step["to"], dict):
        del left["absences"]
        for part, mine in ((taken, True), (left, False)):
            divided = {
                side: {key: why for key, why in step[side].items() if (key in names) is mine}
                for side in ("from", "to")
            }
            if not same(divided["from"], divided["to"]):
                part["absences"] = divided
    return taken, left


def same(one: Json, other: Json) -> bool:
    """Whether two values are equal as JSON: unlike in Python, true is not 1 and false is not 0."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return all(same(one.get(key), other.get(key)) for key in one.keys() | other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def _by_key(step: dict[str, Json], live: Json) -> Diff | None:
    """Return the step as a diff of its keys if all three values are objects, else None."""
    if all(isinstance(value, dict) for value in (step["from"], step["to"], live)):
        return compare(step["from"], step["to"])
    return None


def _moved(step: dict[str, Json], live: Json) -> bool:
    inner = _by_key(step, live)
    return not same(step["from"], live) if inner is None else bool(conflicts(inner, live))


def _merged(step: dict[str, Json], live: Json) -> Json:
    inner = _by_key(step, live)
    if inner is None:
        return step["to"]
    return {key: value for key, value in apply(inner, live).items() if value is not None}
