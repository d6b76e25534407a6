"""What was read for a check: the judgement, the records that it rests on, and the coverage."""

from dataclasses import dataclass, field, replace

from incidents.checks.methods.judged import NOT_COMPUTABLE, Judged

MOST_RECORDS = 50
"""Records that are listed by name; a series leads to the list of all."""


@dataclass(frozen=True)
class Measured:
    """A judgement with its records, [(type, id)], and its coverage (see CheckOutcome)."""

    judged: Judged
    records: list = field(default_factory=list)
    coverage: dict = field(default_factory=dict)

    def with_figures(self, **figures) -> "Measured":
        """The same with further figures."""
        judged = replace(self.judged, figures={**self.judged.figures, **figures})
        return replace(self, judged=judged)


def not_computable(reason: str) -> Measured:
    return Measured(Judged(NOT_COMPUTABLE, reason))


def named(kind: str, ids) -> list:
    """References to records, as outcomes store them."""
    return [[kind, str(pk)] for pk in list(ids)[:MOST_RECORDS]]
