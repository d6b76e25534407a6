"""Rival values: values of a field that passages state and that differ from the record's."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from math import inf
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ctplatform.curation.registry import Passage
from ctplatform.search.folding import fold
from incidents.figures.estimates import figures_in_words, stated_figures
from incidents.records.models import is_edtf, read_date, text_date
from incidents.records.services import can_be_chosen, column_of, figures_of, names_of, plain_value
from incidents.records.summed_fields import ActorsField, FiguresField, summed_field


@dataclass
class Rival:
    """One distinct value other than the record's, with the passages that state it.

    `link` is the id of the statement to choose it by; empty if it cannot be chosen on this page.
    """

    value: str
    passages: list = field(default_factory=list)
    link: str = ""

    @property
    def grades(self):
        return sorted({each.grade for each in self.passages if each.grade})


def rivals_of(record, fact) -> list[Rival]:
    """The rivals of a field row (`fact`), in the order in which they were stated.

    A comparison stored with the passage is reused, so that the page agrees with the lists.
    """
    held, found = _held_keys(record, fact), {}
    for passage in fact.passages:
        if not _states_value(passage):
            continue
        key = _comparison_key(record, fact.name, passage)
        if key is None or not _is_rival(fact, passage, key, held):
            continue
        rival = found.setdefault(key, Rival(_displayed_value(record, fact.name, passage)))
        rival.passages.append(passage)
        if can_be_chosen(record, fact.name):
            rival.link = rival.link or passage.link
    return list(found.values())


def _is_rival(fact, passage, key, held) -> bool:
    known = passage.states_another_value if fact.value else None
    return not _is_held(key, held) if known is None else known


def _is_held(key, held) -> bool:
    """Whether the record's values cover a stated one: the same value, days within its interval,
    figures within its range, or words that contain the name of one of its actors."""
    if key in held:
        return True
    if isinstance(key, str):
        return any(isinstance(each, Named) and each.name in key for each in held)
    same = (each for each in held if type(each) is type(key) and not isinstance(each, str))
    return any(each.holds(key) for each in same if hasattr(each, "holds"))


class Named(NamedTuple):
    """The folded name of an actor that takes part."""

    name: str


class Days(NamedTuple):
    """The days of a date; `is_interval` if both ends are stated."""

    first: date | None
    last: date | None
    is_interval: bool = False

    def holds(self, other) -> bool:
        if self[:2] == other[:2]:
            return True
        bounds = [each for each in other[:2] if each is not None]
        if not self.is_interval or None in self[:2]:
            return False
        return all(self.first <= each <= self.last for each in bounds)


class Reach(NamedTuple):
    """The range of a figure; None where an end is open."""

    low: int | None
    high: int | None

    def holds(self, other) -> bool:
        lowest, highest = self.low or 0, inf if self.high is None else self.high
        high = inf if other.high is None else other.high
        return lowest <= (other.low or 0) and high <= highest


def without_support(passages, rivals) -> list:
    """The passages, with those that support a rival value marked as rivals."""
    others = {id(passage) for rival in rivals for passage in rival.passages}
    return [
        replace(each, stance="rival", stance_label=_("states another value"))
        if id(each) in others and each.stance == "supports"
        else each
        for each in passages
    ]


def stated_check(record, name, value):
    """Return a function that says whether a passage states this value (see the curation registry).

    `value` is in JSON; for a proposed child row it is the row's snapshot.
    """
    held = _keys_of(record, name, value)

    def check(passage):
        key = _comparison_key(record, name, passage) if held and _states_value(passage) else None
        return None if key is None else _is_held(key, held)

    return check


def _keys_of(record, name, value):
    """The comparison keys of a proposed value; empty if nothing can be compared with it."""
    if value in (None, "", []):
        return set()
    column = column_of(record, name)
    if isinstance(value, dict) and is_figure(record, name):
        return {_figure_range(*(value.get(each) for each in ("low", "best", "high")))}
    if isinstance(value, dict):
        summed = summed_field(record, name)
        return _row_names(_actor_named(summed, value)) if isinstance(summed, ActorsField) else set()
    if column is not None and column.is_relation:
        return _row_names(column.related_model.objects.filter(pk=value).first())
    listed = {fold(str(each)) for each in value} if isinstance(value, list) else set()
    return {_comparison_key(record, name, Passage("", "", stated=value)), *listed} - {None}


def _actor_named(summed, value):
    """The actor of a proposed participant, given as its snapshot; None if it names none."""
    return summed.named(value["actor"]) if value.get("actor") else None


def _row_names(row):
    return {*map(Named, names_of(row)), *names_of(row), str(row.pk)} if row else set()


def _states_value(passage):
    return passage.stated not in (None, "", [], {})


def _displayed_value(record, name, passage):
    """The stated value for display, with dates and terms in words and figures as a range."""
    stated = passage.stated
    if is_figure(record, name) and isinstance(stated, dict) and (figures := figures_of(stated)):
        return figures_in_words(*(figures[each] for each in ("low", "best", "high", "qualifier")))
    value, column = _typed_value(record, name, passage), column_of(record, name)
    if column is not None and (own := getattr(column, "in_words", None)) and value:
        return own(value)
    if column is not None and isinstance(value, str) and value in dict(column.flatchoices or ()):
        return str(dict(column.flatchoices)[value])
    return in_words(stated)


def in_words(stated) -> str:
    """A stated value as short text: lists are joined, figures become a range."""
    if isinstance(stated, list):
        return ", ".join(map(str, stated))
    if isinstance(stated, dict):
        found = {name: value for name, value in stated.items() if value is not None}
        return stated_figures(found) or ", ".join(f"{name} {each}" for name, each in found.items())
    return str(stated)


def is_figure(record, name):
    """Whether a field sums up child rows with low, best and high figures."""
    return isinstance(summed_field(record, name), FiguresField)


def _held_keys(record, fact):
    """The comparison keys of the values that the record holds for a field."""
    summed = summed_field(record, fact.name)
    if isinstance(summed, FiguresField):
        rows = summed.rows(record)
        text = {fold(fact.value)} if summed.is_text_compared else set()
        return {_figure_range(each.low, each.best, each.high) for each in rows} | text
    held = {fold(fact.value), fold(fact.code), *map(fold, fact.value.split(", "))}
    value = getattr(record, fact.name, None)
    if isinstance(summed, ActorsField):
        for actor in summed.actors(record):
            held |= {*map(Named, names_of(actor)), str(actor.pk)}
    elif hasattr(value, "pk"):
        held |= {*names_of(value), str(value.pk)}
    elif value not in (None, ""):
        held.add(_comparable_key(record, fact.name, value))
        held |= {fold(str(each)) for each in value} if isinstance(value, list) else set()
    return held - {""}


def _comparison_key(record, name, passage):
    """The comparison key of a stated value: its meaning if it can be read, else its words.

    None if the words are not a value of the field.
    """
    if is_figure(record, name):
        figures = figures_of(passage.stated)
        return figures and _figure_range(*(figures[each] for each in ("low", "best", "high")))
    value = _typed_value(record, name, passage)
    column = column_of(record, name)
    listed = getattr(column, "listed_terms", ())
    if listed or (column is not None and column.choices):
        known = {*listed, *dict(column.flatchoices or ())}
        if not {*(value if isinstance(value, list) else [value])} <= known:
            return None  # such words describe the value but are not a term of the vocabulary
    return _comparable_key(record, name, value)


def _typed_value(record, name, passage):
    """A stated value read as its column's type; unchanged if that fails."""
    column = column_of(record, name) if can_be_chosen(record, name) else None
    if column is not None and not column.is_relation:
        try:
            return plain_value(record, name, passage.stated, text_date(passage.published))
        except ValidationError:
            pass
    return passage.stated


def _comparable_key(record, name, value):
    """A key to compare values by: the days of a date, a number's value, else the folded words."""
    column = column_of(record, name)
    if column is not None and is_edtf in column.validators and isinstance(value, str):
        found = read_date(value)
        return Days(found.earliest, found.latest, "/" in value) if found else fold(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return float(value)
    return fold(in_words(value))


def _figure_range(low, best, high):
    """The range of low and high; a best figure alone is a range of one value."""
    if low is None and high is None:
        return Reach(best, best)
    return Reach(low, high)
