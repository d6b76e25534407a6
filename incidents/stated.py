"""Pure: what one row of a file states about one incident, before anything is looked up.

The formats make these, `services.imports` finds or makes the records that they speak of. All
values are JSON, so that what a dataset stated can be kept and compared with what it states later.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Note(NamedTuple):
    """Something about one cell of a row: `row` counts from 1, the header included."""

    row: int
    column: str | None
    message: str


class Part(NamedTuple):
    """An actor's part, by its name in the file; `actor_kind` serves where it has to be made."""

    actor: str
    role: str
    certainty: str | None = None
    count: int | None = None
    note: str = ""
    actor_kind: str | None = None
    ucdp_id: int | None = None


class Spot(NamedTuple):
    """A place by its name; `country` is alpha-2, `uncertainty_m` a radius in metres.

    `within` are the divisions it lies in, the largest first: (name, kind).
    """

    name: str
    kind: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    uncertainty_m: int | None = None
    place_id: str | None = None
    within: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Stated:
    """`key` names the row in its dataset (empty: it has none), `values` are fields of the incident.

    `harm` are casualty estimates, one for each (kind, group). `errors` keep the row out,
    `warnings` are told and do not. `origin` says which column a field was read from.
    """

    row: int
    key: str
    values: dict[str, Any]
    spot: Spot | None = None
    parts: list[Part] = field(default_factory=list)
    harm: list[dict[str, Any]] = field(default_factory=list)
    errors: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    origin: dict[str, str] = field(default_factory=dict)

    def error(self, column, message):
        self.errors.append(Note(self.row, column, str(message)))

    def warn(self, column, message):
        self.warnings.append(Note(self.row, column, str(message)))

    def content(self) -> dict:
        """What is kept of it."""
        return {
            "values": self.values,
            "spot": self.spot and [*self.spot[:-1], [list(each) for each in self.spot.within]],
            "parts": [list(part) for part in self.parts],
            "harm": self.harm,
        }
