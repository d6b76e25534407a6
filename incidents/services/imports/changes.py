"""A row that its dataset states otherwise than before: what it changed itself passes the door."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from ctplatform.curation import services as door
from ctplatform.curation.diff import compare
from ctplatform.curation.rows import edited, snapshot
from incidents.models import CasualtyEstimate, Participation
from incidents.stated import Part, Stated

FIGURES = ("low", "best", "high", "qualifier", "stated")


class Change:
    """The differences between what a dataset stated before and what it states now.

    Only these are taken over: what people corrected here meanwhile stays as it is.
    """

    def __init__(self, known, stated: Stated, place, cast):
        self.known, self.stated, self.place = known, stated, place
        self.cast = {(part.actor, part.role): (actor, part) for actor, part in cast}
        self.incident = _canonical(known.incident)
        self.values = self._values()

    def _values(self):
        before, now = self.known.stated, self.stated.content()
        names = now["values"].keys() | before["values"].keys()
        changed = {
            name: now["values"].get(name)
            for name in names
            if now["values"].get(name) != before["values"].get(name)
        }
        place = str(self.place.pk) if self.place else ""
        moved = now["spot"] != before["spot"] if "spot" in before else place != before["place"]
        return changed | ({"place": self.place} if moved else {})

    def left_alone(self) -> str:
        """Why nothing is changed, or nothing."""
        if self.incident.state == "withdrawn":
            return _("The incident was withdrawn here; it is left so.")
        return ""

    def check(self, *, by) -> bool:
        """Say whether there is anything to change; ValidationError where that is not allowed or
        would not be valid.

        A place of the same file is not stored yet, and was checked when it was planned.
        """
        others = {name: value for name, value in self.values.items() if name != "place"}
        mine = edited(self.incident, others)
        differs = compare(snapshot(self.incident), snapshot(mine)) or "place" in self.values
        if not (differs or self._moves("parts") or self._moves("harm")):
            return False
        try:
            door.require_may_change(self.incident, by=by)
        except PermissionDenied as error:
            raise ValidationError(str(error)) from error
        return True

    def _moves(self, name) -> bool:
        before = self.known.stated
        return name in before and before[name] != self.stated.content()[name]

    def write(self, *, by, reason) -> bool:
        """Pass it through the door and keep what is stated now; say whether anything waits."""
        act = {"by": by, "reason": reason}
        outcomes = []
        if self.values:
            outcomes.append(door.change_record(self.incident, self.values, **act))
        outcomes += self._parts(act) if self._moves("parts") else ()
        outcomes += self._harm(act) if self._moves("harm") else ()
        if not self.known._state.adding:
            self.known.stated = self.stated.content()
            self.known.save(update_fields=["stated"])
        return any(outcome.proposal for outcome in outcomes)

    def _parts(self, act):
        before = {(part.actor, part.role): part for part in map(_part, self.known.stated["parts"])}
        for key, (actor, part) in self.cast.items():
            values = {"certainty": part.certainty, "count": part.count, "note": part.note}
            row = self.incident.participations.filter(actor=actor, role=part.role).first()
            if row and before.get(key) != part:
                yield door.change_record(row, values, **act)
            elif row is None and key not in before:
                values |= {"incident": self.incident, "actor": actor, "role": part.role}
                yield door.create_record(Participation, values, **act)
        for name, role in before.keys() - self.cast.keys():
            rows = self.incident.participations.filter(role=role).select_related("actor")
            for row in rows:
                if name in (row.actor.name, *row.actor.other_names):
                    yield door.withdraw_record(row, **act)

    def _harm(self, act):
        before = {(row["kind"], row["group"]): row for row in self.known.stated["harm"]}
        now = {(row["kind"], row["group"]): row for row in self.stated.harm}
        for key, new in now.items():
            if new == before.get(key):
                continue
            row = self._estimate(key, before.get(key))
            values = {name: new.get(name) for name in FIGURES} | {"stated": new.get("stated", "")}
            if row:
                yield door.change_record(row, values, **act)
            else:
                values |= {"incident": self.incident, "kind": key[0], "group": key[1]}
                yield door.create_record(CasualtyEstimate, values, **act)
        for key in before.keys() - now.keys():
            if row := self._estimate(key, before[key]):
                yield door.withdraw_record(row, **act)

    def _estimate(self, key, before):
        """The estimate that the dataset stated before, unless somebody removed or replaced it."""
        if before is None:
            return None
        rows = self.incident.casualties.filter(kind=key[0], group=key[1])
        return rows.filter(stated=before.get("stated", "")).first() or rows.first()


def _part(row) -> Part:
    return Part(*row)


def _canonical(incident):
    """The record that stands for this one, where it was merged into another."""
    while incident.merged_into_id is not None:
        incident = incident.merged_into
    return incident
