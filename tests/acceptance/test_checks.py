"""The 25 quantities of the article are checks: each computes, or says what is missing."""

import pytest

from tests.acceptance.shared import needs_article
from tests.acceptance.table import OUTCOMES

pytestmark = pytest.mark.django_db


@pytest.fixture
def checks(khorasan):
    return {khorasan.key(row["id"]): row for row in khorasan.rows("checks/")}


def test_each_quantity_has_its_outcome(checks):
    found = {key: (row["outcome"], row["current"]["reason"]) for key, row in checks.items()}
    assert found == OUTCOMES
    assert {row["state"] for row in checks.values()} == {"published"}
    assert all(row["current"]["sentence"] for row in checks.values())


def test_each_check_has_a_passage_that_makes_its_claim(khorasan, checks):
    for key, row in checks.items():
        passages = khorasan.api.rows(f"checks/{row['id']}/evidence/")
        assert any(each["field"] == "claim" for each in passages), key


def test_figures_that_led_to_an_outcome_are_those_of_the_records(khorasan, checks):
    figures = {key: row["current"]["figures"] for key, row in checks.items()}
    assert (figures["Q01"]["low"], figures["Q01"]["high"]) == (145, 145)
    assert figures["Q01"]["own_estimates"] == 1
    assert (figures["Q02"]["low"], figures["Q02"]["at_most"]) == (4, 4)
    assert (figures["Q04"]["low"], figures["Q04"]["high"], figures["Q04"]["summaries"]) == (
        1, None, 1,
    )  # fmt: skip
    assert (figures["Q23"]["heeded_no"], figures["Q23"]["share_high"]) == (2, 0)
    assert figures["Q24"]["arguments"] == 3
    (now,) = khorasan.api.rows(f"checks/{checks['Q24']['id']}/outcomes/")
    titles = [each["title"] for each in now["records"]]
    assert len(titles) == 4
    assert khorasan.row("J17")["label"] in titles


@needs_article
def test_the_articles_own_passages_lead_to_the_checks(khorasan, checks):
    for key, row in checks.items():
        passages = khorasan.api.rows(f"checks/{row['id']}/evidence/")
        assert len(passages) == 2, key
