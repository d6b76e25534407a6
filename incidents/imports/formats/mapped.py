"""Read any table, by a mapping that says what its columns mean (incidents.imports.mapping)."""

import re
from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ctplatform.edtf import dates
from ctplatform.exchange.limits import Unreadable
from ctplatform.exchange.registry import register_reader
from ctplatform.exchange.sheets import Sheet
from ctplatform.exchange.tables import text_of_cell
from incidents.countries import countries
from incidents.imports import coded_columns, mapping, table_cells, type_words
from incidents.imports.cell_types import types_of
from incidents.imports.formats import precision_columns
from incidents.imports.formats.casualty_columns import HARMS, HarmColumns
from incidents.imports.formats.participant_columns import PartColumns
from incidents.imports.formats.place_columns import PlaceColumns
from incidents.imports.formats.titles import title_of_sides
from incidents.imports.imported_row import Further, ImportedRow, PlaceReference
from incidents.vocabularies import ATTACK_TYPES

MOST_TYPES = 3
WITH_MARKS = ("key", "title", "summary", "source")
"""Fields whose texts are kept unchanged, including footnote marks."""


def count_rows(path, options):
    return Sheet(path, options.get("encoding", "")).count()


@register_reader(
    "incidents",
    "mapped",
    label=gettext_lazy("Another table (CSV, XLSX): you say what its columns mean"),
    extensions=("csv", "xlsx", "tsv", "txt"),
    count=count_rows,
    mapped=True,
    recognises=lambda facts: facts.is_table,
)
def read_rows(path, options):
    """Yield an ImportedRow for each row; Unreadable if the mapping does not fit the file."""
    sheet, given_mapping = Sheet(path, options.get("encoding", "")), options.get("mapping") or {}
    if wrong := next(mapping.check_mapping(given_mapping, sheet.header), None):
        raise Unreadable(wrong, 1)
    for number, row in sheet.rows():
        yield Row(number, dict(zip(sheet.header, row, strict=True)), given_mapping).stated()


