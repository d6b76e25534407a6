"""A diff as people read it: field by field, ids and slugs in words, changed words marked."""

import json
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ctplatform.curation.models import Proposal
from ctplatform.curation.pages.words import Segments, compare_words
from ctplatform.curation.registry import Passage
from ctplatform.curation.services.access import told

HIDDEN = "…"


@dataclass(frozen=True)
class Rival:
    """What another proposal says of a field: its value in words, and the passages it rests on."""

    proposal: Proposal
    value: str
    passages: list[Passage]


@dataclass
class Line:
    """One field of a diff. `live` and `new` are (piece, is different) runs; empty means no value.

    `base` is set where the live value has moved away from it: a conflict. `rivals` are what other
    proposals that wait say of this field.
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
    """Says JSON values in words. Ids of other rows are looked up in one query a model.

    `items` are proposals or revisions; `also` are further diffs of theirs ({id: conflicts}).
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

    def say(self, column: models.Field, value) -> str:
        """Return the value in words; an empty string where there is none.

        A column that knows better how to say its values has a function `in_words(value)`.
        """
        if value is None or value == "":
            return ""
        if in_words := getattr(column, "in_words", None):
            return in_words(value)
        if column.is_relation:
            return self.titles.get(str(value), HIDDEN)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        if isinstance(value, list) and all(isinstance(each, (str, int, float)) for each in value):
            return ", ".join(map(str, value))
        if isinstance(value, dict):
            return ", ".join(f"{name}: {_said(each)}" for name, each in value.items())
        return _said(value)


def label_of(item, name) -> str:
    """The name of a field as the form calls it; a field that is no more keeps its own name."""
    column = item.target_kind.columns.get(name)
    return str(capfirst(column.verbose_name)) if column is not None else name


def lines(item, words: Words, *, conflicts=None, passages=()) -> list[Line]:
    """Return the lines of a proposal's or a revision's diff, in the order of the record's form."""
    order = list(item.target_kind.columns)
    shown = told(item, item.diff, words.user)
    names = sorted(shown, key=lambda name: order.index(name) if name in order else len(order))
    found = [_line(item, name, words, conflicts or {}, passages) for name in names]
    # From null to an empty text is no difference to a reader.
    return [line for line in found if line.is_conflict or line.live or line.new]


def _line(item, name, words, conflicts, passages) -> Line:
    column = item.target_kind.columns.get(name, models.TextField())
    step = conflicts.get(name) or item.diff[name]
    base, new = words.say(column, step["from"]), words.say(column, step["to"])
    live = words.say(column, step["live"]) if name in conflicts else base
    left, right = compare_words(live, new)
    if not isinstance(column, models.TextField) and not isinstance(column, models.CharField):
        left, right = [(live, True)] if live else [], [(new, True)] if new else []
    rivals = [
        Rival(
            rival, words.say(column, rival.diff[name]["to"]), _of_field(rival, name, rival.passages)
        )
        for rival in getattr(item, "rivals", ())
        if name in rival.diff
    ]
    if rivals:
        passages = _of_field(item, name, passages)
    else:
        passages = [passage for passage in passages if passage.field == name]
    return Line(
        name=name,
        label=label_of(item, name),
        live=left,
        new=right,
        base=base if name in conflicts else None,
        passages=passages,
        rivals=rivals,
    )


def _of_field(item, name, passages) -> list[Passage]:
    """What a proposal's value rests on: the passages of the field, and those of none in it."""
    return [each for each in passages if each.field == name or each.field not in item.diff]


def _said(value) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
