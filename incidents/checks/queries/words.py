"""Outcomes of checks in words: one sentence for each, and a row for each figure."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from incidents.checks.queries.sentences import SENTENCES
from incidents.checks.vocabulary import CHECK_FIGURES, CHECK_OUTCOMES, CHECK_REASONS
from incidents.findings.queries.number_words import amount, figures

OPEN = ("high", "part_high")
"""Figures that are without a limit where they are null."""


@dataclass(frozen=True)
class FigureRow:
    """One figure with its label, as a table shows it."""

    name: str
    label: str
    value: str


def outcome_in_words(check, outcome) -> str:
    """“Supported. Counted: 2 to 3; claimed: at least 2.”"""
    head = capfirst(_(CHECK_OUTCOMES[outcome.outcome]))
    why = _(CHECK_REASONS[outcome.reason]) if outcome.reason in CHECK_REASONS else ""
    numbers = figures_in_words(check, outcome)
    head = f"{head}: {why}." if why else f"{head}."
    return " ".join(filter(None, (head, numbers, gaps_in_words(outcome))))


def gaps_in_words(outcome) -> str:
    """The days of the window that do not count as covered, in a sentence; "" where all do."""
    coverage = outcome.coverage or {}
    days, gaps = coverage.get("gap_days", 0), coverage.get("gaps", [])
    if not days or not gaps:
        return ""
    first, last = (date_format(dt.date.fromisoformat(each), "j F Y") for each in gaps[0])
    words = {"days": amount(days), "first": first, "last": last}
    if len(gaps) == 1:
        return _("It rests on days that count as not covered: %(first)s to %(last)s.") % words
    text = _(
        "It rests on %(days)s days that count as not covered, the first %(first)s to %(last)s."
    )
    return text % words


def figures_in_words(check, outcome) -> str:
    """The sentence with the figures that led to an outcome; "" where there are none to state."""
    values = dict(figure_values(outcome))
    values["threshold"] = _threshold(outcome.figures)
    values["share_claimed"] = _share_claimed(values)
    if "low" in outcome.figures:
        values["counted"] = _range(outcome.figures["low"], outcome.figures["high"])
    values.setdefault("run_ratio", _("an unknown number of"))
    try:
        return _(SENTENCES[check.comparison]) % values
    except KeyError:
        return ""


def _threshold(given):
    """“at least 2”, “exactly 4”, “2 to 5” or “at most 3”."""
    low, high = given.get("at_least"), given.get("at_most")
    if low is not None and low == high:
        return _("exactly %s") % amount(low)
    if low is not None and high is not None:
        return _("%(low)s to %(high)s") % {"low": amount(low), "high": amount(high)}
    if low is not None:
        return _("at least %s") % amount(low)
    return _("at most %s") % amount(high) if high is not None else ""


def _range(low, high):
    """“2”, “2 to 3”, or “2 or more”."""
    if high is None:
        return _("%s or more") % amount(low)
    if low == high:
        return amount(low)
    return _("%(low)s to %(high)s") % {"low": amount(low), "high": amount(high)}


def _share_claimed(values):
    if "less_than" in values:
        return _("less than %s") % values["less_than"]
    return _("more than %s") % values.get("more_than", "")


def figure_values(outcome):
    """(name, value in words) of each figure that is known."""
    for name, value in outcome.figures.items():
        if name in CHECK_FIGURES and (words := _value_words(name, value)):
            yield name, words


def figure_rows(outcome) -> list[FigureRow]:
    """The figures of an outcome for a table, in the order of the vocabulary."""
    values = dict(figure_values(outcome))
    return [
        FigureRow(name, capfirst(_(label)), values[name])
        for name, (label, _kind) in CHECK_FIGURES.items()
        if name in values
    ]


def _value_words(name, value):
    kind = CHECK_FIGURES[name][1]
    if value is None:
        return _("an unlimited number") if name in OPEN else ""
    if kind == "share":
        return f"{value:.1%}".replace(".0%", "%").replace("%", " %")
    if kind == "day":
        return date_format(dt.date.fromisoformat(value), "j F Y")
    if kind == "number":
        return figures(value) if value >= 0 else f"{value:.2f}"
    return amount(value)
