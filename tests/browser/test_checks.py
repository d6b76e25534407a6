"""Checks in a browser: the fields of a rule follow the comparison, and an outcome is overridden."""

import re

import pytest
from playwright.sync_api import expect

from incidents.checks import services
from incidents.models import DataCheck
from incidents.series.queries.points import rebuild_series
from tests.factories import incidents as make
from tests.factories.curation import Team

LONG = "أكثر من مئة هجوم في شمال البلاد خلال السنة كلها " * 4


@pytest.fixture
def team():
    return Team(policy="open")


@pytest.fixture
def series(team):
    for date in ("2024-03-22", "2024-03-30", "2024-05"):
        team.published(date=date, country="ML")
    coverage = [{"start": "2024-01-01", "end": "2024-09-30", "sources": ["UCDP", "ACLED"]}]
    found = make.SeriesFactory(
        project=team.project, title="Attacks", group_by="country", coverage=coverage
    )
    rebuild_series(found, lambda _done, _total: None)
    found.refresh_from_db()
    return found


def test_the_fields_of_the_rule_are_those_of_the_comparison(
    page, sign_in, looks_right, team, series
):
    sign_in(page, team.author).goto(f"/checks/new/?project={team.project.slug}")
    shown = page.locator("[name^=rule_]:visible")
    expect(shown).to_have_count(0)
    page.get_by_label("Claim", exact=True).fill("Most attacks were in Mali.")
    page.get_by_label("Compares").select_option("count")
    expect(page.get_by_label("At least")).to_be_visible()
    page.get_by_label("At least").fill("2")
    page.get_by_label("Compares").select_option("share")
    expect(page.get_by_label("At least")).to_be_hidden()
    expect(page.get_by_label("Incident", exact=True)).to_be_hidden()
    page.locator("#id_series").select_option("Attacks")
    page.locator("#id_rule_group").fill("Atlantis")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#id_rule_group")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("There is no country “Atlantis”").first).to_be_visible()
    looks_right(page, "check-form")
    page.locator("#id_rule_group").fill("Mali")
    page.get_by_label("More than").fill("50")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/checks/[0-9a-f-]{36}/$"))
    assert DataCheck.objects.get().parameters == {"group": "ML", "more_than": 0.5}


def test_a_reviewer_overrides_by_keyboard_and_both_outcomes_are_shown(
    page, sign_in, looks_right, axe, team, series
):
    check = make.DataCheckFactory(
        project=team.project, series=series, published=True, claim=LONG[:300],
        parameters={"at_least": 2, "group": "ML", "covered_by": ["UCDP"]},
        assessment=make.AssessmentFactory(project=team.project, published=True), resolves=True,
    )  # fmt: skip
    for name, best in (("UN", 365), ("IEP", 152)):
        source = make.SourceFactory(project=team.project, name=name)
        make.CheckFigureFactory(data_check=check, source=source, best=best, date="2024", stated="")
    services.compute(DataCheck.objects.select_related("series", "project").get())
    page = sign_in(page, team.reviewer)
    page.goto(f"/checks/{check.pk}/")
    expect(page.get_by_text("1 October 2024 to 31 December 2024").first).to_be_visible()
    page.get_by_role("link", name="Set another outcome").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/override/$"))
    assert axe(page) == []
    page.get_by_label("Outcome set by a reviewer").focus()
    page.keyboard.type("contradicted")
    page.keyboard.press("Tab")
    page.keyboard.type("Both are the same raid.")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/checks/{check.pk}/$"))
    expect(page.get_by_text("A reviewer set another outcome: contradicted.")).to_be_visible()
    expect(page.locator(".banner").filter(has_text="Both are the same raid.")).to_be_visible()
    expect(page.locator("[data-outcome=supported]").first).to_be_visible()
    looks_right(page, "check-page")
    page.goto(f"/checks/?project={team.project.slug}")
    looks_right(page, "check-list")
