"""Shares of the members of a series give what is published, or what was worked out by hand."""

import pytest

from incidents.findings.methods import member_shares
from incidents.findings.methods.member_shares import WarningRows
from incidents.findings.methods.observations import Insufficient

pytestmark = pytest.mark.pure


def approx(*values):
    return pytest.approx(values, abs=5e-5)


def test_the_ladder_has_the_intervals_that_newcombe_published():
    """Table I, method 3 of R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872."""
    found = member_shares.responsibility_shares({"claimed_disputed": 81, "nobody_named": 182}, 0)
    disputed = found.shares["claimed_disputed"]
    assert (found.whole, disputed["part"]) == (263, 81)
    assert (disputed["low"], disputed["high"]) == approx(0.2553, 0.3662)
    assert found.shares["claimed_undisputed"]["part"] == 0
    assert list(found.shares) == list(member_shares.RESPONSIBILITY_PARTS)
    assert sum(each["share"] for each in found.shares.values()) == pytest.approx(1)
    assert found.denied["part"] == 0


def test_too_few_incidents_have_no_ladder():
    few = member_shares.responsibility_shares({"nobody_named": 4}, 0)
    assert few == Insufficient("few_events", 4, 5)


def test_each_stage_is_a_share_of_the_one_before():
    """Wilson's interval of 15 in 148 is published: Newcombe (1998), table I, method 3."""
    counts = {"completed": 15, "failed": 100, "attempted": 33, "plot_advanced": 40, "foiled": 12}
    counts |= {None: 7, "threat_statement": 2, "ongoing_campaign": 1}
    found = member_shares.lifecycle_funnel(counts, 6, 4)
    stages = found.stages
    assert [stages[name]["n"] for name in stages] == [200, 148, 15, 6]
    assert stages["planned"]["share"] is None
    assert stages["attempted"]["share"] == pytest.approx(148 / 200)
    carried_out = stages["carried_out"]
    assert (carried_out["share"], carried_out["low"], carried_out["high"]) == approx(
        15 / 148, 0.0624, 0.1605
    )
    assert (stages["with_fatalities"]["of"], stages["with_fatalities"]["share"]) == (10, 0.6)
    assert (found.not_coded, found.threats, found.campaigns) == (7, 2, 1)
    assert found.fatalities_unknown == 5


def test_a_stage_after_too_few_attacks_has_no_share():
    found = member_shares.lifecycle_funnel({"foiled": 4, "completed": 3}, 2, 1)
    assert found.stages["attempted"]["share"] == pytest.approx(3 / 7)
    assert (found.stages["carried_out"]["n"], found.stages["carried_out"]["share"]) == (3, None)
    assert member_shares.lifecycle_funnel({"foiled": 4, None: 90}, 0, 0) == Insufficient(
        "few_coded", 4, 5
    )


def test_lead_times_have_the_quartiles_of_definition_7():
    """Of 1, 3, 8, 12, 21, 30: places 1.25, 2.5 and 3.75 give 3 + 5/4, 10, and 12 + 3/4 * 9."""
    found = member_shares.lead_times([30, 1, 12, 3, 21, 8])
    assert (found.lower, found.median, found.upper) == (4.25, 10, 18.75)
    assert (found.n, found.shortest, found.longest) == (6, 1, 30)
    assert member_shares.lead_times([3, 5]) == Insufficient("few_leads", 2, 5)


def test_warnings_of_unknown_outcome_are_in_no_share():
    counts = {"yes": 2, "partly": 1, "no": 5, None: 4}
    found = member_shares.warnings_heeded(WarningRows(counts, 6, [2, 9, 4]), 40)
    assert (found.warnings, found.incidents, found.whole, found.known) == (12, 6, 40, 8)
    assert found.counts == {"yes": 2, "partly": 1, "no": 5, "not_known": 4}
    # z = 1.959964: middle 0.25 + z²/16, spread z * sqrt(0.25 * 0.75 / 8 + z²/256), over 1 + z²/8.
    assert (found.share, found.low, found.high) == approx(0.25, 0.07149, 0.59072)
    assert found.lead == {"reason": "few_leads", "n": 3, "needed": 5}
    assert found.without_lead == 9


def test_a_few_warnings_have_counts_and_no_share():
    found = member_shares.warnings_heeded(WarningRows({"no": 2}, 2), 40)
    assert (found.counts["no"], found.share, found.low, found.high) == (2, None, None, None)
    assert member_shares.warnings_heeded(WarningRows({}, 0), 40) == Insufficient("no_warnings")


def test_a_suspected_part_is_not_certain():
    found = member_shares.actor_share(15, 37, 148)
    assert (found.share, found.low, found.high) == approx(15 / 148, 0.0624, 0.1605)
    assert (found.suspected, found.highest) == (37, pytest.approx(52 / 148))
    assert member_shares.actor_share(1, 1, 4) == Insufficient("few_events", 4, 5)
