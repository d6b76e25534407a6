"""Rival values: what passages state of a field and the record does not hold."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from ctplatform.folding import fold
from incidents.estimates import chosen_or_all, standing
from incidents.models import Actor, CasualtyEstimate, Incident
from incidents.models.facts import read_date, text_date
from incidents.services.choosing import (
    can_be_chosen,
    column_of,
    figures_of,
    plain_value,
)
from incidents.vocabularies import CASUALTY_KINDS


@dataclass
class Rival:
    """One distinct value that is not the chosen one, with the passages that state it.

    `link` names the statement that is chosen with it, empty where that cannot be done from here.
    """

    value: str
    passages: list = field(default_factory=list)
    link: str = ""

    @property
    def grades(self):
        return sorted({each.grade for each in self.passages if each.grade})


def rivals_of(record, fact) -> list[Rival]:
    """The rivals of a fact in the order in which they were stated."""
    held, found = _held(record, fact), {}
    for passage in fact.passages:
        if passage.stated in (None, "", [], {}):
            continue
        key = _key(record, fact.name, passage)
        if key in held:
            continue
        rival = found.setdefault(key, Rival(_shown(key, passage.stated)))
        rival.passages.append(passage)
        if can_be_chosen(record, fact.name):
            rival.link = rival.link or passage.link
    return list(found.values())


def _shown(key, stated):
    """A date in words where it can be read as one, figures as a range, else what was stated."""
    if isinstance(key, tuple) and isinstance(stated, dict):
        low, best, high = key
        return CasualtyEstimate(low=low, best=best, high=high).figures
    date = read_date(key) if isinstance(key, str) else None
    return date.words if date else in_words(stated)


def in_words(stated) -> str:
    """A stated value, short: words as they are, a list joined, figures as a range."""
    if isinstance(stated, list):
        return ", ".join(map(str, stated))
    if isinstance(stated, dict):
        return ", ".join(f"{name} {value}" for name, value in stated.items() if value is not None)
    return str(stated)


def is_figure(record, name):
    """Whether a field sums up rows of low, best and high figures."""
    if isinstance(record, Incident):
        return name in CASUALTY_KINDS
    return isinstance(record, Actor) and name == "sizes"


def _held(record, fact):
    """What the record holds of a field, as keys."""
    if isinstance(record, Incident) and fact.name in CASUALTY_KINDS:
        rows = [each for each in record.casualties.all() if each.kind == fact.name]
        rows = chosen_or_all(standing(rows, record.pk))
        return {(each.low, each.best, each.high) for each in rows}
    if is_figure(record, fact.name):
        rows = record.size_estimates.all()
        return {(each.low, each.best, each.high) for each in rows} | {fold(fact.value)}
    held = {fold(fact.value), fold(fact.code)}
    held |= {fold(each) for each in fact.value.split(", ")}
    value = getattr(record, fact.name, None)
    if value not in (None, "") and not hasattr(value, "pk"):
        held.add(fold(in_words(value)))
    if hasattr(value, "pk"):
        held.add(fold(str(value.pk)))
    return held - {""}


def _key(record, name, passage):
    """What tells stated values apart: what they mean where that can be read, else their words."""
    if is_figure(record, name):
        figures = figures_of(passage.stated)
        if figures:
            return tuple(figures[each] for each in ("low", "best", "high"))
    elif can_be_chosen(record, name):
        column = column_of(record, name)
        if column is not None and not column.is_relation:
            try:
                since = text_date(passage.published)
                return fold(in_words(plain_value(record, name, passage.stated, since)))
            except ValidationError:
                pass
    return fold(in_words(passage.stated))
