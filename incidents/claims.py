"""Pure: who stands where about responsibility, derived from what is said and never stored.

One rung of a ladder, from a claim by who did it down to nothing said, and what lies over it: that
it is heralded, denied, contested, claimed by several.
"""

from dataclasses import dataclass
from typing import NamedTuple

CLAIMS = frozenset({"claims", "claims_via_parent"})
BLAMES = frozenset({"attributes", "accuses", "suspects"})
OFFICIAL = frozenset({"state", "de_facto_authority", "state_security_force", "coalition"})
"""Kinds of actor whose word on responsibility is an official one."""

RUNGS = (
    "claimed_by_perpetrator",
    "claimed_by_parent",
    "heralded_only",
    "attributed_official",
    "attributed_analyst",
    "none",
)
"""Mutually exclusive, the strongest first. `claimed_by_parent`: by a parent or anybody else."""


class Said(NamedTuple):
    """A statement: ids of who speaks and of whom (None: nobody named), what kind, in what office.

    `official`: the speaker is a state, a de facto authority, its forces or a coalition.
    """

    speaker: str
    about: str | None
    kind: str
    official: bool = False


@dataclass(frozen=True)
class Standing:
    """The rung, and what lies over it."""

    rung: str
    claimed: bool = False
    heralded: bool = False
    denied: bool = False
    competing_claims: bool = False
    contested: bool = False

    @property
    def claimed_by_perpetrator(self):
        return self.rung == "claimed_by_perpetrator"

    @property
    def attributed_only(self):
        return self.rung in ("attributed_official", "attributed_analyst")


def standing(statements, perpetrators=(), accused=()) -> Standing:
    """Where an incident stands; `accused` are actors whom allegations charge with it.

    A claim that its speaker retracts is none. Contested: somebody denies, or somebody blames an
    actor who is neither among the perpetrators nor said by a claim to have done it.
    """
    perpetrators = set(perpetrators)
    retracted = {said.speaker for said in statements if said.kind == "retracts"}
    claims = [s for s in statements if s.kind in CLAIMS and s.speaker not in retracted]
    claimed_for = {said.about or said.speaker for said in claims}
    blamed = {said.about for said in statements if said.kind in BLAMES} | set(accused)
    held = perpetrators | claimed_for
    denied = any(said.kind == "denies" for said in statements)
    return Standing(
        rung=_rung(statements, claims, perpetrators),
        claimed=bool(claims),
        heralded=any(said.kind == "heralds" for said in statements),
        denied=denied,
        competing_claims=len(claimed_for) > 1,
        contested=denied or bool(held and blamed - held - {None}),
    )


def _rung(statements, claims, perpetrators):
    if any(_by_perpetrator(said, perpetrators) for said in claims):
        return "claimed_by_perpetrator"
    if claims:
        return "claimed_by_parent"
    if any(said.kind == "heralds" for said in statements):
        return "heralded_only"
    blaming = [said for said in statements if said.kind in BLAMES]
    if any(said.official for said in blaming):
        return "attributed_official"
    return "attributed_analyst" if blaming else "none"


def _by_perpetrator(said, perpetrators):
    """Whether who claims is held to have done it, or where nobody is, claims it for itself."""
    if said.kind != "claims":
        return False
    return said.speaker in perpetrators if perpetrators else said.about in (None, said.speaker)
