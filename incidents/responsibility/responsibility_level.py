"""Pure: the responsibility level of an incident, computed from statements and never stored.

Levels go from a claim by the perpetrator down to no statement, with flags: heralded, denied,
contested, competing claims.
"""

from dataclasses import dataclass
from typing import NamedTuple

CLAIMS = frozenset({"claims", "claims_via_parent"})
BLAMES = frozenset({"attributes", "accuses", "suspects"})
OFFICIAL = frozenset({"state", "de_facto_authority", "state_security_force", "coalition"})
"""Kinds of actors whose attributions count as official."""

LEVELS = (
    "claimed_by_perpetrator",
    "claimed_by_parent",
    "heralded_only",
    "attributed_official",
    "attributed_analyst",
    "none",
)
"""Mutually exclusive, strongest first. `claimed_by_parent` is a claim by a parent or any other."""


class Said(NamedTuple):
    """A statement: ids of its speaker and of the actor it is about (None: nobody named), and kind.

    `official`: the speaker is a state, a de facto authority, its forces or a coalition.
    """

    speaker: str
    about: str | None
    kind: str
    official: bool = False


@dataclass(frozen=True)
class ResponsibilityLevel:
    """The level and the flags of an incident."""

    level: str
    claimed: bool = False
    heralded: bool = False
    denied: bool = False
    competing_claims: bool = False
    contested: bool = False

    @property
    def claimed_by_perpetrator(self):
        return self.level == "claimed_by_perpetrator"

    @property
    def attributed_only(self):
        return self.level in ("attributed_official", "attributed_analyst")


def responsibility_level_of(statements, perpetrators=(), accused=()) -> ResponsibilityLevel:
    """The Standing of an incident; `accused` are the subjects of allegations about it.

    A claim that its speaker retracted does not count. Contested: somebody denies, or somebody
    blames an actor who is neither among the perpetrators nor named in a claim as having done it.
    """
    perpetrators = set(perpetrators)
    retracted = {said.speaker for said in statements if said.kind == "retracts"}
    claims = [s for s in statements if s.kind in CLAIMS and s.speaker not in retracted]
    claimed_for = {said.about or said.speaker for said in claims}
    blamed = {said.about for said in statements if said.kind in BLAMES} | set(accused)
    held = perpetrators | claimed_for
    denied = any(said.kind == "denies" for said in statements)
    return ResponsibilityLevel(
        level=_level_of(statements, claims, perpetrators),
        claimed=bool(claims),
        heralded=any(said.kind == "heralds" for said in statements),
        denied=denied,
        competing_claims=len(claimed_for) > 1,
        contested=denied or bool(held and blamed - held - {None}),
    )


def _level_of(statements, claims, perpetrators):
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
    """Whether the claimant is a recorded perpetrator or, without any, claims it for itself."""
    if said.kind != "claims":
        return False
    return said.speaker in perpetrators if perpetrators else said.about in (None, said.speaker)
