"""Read participant columns of any table: one for each role, or one for actors and one for roles."""

from django.utils.translation import gettext as _

from incidents.imports import mapping, table_cells
from incidents.imports.imported_row import Part
from incidents.imports.role_columns import role_of

ROLES = ("perpetrator", "target", "belligerent")


class PartColumns:
    """Mixin of `Row` for the cells of a row that name actors."""

    def _all_parts(self):
        parts = [part for role in ROLES for part in self._parts(role)]
        return [*parts, *self._parts_with_roles()]

    def _parts(self, role):
        for text in self.texts[role]:
            for name, doubt in self._names(role, text):
                yield self._part(name, doubt, role, text)

    def _part(self, name, doubt, role, text):
        in_doubt = doubt and role == "perpetrator"
        return Part(
            name,
            "suspected_perpetrator" if in_doubt else role,
            "suspected" if doubt else None,
            note=text[:500] if doubt else "",
        )

    def _names(self, field, text):
        """[(name, doubt)] of the actors in a cell; an error if “and” may be part of a name."""
        replaced = text in self.replaced
        separator = ";" if replaced else self.given_mapping.get("separator", ";")
        divides = False if replaced else self.given_mapping.get("and_divides")
        if ", " in text and separator != "," and not replaced:
            words = _("“%s” is read as one name: say so if a comma divides names.")
            self.warn(field, words % text[:60])
        try:
            return table_cells.actor_names(text, separator, divides)
        except table_cells.CellError as error:
            self.error(field, str(error))
            self.misread(field, text)
            return []

    def _parts_with_roles(self):
        """Participants from columns of actors whose role is given separately.

        The role comes from the role column in the same position, from the only role column, or from
        the constant.
        """
        given = self.cells["actor"] or self.texts["actor"]
        for place, text in enumerate(given):
            if not text or table_cells.absence_of(text):
                continue
            names, roles = self._names("actor", text), self._roles(place, len(given))
            if roles is None:
                continue
            if len(roles) not in (1, len(names)):
                words = _("%(names)d actors have %(roles)d roles: give one role, or one for each.")
                self.error("role", words % {"names": len(names), "roles": len(roles)})
                continue
            roles = roles * len(names) if len(roles) == 1 else roles
            for (name, doubt), role in zip(names, roles, strict=True):
                yield self._part(name, doubt, role, text)

    def _roles(self, place, actors):
        """The roles of the actors in a column; None with an error if there are none."""
        columns = self.cells["role"]
        at = place if len(columns) == actors else 0
        text = columns[at] if at < len(columns) else ""
        text = text or str((self.given_mapping.get("constants") or {}).get("role") or "")
        if not text:
            self.error("role", _("The row does not say the role of its actor."))
            return None
        pieces = [piece.strip() for piece in text.split(self.given_mapping.get("separator") or ";")]
        pieces = [
            mapping.instead_of(self.given_mapping, "role", piece) or piece
            for piece in pieces
            if piece
        ]
        roles = [role_of(each) for piece in pieces for each in piece.split(";")]
        if roles and None not in roles:
            return roles
        known = _("Write perpetrator, suspected perpetrator, target, responder, or another role.")
        self.error("role", _("“%s” is not a known role.") % text[:60] + f" {known}")
        self.misread("role", text)
        return None
