"""Read casualty columns of any table as casualty estimates."""

from django.utils.translation import gettext as _

from incidents.imports import table_cells
from incidents.vocabularies import CASUALTY_KINDS

HARMS = ("killed", "injured", "abducted", "missing", "hostages")


class HarmColumns:
    """Mixin of `Row` for the casualty cells of a row."""

    def _harm(self, kind):
        stated = self.text(kind)
        low, high = (
            self.asked(f"{kind}_{side}", table_cells.cell_whole_number, self.text(f"{kind}_{side}"))
            for side in ("low", "high")
        )
        found = table_cells.casualty_estimates(stated) if stated else []
        if low is not None or high is not None:
            return [self._range(kind, stated, low, high)]
        if stated and not found:
            words = _("“%s” is kept in words; no figure was read.") % stated[:60]
            self.warn(kind, words)
            self.misread(kind, stated)
            return [{"kind": kind, "group": "", "stated": stated[:200]}]
        rows = [each._asdict() | {"kind": each.kind or kind} for each in found]
        for row in rows:
            if row["kind"] != kind:
                words = _("“%(text)s” is counted as %(kind)s, as its words say.")
                label = _(CASUALTY_KINDS[row["kind"]])
                self.warn(kind, words % {"text": stated[:60], "kind": label})
        rows = [{n: v for n, v in row.items() if n != "qualifier" or v} for row in rows]
        return [row | {"stated": stated[:200]} for row in rows]

    def _once(self, rows):
        """Keep the first estimate of each kind and group; warn about others."""
        found = {}
        for row in rows:
            if found.setdefault((row["kind"], row["group"]), row) is not row:
                words = _("“%s” repeats what another column states; the first one is kept.")
                self.warn(row["kind"], words % row["stated"][:60])
        return list(found.values())

    def _range(self, kind, stated, low, high):
        """An estimate from the low, best and high columns; contradictory figures are not used."""
        best = self.asked(kind, table_cells.cell_whole_number, stated)
        named = {"low": low, "best": best, "high": high}
        words = ", ".join(f"{name} {n}" for name, n in named.items() if n is not None)
        row = {"kind": kind, "group": "", "stated": words}
        known = [value for value in (low, best, high) if value is not None]
        if known == sorted(known):
            return row | named
        warning = _("The figures contradict each other (%s); none of them is chosen.") % words
        self.warn(kind, warning)
        return row | {"qualifier": "contradictory"}
