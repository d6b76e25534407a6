"""Pure: the blocks of a report as JSON, checked and in one form.

A block is an object with an `id`, which it keeps when it is moved, and a `kind`:

- `text`: `text`, with the marks of `markup`;
- `quote`: `passage`, the id of an annotation;
- `chart`: `snapshot`, the id of a pinned chart, and `drawn_as`, a kind of chart;
- `table`: `snapshot`, whose numbers it shows, or `incidents`, [[id, version], ...] as they were
  found on `taken`, with `found`, how many there were in all, and `filter`, the query that was
  asked;
- `assessment`: `assessment`, its id.

All but texts may have a `caption`.
"""

import datetime as dt
from uuid import UUID, uuid4

TEXT, QUOTE, CHART, TABLE, ASSESSMENT = "text", "quote", "chart", "table", "assessment"
KINDS = (TEXT, QUOTE, CHART, TABLE, ASSESSMENT)
MOST = 100
"""Blocks of a report."""
MOST_PINNED = 12
"""Charts and tables of pinned numbers in a report; a download draws all of them."""
MOST_ROWS = 50
"""Incidents of a table."""
LONGEST_TEXT, LONGEST_CAPTION, LONGEST_QUERY = 20_000, 300, 1000
LARGEST = 2**31


class WrongBlock(ValueError):
    """A block that cannot be stored; `number` counts from 1, 0 is the whole list."""

    def __init__(self, number, message):
        super().__init__(message)
        self.number, self.message = number, message


def new_id() -> str:
    """An id for a new block."""
    return uuid4().hex[:12]


def read_blocks(given, chart_kinds) -> list[dict]:
    """The blocks in one form, each with an id; raises WrongBlock."""
    if not isinstance(given, list):
        raise WrongBlock(0, "give a list of blocks.")
    if len(given) > MOST:
        raise WrongBlock(0, f"a report has at most {MOST} blocks.")
    found, ids = [], set()
    for number, each in enumerate(given, 1):
        try:
            block = _read(each, chart_kinds)
        except (ValueError, TypeError) as error:
            raise WrongBlock(number, str(error)) from error
        if block["id"] in ids:
            raise WrongBlock(number, "another block has the same id.")
        ids.add(block["id"])
        found.append(block)
    if sum("snapshot" in each for each in found) > MOST_PINNED:
        raise WrongBlock(0, f"a report has at most {MOST_PINNED} pinned charts and tables.")
    return found


def _read(block, chart_kinds) -> dict:
    if not isinstance(block, dict):
        raise ValueError("a block is an object.")
    kind = block.get("kind")
    if kind not in KINDS:
        raise ValueError(f"kind: choose one of {', '.join(KINDS)}.")
    given = {name: value for name, value in block.items() if value is not None}
    found = {"id": _short(given.pop("id", "") or new_id(), "id", 40), "kind": given.pop("kind")}
    found |= READERS[kind](given, chart_kinds)
    if kind != TEXT and (caption := _short(given.pop("caption", ""), "caption", LONGEST_CAPTION)):
        found["caption"] = caption
    if given:
        raise ValueError(f"{sorted(given)[0]}: a block of this kind has no such value.")
    return found


def _text(given, _kinds):
    text = _short(given.pop("text", ""), "text", LONGEST_TEXT, "\n\t")
    if not text.strip():
        raise ValueError("text: write some text, or remove the block.")
    return {"text": text.replace("\r\n", "\n").rstrip()}


def _quote(given, _kinds):
    return {"passage": _id(given, "passage")}


def _chart(given, chart_kinds):
    drawn_as = given.pop("drawn_as", "steps")
    if drawn_as not in chart_kinds:
        raise ValueError(f"drawn_as: choose one of {', '.join(chart_kinds)}.")
    return {"snapshot": _id(given, "snapshot"), "drawn_as": drawn_as}


def _assessment(given, _kinds):
    return {"assessment": _id(given, "assessment")}


def _table(given, _kinds):
    if "snapshot" in given:
        return {"snapshot": _id(given, "snapshot")}
    rows = given.pop("incidents", None)
    if not isinstance(rows, list) or not rows:
        raise ValueError("snapshot: give it, or the incidents of the table.")
    if len(rows) > MOST_ROWS:
        raise ValueError(f"incidents: a table has at most {MOST_ROWS}.")
    found = [_row(each) for each in rows]
    if len({pk for pk, _version in found}) < len(found):
        raise ValueError("incidents: one of them is named twice.")
    number = given.pop("found", len(found))
    if not _is_count(number) or number < len(found):
        raise ValueError("found: give how many there were in all.")
    table = {"incidents": found, "found": number, "taken": _moment(given.pop("taken", ""))}
    if query := _short(given.pop("filter", ""), "filter", LONGEST_QUERY):
        table["filter"] = query
    return table


READERS = {
    TEXT: _text, QUOTE: _quote, CHART: _chart, TABLE: _table, ASSESSMENT: _assessment,
}  # fmt: skip


def _row(row) -> list:
    if not isinstance(row, list) or len(row) != 2 or not _is_count(row[1]):
        raise ValueError("incidents: write each as [id, version].")
    return [_uuid(row[0], "incidents"), row[1]]


def _is_count(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST


def _id(given, name) -> str:
    return _uuid(given.pop(name, None), name)


def _uuid(value, name) -> str:
    try:
        return str(UUID(value))
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"{name}: give the id of a record.") from error


def _moment(value) -> str:
    try:
        moment = dt.datetime.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise ValueError("taken: give the time as 2026-11-28T17:00:00+00:00.") from error
    if moment.tzinfo is None:
        raise ValueError("taken: give the time with its zone.")
    return moment.isoformat(timespec="seconds")


def _short(value, name, longest, allowed="") -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name}: give a text.")
    if len(value) > longest:
        raise ValueError(f"{name}: at most {longest} characters.")
    allowed += "\r" if allowed else ""
    if any(ord(letter) < 32 and letter not in allowed for letter in value):
        raise ValueError(f"{name}: leave out control characters.")
    return value


def moved(blocks: list, pk: str, step: int) -> list:
    """The blocks with one of them moved by a step, if there is room."""
    at = next((n for n, each in enumerate(blocks) if each["id"] == pk), None)
    if at is None or not 0 <= at + step < len(blocks):
        return blocks
    found = list(blocks)
    found.insert(at + step, found.pop(at))
    return found
