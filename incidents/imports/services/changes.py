"""Apply changes of a dataset to a known incident, through curation."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from ctplatform.curation import services as curation
from ctplatform.curation.diff import compare
from ctplatform.curation.rows import edited, snapshot
from ctplatform.curation.services.bulk.edit_types import Change as Edit
from ctplatform.curation.services.bulk.edit_types import Creation, Removal
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.participations import Participation
from incidents.imports.imported_row import ImportedRow, Part
from incidents.imports.services.own import is_rounded
from incidents.places.coordinate_redaction import Position

WITH_DATE = ("date_words", "date_basis")
FIGURES = ("low", "best", "high", "qualifier", "stated")


class Change:
    """The differences between what a dataset stated before and what it states now.

    Only these are applied: corrections that users made meanwhile stay.
    """

    def __init__(self, known, stated: ImportedRow, place, cast, further=()):
        self.known, self.stated, self.place, self.further = known, stated, place, further
        self.cast = {(part.actor, part.role): (actor, part) for actor, part in cast}
        self.incident = _canonical_incident(known.incident)
        self.values = self._values()

    def _values(self):
        """The values that the dataset changed; {} if it is not known what it stated before."""
        before, now = self.known.stated, self.stated.content()
        if "values" not in before:
            return {}
        names = now["values"].keys()
        if self.is_stored:  # else `before` is the incident, whatever the file has
            names = names | before["values"].keys()
        changed = {
            name: now["values"].get(name)
            for name in names
            if now["values"].get(name) != before["values"].get(name)
        }
        if "spot" not in before and is_rounded(before["values"], now["values"]):
            changed = {name: each for name, each in changed.items() if name not in Position._fields}
        if "date" in changed:  # its words belong to the new date, even if they did not change
            changed |= {name: now["values"][name] for name in WITH_DATE if name in now["values"]}
        return changed | ({"place": self.place} if self._place_moves() else {})

    def _place_moves(self) -> bool:
        if "place" in self.stated.not_stated:
            return False
        before = self.known.stated
        if "spot" in before:
            return self.stated.content()["spot"] != before["spot"]
        return (str(self.place.pk) if self.place else "") != before["place"]

    @property
    def is_stored(self) -> bool:
        """Whether what the dataset stated is stored, not only known from the incident itself."""
        return not self.known._state.adding

    def left_alone(self) -> str:
        """Why the incident is left unchanged, or ""."""
        if self.incident.state == "withdrawn":
            return _("The incident was withdrawn here; it is left so.")
        return ""

    def check(self, *, by) -> bool:
        """Whether there is anything to change; ValidationError if it is not allowed or not valid.

        A place from the same file is not stored yet, and was validated when it was planned.
        """
        others = {name: value for name, value in self.values.items() if name != "place"}
        mine = edited(self.incident, others)
        differs = compare(snapshot(self.incident), snapshot(mine)) or "place" in self.values
        if not (differs or self._moves("parts") or self._moves("harm") or self._places_move()):
            return False
        try:
            curation.require_may_change(self.incident, by=by)
        except PermissionDenied as error:
            raise ValidationError(str(error)) from error
        return True

    def _moves(self, name) -> bool:
        before = self.known.stated
        if "values" not in before:
            return self._is_bare(name) and bool(self.stated.content()[name])
        return name in before and before[name] != self.stated.content()[name]

    def _places_move(self) -> bool:
        if "further" in self.stated.not_stated:
            return False
        before, now = self.known.stated.get("further", []), self.stated.content().get("further", [])
        return [_further_key(each) for each in before] != [_further_key(each) for each in now]

    def _is_bare(self, name) -> bool:
        rows = {"parts": self.incident.participations, "harm": self.incident.casualties}[name]
        return not rows.exists()

    def edits(self) -> list:
        """What curation has to write, in order (`ctplatform.curation.services.bulk.edits`).

        The rows of the incident are loaded already (`load_rows`).
        """
        found = [Edit(self.incident, self.values)] if self.values else []
        found += self._parts() if self._moves("parts") else ()
        found += self._harm() if self._moves("harm") else ()
        found += self._further() if self._places_move() else ()
        return found

    def _parts(self):
        rows = _in_order(self.incident.participations)
        have = {(row.actor_id, row.role): row for row in reversed(rows)}
        stated = self.known.stated.get("parts", ())
        before = {(part.actor, part.role): part for part in map(_as_part, stated)}
        for key, (actor, part) in self.cast.items():
            values = {"certainty": part.certainty, "count": part.count, "note": part.note}
            row = have.get((actor.pk, part.role))
            if row and before.get(key) != part:
                yield Edit(row, values)
            elif row is None and key not in before:
                values |= {"incident": self.incident, "actor": actor, "role": part.role}
                yield Creation(Participation, values)
        for name, role in before.keys() - self.cast.keys():
            for row in rows:
                if row.role == role and name in (row.actor.name, *row.actor.other_names):
                    yield Removal(row)

    def _further(self):
        rows = _in_order(self.incident.further_places)
        have = {(row.place_id, row.role): row for row in rows}
        for place, role, note in self.further:
            row = have.get((place.pk, role))
            if row is None:
                values = {"incident": self.incident, "place": place.pk, "role": role, "note": note}
                yield Creation(IncidentPlace, values)
            elif row.note != note:
                yield Edit(row, {"note": note})
        before = {_further_key(each)[:2] for each in self.known.stated.get("further", [])}
        now = {(each.spot.name, each.role) for each in self.stated.further}
        for row in rows:
            if (row.place.name, row.role) in before - now:
                yield Removal(row)

    def _harm(self):
        before = {(row["kind"], row["group"]): row for row in self.known.stated.get("harm", ())}
        now = {(row["kind"], row["group"]): row for row in self.stated.harm}
        for key, new in now.items():
            if new == before.get(key):
                continue
            row = self._estimate(key, before.get(key))
            values = {name: new.get(name) for name in FIGURES} | {"stated": new.get("stated", "")}
            if row:
                yield Edit(row, values)
            else:
                values |= {"incident": self.incident, "kind": key[0], "group": key[1]}
                yield Creation(CasualtyEstimate, values)
        for key in before.keys() - now.keys():
            if row := self._estimate(key, before[key]):
                yield Removal(row)

    def _estimate(self, key, before):
        """The estimate that the dataset stated before, unless a user removed or replaced it."""
        if before is None:
            return None
        rows = [r for r in _in_order(self.incident.casualties) if (r.kind, r.group) == key]
        same = [row for row in rows if row.stated == before.get("stated", "")]
        return next(iter(same or rows), None)


def load_rows(changes) -> None:
    """Load the rows of the incidents that are changed, with one query for each kind of row."""
    rows = ("participations__actor", "casualties", "further_places__place")
    prefetch_related_objects([change.incident for change in changes], *rows)


def _in_order(rows) -> list:
    return sorted(rows.all(), key=lambda row: row.pk)


def _further_key(row) -> tuple:
    """(name, role, note) of a further place as stated."""
    spot, role, note = row
    return spot[0], role, note


def _as_part(row) -> Part:
    return Part(*row)


def _canonical_incident(incident):
    """The canonical record of an incident that may have been merged."""
    while incident.merged_into_id is not None:
        incident = incident.merged_into
    return incident
