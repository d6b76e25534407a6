"""Fields of a record that sum up its child rows, as its record type declares them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ctplatform.record_types.registry import record_type_of


@dataclass(frozen=True, kw_only=True)
class _SummedField:
    """What both kinds have in common.

    `choose(record, stated, graded, why)` makes the stated value the field's value and returns the
    Outcome of the curation service; None where values cannot be chosen. `graded` are the source and
    the credibility of the statement, `why` are `by`, `reason` and `evidence`.
    """

    choose: Callable[..., Any] | None = None


@dataclass(frozen=True, kw_only=True)
class FiguresField(_SummedField):
    """A field that sums up estimates; `rows(record)` are those that count.

    `is_text_compared`: the field's text on the page is compared with stated values as well.
    """

    rows: Callable[..., Iterable]
    is_text_compared: bool = False


@dataclass(frozen=True, kw_only=True)
class ActorsField(_SummedField):
    """A field that sums up participants; `actors(record)` are those named in it.

    `named(pk)` is the actor with this id, None where there is none.
    """

    actors: Callable[..., Iterable]
    named: Callable[..., Any]


def summed_field(record, name) -> FiguresField | ActorsField | None:
    """The declaration of a field that sums up child rows; None for other fields."""
    record_type = record_type_of(record)
    return record_type.summed_fields.get(name) if record_type else None
