"""Any table, by a mapping that says what its columns mean (incidents.mapping)."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ctplatform.exchange.limits import Unreadable
from ctplatform.exchange.registry import reads
from ctplatform.exchange.sheets import Sheet
from ctplatform.exchange.tables import uncell
from incidents import cells, countries, mapping
from incidents.stated import Part, Spot, Stated

ROLES = ("perpetrator", "target", "belligerent")
HARMS = ("killed", "injured", "abducted")


def count(path, options):
    return Sheet(path, options.get("encoding", "")).count()


@reads(
    "incidents",
    "mapped",
    label=gettext_lazy("Another table (CSV, XLSX): you say what its columns mean"),
    extensions=("csv", "xlsx", "tsv", "txt"),
    count=count,
    mapped=True,
)
def read(path, options):
    """Yield what each row states; Unreadable where the mapping does not fit the file."""
    sheet, told = Sheet(path, options.get("encoding", "")), options.get("mapping") or {}
    if wrong := next(mapping.check(told, sheet.header), None):
        raise Unreadable(wrong, 1)
    for number, row in sheet.rows():
        yield Row(number, dict(zip(sheet.header, row, strict=True)), told).stated()


class Row:
    """One row on its way to a statement: the texts of each field, and what went wrong."""

    def __init__(self, number, row, told):
        self.told, self.texts, self.columns = told, defaultdict(list), {}
        self.absences = {}
        self.result = Stated(number, "", {}, origin=self.columns)
        for column, field in told["columns"].items():
            self.columns.setdefault(field, column)
            text = " ".join(uncell(row[column]).split())
            if missing := cells.absence(text):
                self.absences[field] = missing
            elif text:
                self.texts[field].append(text)
        for field, value in (told.get("constants") or {}).items():
            if value and not self.texts[field]:
                self.texts[field].append(str(value))

    def stated(self) -> Stated:
        result = self.result
        result.key = self.text("key").removesuffix(".0")
        result.values = {
            "date": self._date(),
            "date_words": self.words_of_date,
            "country": self._country(),
            "summary": self._summary(),
            "attack_types": self._attack_types(),
            "lifecycle": self._term("lifecycle"),
            "record_kind": self._term("record_kind") or "event",
        }
        result.parts = [part for role in ROLES for part in self._parts(role)]
        result.harm = [row for kind in HARMS for row in self._harm(kind)]
        result.spot = self._spot(result.values["country"])
        result.values["title"] = self._title()
        if absences := self._absences():
            result.values["absences"] = absences
        return result

    def error(self, field, message):
        self.result.error(self.columns.get(field), message)

    def warn(self, field, message):
        self.result.warn(self.columns.get(field), message)

    def text(self, field):
        return self.texts[field][0] if self.texts[field] else ""

    def asked(self, field, read, *given):
        """What `read` makes of the texts; a CellError is an error of the field's column."""
        try:
            return read(*given)
        except cells.CellError as error:
            self.error(field, str(error))
            return None

    def _date(self):
        self.words_of_date = ""
        if self.texts["year"] and not self.texts["date"]:
            parts = [self.text(name) for name in ("year", "month", "day")]
            return self.asked("year", cells.date_of_parts, *parts)
        words, day_first = self.text("date"), self.told.get("day_first")
        start = self.asked("date", cells.date, words, day_first) if words else None
        end = self.text("date_end")
        last = self.asked("date_end", cells.date, end, day_first) if end else None
        if words and not start and not self.result.errors:
            self.words_of_date = words[:200]
            self.warn("date", _("“%s” is kept in words; no date was read.") % words[:60])
        if start and last and start != last:
            return self.asked("date_end", cells.date, f"{start}..{last}")
        return start

    def _country(self):
        name = self.text("country")
        code = countries.code_of(name) if name else None
        if name and code is None:
            self.error("country", _("We know no country “%s”.") % name[:60])
        return code

    def _summary(self):
        source = "; ".join(self.texts["source"])[:300]
        pieces = [*self.texts["summary"], *([f"Sources: {source}"] if source else [])]
        return "\n".join(pieces)[:20_000] or None

    def _attack_types(self):
        found = {}
        for text in self.texts["attack_types"]:
            for piece in text.split(self.told.get("separator") or ";"):
                slug = mapping.attack_type(piece)
                if slug is None:
                    words = _("“%s” is no attack type that we know.")
                    self.warn("attack_types", words % piece.strip()[:60])
                else:
                    found[slug] = True
        return list(found)[:3] or None

    def _term(self, field):
        text = self.text(field)
        slug = mapping.term(field, text) if text else None
        if text and slug is None:
            self.error(field, _("“%s” is none of our terms.") % text[:60])
        return slug

    def _parts(self, role):
        for text in self.texts[role]:
            for name, doubt in cells.names(text, self.told.get("separator", ";")):
                in_doubt = doubt and role == "perpetrator"
                yield Part(
                    name,
                    "suspected_perpetrator" if in_doubt else role,
                    "suspected" if doubt else None,
                    note=text[:500] if doubt else "",
                )

    def _harm(self, kind):
        stated = self.text(kind)
        low, high = (
            self.asked(f"{kind}_{side}", cells.whole, self.text(f"{kind}_{side}"))
            for side in ("low", "high")
        )
        found = cells.harm(stated) if stated else []
        if low is not None or high is not None:
            return [self._range(kind, stated, low, high)]
        if stated and not found:
            words = _("“%s” is kept in words; no figure was read.") % stated[:60]
            self.warn(kind, words)
            return [{"kind": kind, "group": "", "stated": stated[:200]}]
        return [{"kind": kind, **each._asdict(), "stated": stated[:200]} for each in found]

    def _range(self, kind, stated, low, high):
        """Figures of three columns; where they contradict each other none of them is chosen."""
        best = self.asked(kind, cells.whole, stated)
        named = {"low": low, "best": best, "high": high}
        words = ", ".join(f"{name} {n}" for name, n in named.items() if n is not None)
        row = {"kind": kind, "group": "", "stated": words}
        known = [value for value in (low, best, high) if value is not None]
        if known == sorted(known):
            return row | named
        warning = _("The figures contradict each other (%s); none of them is chosen.") % words
        self.warn(kind, warning)
        return row | {"qualifier": "contradictory"}

    def _spot(self, country):
        lat, lon = (self.asked(name, cells.number, self.text(name)) for name in ("lat", "lon"))
        if (lat is None) != (lon is None):
            self.error("lat", _("Latitude and longitude stand together."))
        divisions = [(self.text(level)[:200], level) for level in ("admin1", "admin2")]
        within = [each for each in divisions if each[0]]
        name, kind = self.text("place")[:200], "city"
        if not name and within:
            name, kind = within.pop()
        if not name and lat is not None:
            name, kind = f"{lat:.4f}, {lon:.4f}", "unspecified"
        if not name and country:
            return Spot(countries.name_of(country), "country", country)
        return Spot(name, kind, country, lat, lon, within=tuple(within)) if name else None

    def _title(self):
        if self.texts["title"]:
            return self.text("title")[:300]
        actors = " or ".join(part.actor for part in self.result.parts[:2])
        where = self.result.spot.name if self.result.spot else ""
        title = ", ".join(filter(None, [actors or _("Incident"), where, self.text("date")]))
        return title[:300]

    def _absences(self):
        """Absences of fields that an incident may lack; those of parts of a date count as one."""
        known = {"date", "summary", "country", "place", "attack_types", "lifecycle",
                 "perpetrator", "target", *HARMS}  # fmt: skip
        return {
            name: why for name, why in self.absences.items()
            if name in known and not self.texts[name] and not (name == "place" and self.result.spot)
        }  # fmt: skip
