"""The ladder of responsibility and what lies over it."""

import pytest

from incidents.responsibility.responsibility_level import LEVELS, Said, responsibility_level_of

pytestmark = pytest.mark.pure
GROUP, PARENT, GUNMEN, STATE, OTHER = "group", "parent", "gunmen", "state", "other"


def test_a_hall_in_moscow_is_claimed_by_the_parent_heralded_and_contested():
    said = [
        Said(PARENT, PARENT, "claims"),
        Said(GROUP, None, "heralds"),
        Said(STATE, OTHER, "accuses", official=True),
    ]
    found = responsibility_level_of(said, perpetrators=[GUNMEN, GROUP])
    assert found.level == "claimed_by_parent"
    assert (found.claimed, found.heralded, found.contested) == (True, True, True)
    assert not found.claimed_by_perpetrator
    assert not found.competing_claims
    assert not found.denied


def test_an_allegation_against_somebody_else_contests_as_an_accusation_does():
    said = [Said(PARENT, PARENT, "claims"), Said(GROUP, None, "heralds")]
    assert not responsibility_level_of(said, [GROUP]).contested
    assert responsibility_level_of(said, [GROUP], accused=[OTHER]).contested
    assert not responsibility_level_of(said, [GROUP], accused=[GROUP]).contested


@pytest.mark.parametrize(
    ("said", "perpetrators", "level"),
    [
        ([], [GROUP], "none"),
        ([Said(GROUP, GROUP, "claims")], [GROUP], "claimed_by_perpetrator"),
        ([Said(GROUP, None, "claims")], [], "claimed_by_perpetrator"),
        ([Said(PARENT, GROUP, "claims")], [], "claimed_by_parent"),
        ([Said(GROUP, GROUP, "claims_via_parent")], [GROUP], "claimed_by_parent"),
        ([Said(GROUP, GROUP, "claims")], [OTHER], "claimed_by_parent"),
        ([Said(GROUP, None, "heralds")], [GROUP], "heralded_only"),
        ([Said(STATE, GROUP, "suspects", True)], [], "attributed_official"),
        ([Said(OTHER, GROUP, "attributes")], [], "attributed_analyst"),
        ([Said(STATE, None, "investigates", True)], [], "none"),
        ([Said(GROUP, GROUP, "denies")], [GROUP], "none"),
        ([Said(GROUP, GROUP, "claims"), Said(GROUP, GROUP, "retracts")], [GROUP], "none"),
    ],
)
def test_levels_exclude_each_other(said, perpetrators, level):
    assert responsibility_level_of(said, perpetrators).level == level
    assert level in LEVELS


def test_two_who_claim_it_compete_and_a_denial_contests():
    rivals = [Said(GROUP, GROUP, "claims"), Said(OTHER, OTHER, "claims")]
    assert responsibility_level_of(rivals).competing_claims
    assert not responsibility_level_of(
        [Said(PARENT, GROUP, "claims"), Said(GROUP, GROUP, "claims")]
    ).competing_claims
    denied = responsibility_level_of(
        [Said(STATE, GROUP, "attributes", True), Said(GROUP, GROUP, "denies")]
    )
    assert (denied.level, denied.denied, denied.contested) == ("attributed_official", True, True)
    assert denied.attributed_only


def test_blame_alone_contests_nothing():
    """Where nobody claims it and nobody is held to have done it, there is nothing to contest."""
    assert not responsibility_level_of(
        [Said(STATE, GROUP, "suspects"), Said(OTHER, PARENT, "suspects")]
    ).contested
