"""Read cells of a table that name several places."""

from incidents.imports.imported_row import PlaceReference


class PlaceColumns:
    """Mixin of `Row` for the cells of a row that name places (see formats.mapped)."""

    def place_names(self):
        """The places that a cell names, in order; [""] for none."""
        pieces = self.text("place").split(self.given_mapping.get("separator") or ";")
        return list(dict.fromkeys(each.strip()[:200] for each in pieces if each.strip())) or [""]

    def add_places(self, names, country):
        """Add further places; if the row names as many countries, each place gets its own."""
        codes = [spot.country for spot in self.beside]
        if names and len(codes) == len(names):
            self.beside.clear()
        else:
            codes = [None if codes else country] * len(names)
        pairs = zip(names, codes, strict=True)
        self.beside += [PlaceReference(name, "city", code) for name, code in pairs]