class Row(HarmColumns, PartColumns, PlaceColumns):
    """Builds the ImportedRow of one row from the texts of each field, and collects problems."""

    def __init__(self, number, row, given_mapping):
        self.given_mapping, self.texts, self.columns = given_mapping, defaultdict(list), {}
        self.absences, self.beside, self.replaced = {}, [], set()
        self.cells = defaultdict(list)
        self.result = ImportedRow(number, "", {}, origin=self.columns)
        for column, field in given_mapping["columns"].items():
            self.columns.setdefault(field, column)
            text = self._cell(field, text_of_cell(row[column]))
            instead = mapping.instead_of(given_mapping, field, text)
            if instead is not None:
                text = "" if instead.strip() == mapping.NOTHING else instead.strip()
                self.replaced.add(text)
            self.cells[field].append(text)
            if missing := table_cells.absence_of(text):
                self.absences[field] = missing
            elif text:
                self.texts[field].append(text)
        for field, value in (given_mapping.get("constants") or {}).items():
            if value and not self.texts[field] and field not in self.absences:
                self.texts[field].append(str(value))

    def _cell(self, field, text):
        """A cell as one line; each line of a cell that names parties is a separate party."""
        if field in mapping.PARTIES:
            separator = self.given_mapping.get("separator") or ";"
            text = separator.join(line for line in text.splitlines() if line.strip())
        if field not in WITH_MARKS:
            text = table_cells.without_marks(text)
        return " ".join(text.split())

    def _read_place_and_country(self):
        """Split “Gao, Mali” at its last comma where the mapping says so."""
        text = self.text("place_country")
        place, comma, country = text.rpartition(",")
        country = mapping.instead_of(self.given_mapping, "country", country) or country.strip()
        if not text:
            return
        if countries.code_of(text):
            place, country = "", text
        elif not comma or countries.code_of(country) is None:
            words = _("No country follows the last comma of “%s”: correct the cell, or map the "
                      "column as “place”.") % text[:60]  # fmt: skip
            self.error("place_country", words)
            self.misread("place_country", text)
            return
        for name, found in (("place", place.strip()), ("country", country)):
            if found and not self.texts[name]:
                self.texts[name].append(found)

    def stated(self) -> ImportedRow:
        result = self.result
        self._read_place_and_country()
        result.key = self.text("key").removesuffix(".0")
        result.values = {
            "date": self._precise_date(self._date()),
            "date_words": self.words_of_date,
            "place_precision": self._place_precision(),
            "country": self._country(),
            "summary": self._summary(),
            **{name: self._types(name) for name in mapping.LISTS},
            "lifecycle": self._term("lifecycle"),
            "record_kind": self._term("record_kind") or "event",
        }
        result.values |= self._variables()
        result.parts = self._all_parts()
        result.harm = self._once([row for kind in HARMS for row in self._harm(kind)])
        result.spot = self._spot(result.values["country"])
        result.further = [Further(each) for each in self.beside]
        if result.spot and result.spot.lat is not None:
            result.values |= {"lat": result.spot.lat, "lon": result.spot.lon}
        result.values["title"] = self._title()
        if absences := self._absences():
            result.values["absences"] = absences
        return result

    def error(self, field, message):
        self.result.error(self.columns.get(field), message)

    def warn(self, field, message):
        self.result.warn(self.columns.get(field), message)

    def misread(self, field, text):
        """Record a text that could not be read, to be counted by value."""
        self.result.unread.append((field, text[:200]))

    def text(self, field):
        return self.texts[field][0] if self.texts[field] else ""

    def asked(self, field, read, *given):
        """Return `read(*given)`; a CellError is reported for the field's column, with None."""
        try:
            return read(*given)
        except table_cells.CellError as error:
            self.error(field, str(error))
            self.misread(field, self.text(field))
            return None

    def _precise_date(self, date):
        """The date, widened by precision columns, or narrowed by the words of GTD's approxdate."""
        words = self.text("approxdate")
        if words:
            self.words_of_date = self.words_of_date or words[:200]
            date = precision_columns.narrowed_date(date, words)
        for name, codes in precision_columns.DATE_CODES.items():
            code = self.asked(name, precision_columns.code_in, self.text(name), codes, name)
            if date:
                date = precision_columns.widened_date(date, name, code)
        return date

    def _place_precision(self):
        for name, codes in precision_columns.PLACE_CODES.items():
            code = self.asked(name, precision_columns.code_in, self.text(name), codes, name)
            if code is not None:
                return codes[code]
        return None

    def _date(self):
        self.words_of_date = ""
        if self.texts["year"] and not self.texts["date"]:
            parts = [self.text(name) for name in ("year", "month", "day")]
            return self.asked("year", table_cells.date_of_parts, *parts)
        words, day_first = self.text("date"), self.given_mapping.get("day_first")
        start = self.asked("date", table_cells.cell_date, words, day_first) if words else None
        if words and not start and self.texts["year"]:  # “1 October”, the year in another column
            start = self.asked(
                "date", table_cells.cell_date, f"{words} {self.text('year')}", day_first
            )
        end = self.text("date_end")
        if start and table_cells.split_clock(words)[1]:
            self.words_of_date = words[:200]
        last = self.asked("date_end", table_cells.cell_date, end, day_first) if end else None
        if words and not start and not self.result.errors:
            self.words_of_date = words[:200]
            self.warn("date", _("“%s” is kept in words; no date was read.") % words[:60])
            self.misread("date", words)
        if start and last and start != last:
            return self.asked("date_end", table_cells.cell_date, f"{start}..{last}")
        return start

    def _country(self):
        name = self.text("country")
        code = countries.code_of(name) if name else None
        if name and code is None and (codes := self._countries(name)):
            code, *others = codes
            self.beside += [
                PlaceReference(countries.name_of(each), "country", each) for each in others
            ]
        if name and code is None:
            words = _(
                "“%s” is not a known country: correct it, or give a replacement in the mapping."
            )
            self.error("country", words % name[:60])
            self.misread("country", name)
        return code

    def _summary(self):
        source = "; ".join(self.texts["source"])[:300]
        pieces = [*self.texts["summary"], *([f"Sources: {source}"] if source else [])]
        return "\n".join(pieces)[:20_000] or None

    def _variables(self):
        """The coded variables of the row; other values are left out with a warning, except for
        event types that name an attack type."""
        found = coded_columns.read_row(self.texts, self.absences)
        for field, text in found.unread:
            if not (field == "event_type" and type_words.attack_type(text)):
                self.warn(field, _("“%s” is not a known value.") % text[:60])
                self.misread(field, text)
        self.coded_absences = found.absences
        return found.values

    def _types(self, field):
        """Types from their own column; attack types may be derived from event types instead."""
        if field == "attack_types" and not self.texts[field]:
            events = [*self.texts["sub_event_type"], *self.texts["event_type"]]
            found = filter(None, map(type_words.attack_type, events))
            return list(dict.fromkeys(found))[:3] or None
        found = {}
        for text in self.texts[field]:
            slugs, unread = types_of(self.given_mapping, field, text)
            found |= dict.fromkeys(slugs)
            for each in unread:
                words = _("“%(text)s” is not a known %(field)s.")
                label = {"text": each[:60], "field": _(mapping.FIELDS[field])}
                self.warn(field, words % label)
                self.misread(field, each)
        if len(found) > MOST_TYPES:
            words = _("An incident has at most %d of these; the others are left out.")
            self.warn(field, words % MOST_TYPES)
        return list(found)[:MOST_TYPES] or None

    def _term(self, field):
        text = self.text(field)
        slug = type_words.type_slug(field, text) if text else None
        if text and slug is None:
            self.error(field, _("“%s” is not one of our terms.") % text[:60])
            self.misread(field, text)
        return slug

    def _countries(self, text):
        """The codes of several countries in one cell; [] if one of them is unknown."""
        marks = {self.given_mapping.get("separator") or ";", ";", "/", ",", "|", "&", " and "}
        names = re.split("|".join(map(re.escape, marks)), text)
        codes = [countries.code_of(each.strip()) for each in names if each.strip()]
        return list(dict.fromkeys(codes)) if all(codes) else []

    def _spot(self, country):
        lat, lon = (
            self.asked(name, table_cells.cell_number, self.text(name)) for name in ("lat", "lon")
        )
        if (lat is None) != (lon is None):
            self.error("lat", _("Latitude and longitude stand together."))
        divisions = [(self.text(level)[:200], level) for level in ("admin1", "admin2")]
        within = [each for each in divisions if each[0]]
        (name, *others), kind = self.place_names(), "city"
        self.add_places(others, country)
        if not name and within:
            name, kind = within.pop()
        if not name and lat is not None:
            name, kind = f"{lat:.4f}, {lon:.4f}", "unspecified"
        if not name and country:
            return PlaceReference(countries.name_of(country), "country", country)
        return PlaceReference(name, kind, country, lat, lon, within=tuple(within)) if name else None

    def _title(self):
        """The title in the file, else one made of the sides, the place and the date."""
        if self.texts["title"]:
            return self.text("title")[:300]
        values, spot = self.result.values, self.result.spot
        kind = (values["attack_types"] or [None])[0]
        when = values["date"] and dates.parse(values["date"]).words
        pieces = [
            title_of_sides(self.result.parts, str(ATTACK_TYPES.get(kind, ""))),
            spot.name if spot else "",
            when or table_cells.without_clock(self.words_of_date),
        ]
        return ", ".join(filter(None, pieces))[:300]

    def _absences(self):
        """Absences of fields that an incident may lack, if no text or place is given for them."""
        known = {"date", "summary", "country", "place", "attack_types", "lifecycle",
                 "perpetrator", "target", *HARMS}  # fmt: skip
        return self.coded_absences | {
            name: why for name, why in self.absences.items()
            if name in known and not self.texts[name] and not (name == "place" and self.result.spot)
        }  # fmt: skip
