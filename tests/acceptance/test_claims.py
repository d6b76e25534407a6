"""Judgements, allegations with their verdicts, and warnings."""

import pytest

from tests.acceptance.shared import needs_article
from tests.acceptance.table import CLAIMS, COMPARATIVE, FORECASTS, KINDS, SCOPES, TERMS, TREE

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(khorasan):
    return {khorasan.key(row["id"]): row for row in khorasan.rows("assessments/")}


@pytest.fixture
def claims(khorasan):
    return {khorasan.key(row["id"]): row for row in khorasan.rows("allegations/")}


def verdicts(khorasan, key):
    return khorasan.rows("verdicts/", allegation=khorasan.ids[key])


def test_there_are_52_judgements_of_the_authors(khorasan, judged):
    assert len(judged) == 52
    assert {khorasan.key(row["holder"]) for row in judged.values()} == {"A29"}
    assert {row["date"] for row in judged.values()} == {"2024-04-13"}
    for kind, numbers in KINDS.items():
        assert {key for key, row in judged.items() if row["kind"] == kind} == {
            f"J{number:02}" for number in numbers
        }


def test_likelihood_is_an_icd_203_term_where_the_words_name_one(judged):
    terms = {key: row["likelihood"] for key, row in judged.items() if row["likelihood"]}
    assert terms == TERMS


def test_bare_will_is_no_number(judged):
    for key in ("J43", "J45", "J46", "J47", "J48"):
        row = judged[key]
        assert row["estimative"].startswith("will")
        assert (row["likelihood"], row["probability"]) == (None, None)
        assert row["absences"]["likelihood"] == "unknown"


def test_words_that_only_compare_have_no_band(judged):
    assert [key for key, row in sorted(judged.items()) if row["is_comparative"]] == COMPARATIVE
    for key in COMPARATIVE:
        assert judged[key]["likelihood"] is None
        assert judged[key]["absences"]["likelihood"] == "not_applicable"


def test_confidence_is_never_read_from_likelihood(judged):
    assert {(row["confidence"], row["absences"]["confidence"]) for row in judged.values()} == {
        (None, "unknown")
    }


def test_forecasts_have_horizons_that_were_assigned_and_criteria(judged):
    with_horizon = sorted(key for key, row in judged.items() if row["horizon"])
    assert with_horizon == FORECASTS
    for key in FORECASTS:
        row = judged[key]
        assert row["horizon_source"] == "assigned"
        assert row["horizon_latest"] > "2024-04-13"
        assert row["criteria"]


def test_tree_of_arguments(khorasan, judged):
    for parent, parts in TREE.items():
        found = {key for key, row in judged.items() if khorasan.key(row["parent"]) == parent}
        assert found == parts


def test_j44_says_j33_again(khorasan, judged):
    restates = {
        key: khorasan.key(row["restates"]) for key, row in judged.items() if row["restates"]
    }
    assert restates == {"J44": "J33"}


@needs_article
def test_one_assessment_stands_on_two_passages(khorasan):
    links = khorasan.api.rows("links/", target_id=khorasan.ids["J33"])
    ours = {khorasan.passages["J33"], khorasan.passages["J44"]}
    assert {row["annotation"] for row in links} >= ours


def test_one_network_is_held_against_two_provinces(khorasan):
    rows = khorasan.rows("hypotheses/", assessment=khorasan.ids["J25"])
    assert len(rows) == 2


@pytest.mark.parametrize("key", CLAIMS)
def test_allegation_says_who_claims_what_and_what_the_author_holds(key, khorasan, claims):
    claimants, rating, umbrella = CLAIMS[key]
    rows = khorasan.rows("claimants/", allegation=khorasan.ids[key])
    assert {khorasan.key(row["actor"]) or row["country"] for row in rows} == claimants
    found = verdicts(khorasan, key)
    assert [row["rating"] for row in found] == ([rating] if rating else [])
    for row in found:
        assert (row["reviewer_kind"], khorasan.key(row["reviewer"])) == ("article_author", "A29")
    assert khorasan.key(claims[key]["umbrella"]) == umbrella


def test_c08_does_not_inherit_the_verdict_on_c07(khorasan, claims):
    (on_russia,) = verdicts(khorasan, "C07")
    assert (on_russia["rating"], on_russia["scope_note"]) == ("dubious", "Russia only")
    assert verdicts(khorasan, "C08") == []
    assert claims["C08"]["absences"]["verdict"] == "unknown"
    assert claims["C07"]["proposition"] != claims["C08"]["proposition"]
    assert claims["C08"]["umbrella"] is None


