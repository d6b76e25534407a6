"""Describe a diff in words, field by field, with the changed words highlighted."""

import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ctplatform.curation.models import Proposal
from ctplatform.curation.registry import Passage, stated_check_of
from ctplatform.curation.word_diff import Segments, compare_words
from ctplatform.curation.writing.access import redact_diff

HIDDEN = "…"


@dataclass(frozen=True)
class Rival:
    """What another waiting proposal sets in a field: its value in words and its passages."""

    proposal: Proposal
    value: str
    passages: list[Passage]


@dataclass
class Line:
    """One field of a diff. `live` and `new` are (piece, is different) runs; empty means no value.

    `base` is set in case of a conflict: the live value is not the base value any more. `rivals` are
    what other waiting proposals set in this field.
    """

    name: str
    label: str
    live: Segments
    new: Segments
    base: str | None = None
    passages: list[Passage] = field(default_factory=list)
    rivals: list[Rival] = field(default_factory=list)

    @property
    def is_conflict(self):
        return self.base is not None

    @property
    def live_text(self):
        return "".join(piece for piece, _ in self.live)

    @property
    def new_text(self):
        return "".join(piece for piece, _ in self.new)


class Words:
    """Describes JSON values in words. Ids of other rows are looked up with one query per model.

    `items` are proposals or revisions; `also` are further diffs of them ({id: conflicts}).
    """

    def __init__(self, items, user, also=None):
        self.user = user
        wanted = defaultdict(set)
        for item in items:
            for name, step in {**item.diff, **(also or {}).get(item.pk, {})}.items():
                column = item.target_kind.columns.get(name)
                if column is not None and column.is_relation:
                    wanted[column.related_model].update(filter(None, step.values()))
        self.titles = {
            str(row.pk): str(row)
            for model, ids in wanted.items()
            for row in model._default_manager.visible_to(user).filter(pk__in=ids)
        }

    def say(self, column: models.Field, value, row=None) -> str:
        """Return the value in words, or "" where there is none.

        A column may define `in_words(value)`, or `in_words_of_row(value, row)` where other fields
        of the row matter: `row` holds the other values on the same side of the diff.
        """
        if value is None or value == "":
            return ""
        if (own := own_words(column, value, row)) is not None:
            return own
        if column.is_relation:
            return self.titles.get(str(value), HIDDEN)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        return _said(value)


def absences_in_words(model, absences) -> str:
    """Absences in words, such as “Place: unknown; Fatalities: not applicable”."""
    columns = {column.name: column for column in model._meta.concrete_fields}
    labels = {name: str(capfirst(column.verbose_name)) for name, column in columns.items()}
    labels |= {name: str(label) for name, label in getattr(model, "passage_fields", {}).items()}
    words = {"unknown": _("unknown"), "not_applicable": _("not applicable")}
    return "; ".join(
        f"{labels.get(name, name)}: {words.get(kind, kind)}" for name, kind in absences.items()
    )


def own_words(column, value, row) -> str | None:
    """The value as the column's own function describes it; None where the column has none."""
    if column.name == "absences" and isinstance(value, dict):
        return absences_in_words(column.model, value)
    if in_words := getattr(column, "in_words", None):
        return in_words(value)
    in_words = getattr(column, "in_words_of_row", None)
    return in_words(value, row) if in_words and row is not None else None


def label_of(item, name) -> str:
    """The label of a field as on the form; a field that does not exist any more keeps its name."""
    column = item.target_kind.columns.get(name)
    return str(capfirst(column.verbose_name)) if column is not None else name


def lines(item, words: Words, *, conflicts=None, passages=()) -> list[Line]:
    """Return the lines of the diff of a proposal or a revision, in the order of the form."""
    order = list(item.target_kind.columns)
    shown = redact_diff(item, item.diff, words.user)
    names = sorted(shown, key=lambda name: order.index(name) if name in order else len(order))
    found = [_line(item, name, words, conflicts or {}, passages) for name in names]
    # Leave out a change from null to an empty text, which a reader cannot see.
    return [line for line in found if line.is_conflict or line.live or line.new]


def _line(item, name, words, conflicts, passages) -> Line:
    column = item.target_kind.columns.get(name, models.TextField())
    step = conflicts.get(name) or item.diff[name]
    base = words.say(column, step["from"], _row_on(item, "from"))
    new = words.say(column, step["to"], _row_on(item, "to"))
    live = (
        words.say(column, step["live"], getattr(item, "record", None))
        if name in conflicts
        else base
    )
    left, right = compare_words(live, new)
    if not isinstance(column, models.TextField) and not isinstance(column, models.CharField):
        left, right = [(live, True)] if live else [], [(new, True)] if new else []
    rivals = [
        Rival(
            rival,
            words.say(column, rival.diff[name]["to"], _row_on(rival, "to")),
            judged(rival, name, rival.passages),
        )
        for rival in getattr(item, "rivals", ())
        if name in rival.diff
    ]
    return Line(
        name=name,
        label=label_of(item, name),
        live=left,
        new=right,
        base=base if name in conflicts else None,
        passages=judged(item, name, passages),
        rivals=rivals,
    )


def _row_on(item, side: str) -> SimpleNamespace:
    """The values of the row on one side of a diff ("from" or "to")."""
    columns = item.target_kind.columns
    record = getattr(item, "record", None)
    live = {name: getattr(record, column.attname, None) for name, column in columns.items()}
    return SimpleNamespace(**live | {name: step.get(side) for name, step in item.diff.items()})


def judged(item, name, passages) -> list[Passage]:
    """The passages linked to a field; those that state another value get the stance "rival"."""
    own = [passage for passage in passages if passage.field == name]
    root = getattr(item, "root", None)
    return say_rivals(root, name, item.diff[name]["to"], own) if own else []


def say_rivals(record, name, value, passages) -> list[Passage]:
    """The passages of a field; the stance of those that support another value becomes "rival"."""
    check = stated_check_of(type(record)) if record is not None else None
    states = check(record, name, value) if check else None
    return [
        replace(each, stance="rival", stance_label=_("states another value"))
        if states and each.stance == "supports" and states(each) is False
        else each
        for each in passages
    ]


def judged_of_row(item, passages) -> list[Passage]:
    """As `say_rivals` for a proposed child row, compared with the values that it sets."""
    values, fields = vars(_row_on(item, "to")), dict.fromkeys(each.field for each in passages)
    return [
        said
        for name in fields
        for said in say_rivals(item.root, name, values, [x for x in passages if x.field == name])
    ]


def _said(value) -> str:
    """JSON for readers: a list is joined with commas, an object is written as “name: value”."""
    if isinstance(value, list) and all(isinstance(each, (str, int, float)) for each in value):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_said(each)}" for name, each in value.items())
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
