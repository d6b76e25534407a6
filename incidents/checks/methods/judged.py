"""Pure: what a comparison says of a claim, with the figures that led to it."""

from dataclasses import dataclass, field

from incidents.findings.methods.observations import Insufficient

SUPPORTED = "supported"
WEAK = "weakly_supported"
CONTRADICTED = "contradicted"
UNCERTAIN = "depends_on_uncertainty"
INSUFFICIENT = "insufficient_data"
NOT_COMPUTABLE = "not_computable"


@dataclass(frozen=True)
class Judged:
    """The outcome of a comparison.

    `reason` is a slug that says why there is too little data, or what the outcome depends on; the
    page puts it into words. `figures` are {name: number, day in ISO form, or None}; the names are
    those of `incidents.checks.vocabulary.CHECK_FIGURES`.
    """

    outcome: str
    reason: str = ""
    figures: dict = field(default_factory=dict)


def too_little(reason: str, figures=None, **numbers) -> Judged:
    """There is too little data, for this reason."""
    return Judged(INSUFFICIENT, reason, {**(figures or {}), **numbers})


def of_insufficient(found: Insufficient, figures=None) -> Judged:
    """A method of findings has no result; `n` and `needed` say how much data there is."""
    numbers = {"n": found.n, "needed": found.needed} if found.needed else {}
    return too_little(found.reason, figures, **numbers)