def test_two_claimants_are_two_allegations_about_one_sponsor(khorasan, claims):
    for key in ("C02", "C03"):
        assert khorasan.key(claims[key]["subject"]) == "A13"
        assert khorasan.key(claims[key]["target"]) == "A01"
    one, other = (claims[key]["relation"] for key in ("C02", "C03"))
    assert {one, other}.isdisjoint({None})
    assert one != other


def test_stated_target_of_a_strike_is_no_one_who_is_charged(khorasan, claims):
    """C06: what Iran says of its own missiles."""
    subject, target = (khorasan.key(claims["C06"][name]) for name in ("subject", "target"))
    assert (subject, target) == ("A16", "A05")
    assert khorasan.key(claims["C06"]["incident"]) == "I03"


def test_claimant_may_be_a_country_whose_voices_are_not_named(khorasan):
    (row,) = khorasan.rows("claimants/", allegation=khorasan.ids["C04"])
    assert (row["actor"], row["country"], row["is_passive"]) == (None, "IN", True)


def test_warnings_were_given_and_not_heeded(khorasan):
    rows = {khorasan.key(row["id"]): row for row in khorasan.rows("warnings/")}
    assert set(rows) == {"W01", "W02"}
    for key, recipient, incident in (("W01", "A12", "I01"), ("W02", "A16", "I02")):
        row = rows[key]
        assert (khorasan.key(row["issuer"]), khorasan.key(row["recipient"])) == ("A13", recipient)
        assert khorasan.key(row["incident"]) == incident
        assert (row["heeded"], row["recipient_position"]) == ("no", "not_actionable")
        assert (row["date"], row["absences"]["date"]) == (None, "unknown")  # lead time: not stated


def test_chains_of_a_warning_its_event_and_what_was_alleged(khorasan, claims):
    """K2 and K3."""
    assert (khorasan.key(claims["C01"]["incident"]), khorasan.key(claims["C07"]["warning"])) == (
        "I01",
        "W01",
    )
    assert khorasan.key(claims["C08"]["warning"]) == "W02"


def test_what_the_authors_hold_unlikely_is_never_shown_bare(judged):
    """J16, J33, J41 and J44 say what would have to happen; each label says that it is unlikely."""
    words = {"unlikely": "held unlikely: ", "likely": "held likely: ", None: ""}
    for key, row in judged.items():
        assert row["label"] == words[row["likelihood"]] + row["statement"], key
    held = {key for key, row in judged.items() if row["label"].startswith("held unlikely")}
    assert held == {"J16", "J33", "J41", "J44"}


def test_every_judgement_says_whom_it_is_about(khorasan, judged):
    found = {}
    for row in khorasan.rows("assessment-scopes/"):
        about = khorasan.key(row["actor"] or row["place"])
        found.setdefault(khorasan.key(row["assessment"]), set()).add(about)
    assert set(found) == set(judged)
    assert {key: found[key] for key in SCOPES} == SCOPES


def test_what_is_no_forecast_has_no_horizon(judged):
    for key, row in judged.items():
        if key in FORECASTS:
            assert "horizon" not in row["absences"], key
        else:
            assert (row["horizon"], row["horizon_source"]) == (None, None), key
            assert row["absences"]["horizon"] == "not_applicable", key


def test_every_argument_says_that_it_argues_for(judged):
    assert {row["argues"] for row in judged.values() if row["parent"]} == {"for"}
    assert {row["argues"] for row in judged.values() if not row["parent"]} == {None}


def test_c01_is_about_the_west_and_ukraine(khorasan, claims):
    row = claims["C01"]
    assert khorasan.key(row["subject"]) == "A15"
    assert [khorasan.key(each["actor"]) for each in row["further_subjects"]] == ["A14"]
    for key in ("A14", "A15"):
        about = khorasan.rows("allegations/", subject=khorasan.ids[key])
        assert [khorasan.key(each["id"]) for each in about] == ["C01"]


def test_what_kind_of_claim_is_contested(claims):
    kinds = {
        "C01": "direct_involvement",
        "C06": "misattribution",
        "C07": "inaction_excuse",
        "C08": "inaction_excuse",
        "C09": "direct_involvement",
        "C10": "measurement_claim",
        "C11": "entity_claim",
        "C12": "capability_claim",
        "C13": "infiltration",
        "C14": "measurement_claim",
        "C15": "pledge",
    }
    assert {key: claims[key]["kind"] for key in kinds} == kinds
