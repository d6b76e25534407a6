"""Pure: what one row of a file states about one incident, before anything is looked up.

Formats build these; `services.imports` finds or creates the records that they mention. All values
are JSON, so that they can be stored and compared with later versions of a dataset.
"""

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple


def is_dataset(name) -> bool:
    """Whether a text is a dataset name: lower case letters, digits and hyphens (“gtd-2021”)."""
    return isinstance(name, str) and bool(
        re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,59}", name, re.ASCII)
    )


class Note(NamedTuple):
    """A message about one cell; `row` counts from 1 and includes the header."""

    row: int
    column: str | None
    message: str


class Part(NamedTuple):
    """A participation of an actor by name; `actor_kind` is used if the actor has to be created."""

    actor: str
    role: str
    certainty: str | None = None
    count: int | None = None
    note: str = ""
    actor_kind: str | None = None
    ucdp_id: int | None = None


class PlaceReference(NamedTuple):
    """A place by name; `country` is alpha-2, `uncertainty_m` a radius in metres.

    `within` are the divisions that contain it, the largest first: (name, kind).
    """

    name: str
    kind: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    uncertainty_m: int | None = None
    place_id: str | None = None
    within: tuple[tuple[str, str], ...] = ()

    def content(self) -> list:
        """The reference as a JSON list."""
        return [*self[:-1], [list(each) for each in self.within]]


class Further(NamedTuple):
    """A further place of the incident and its role (vocabularies.INCIDENT_PLACE_ROLES)."""

    spot: PlaceReference
    role: str = "also"
    note: str = ""


@dataclass(slots=True)
class ImportedRow:
    """One row of a file, read but not yet looked up.

    `key` identifies the row in its dataset ("" if it has none); `values` are fields of the
    incident. `harm` are casualty estimates, one for each (kind, group). Rows with `errors` are not
    imported; `warnings` are only reported. `origin` is {field: column it was read from}. `unread`
    are (field, text) of cells that could not be read. `dataset_ids` are (dataset, id) of the record
    where it was exported. `record_id` is the id of the incident that it was exported from here, ""
    if the format does not say or the key is that id. `not_stated` names what the format cannot hold
    of this record, "place" or "further": a change leaves it as it is.
    """

    row: int
    key: str
    values: dict[str, Any]
    spot: PlaceReference | None = None
    parts: list[Part] = field(default_factory=list)
    harm: list[dict[str, Any]] = field(default_factory=list)
    further: list[Further] = field(default_factory=list)
    errors: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    origin: dict[str, str] = field(default_factory=dict)
    dataset_ids: list[tuple[str, str]] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    record_id: str = ""
    not_stated: frozenset[str] = frozenset()

    def error(self, column, message):
        self.errors.append(Note(self.row, column, str(message)))

    def warn(self, column, message):
        self.warnings.append(Note(self.row, column, str(message)))

    def content(self) -> dict:
        """The content that is stored and compared, as JSON."""
        found = {
            "values": self.values,
            "spot": self.spot and self.spot.content(),
            "parts": [list(part) for part in self.parts],
            "harm": self.harm,
        }
        if self.further:
            found["further"] = [[each.spot.content(), *each[1:]] for each in self.further]
        return found
