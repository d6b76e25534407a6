"""Checks over HTTP: list, detail, history, create, change; and their pages."""

import pytest
from django.test import Client

from incidents.checks import services
from incidents.checks.models.parameters import parameters_in_words
from incidents.models import DataCheck
from incidents.series.queries import points
from tests.ctplatform.rest.client import Api
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    AssessmentFactory,
    CheckFigureFactory,
    DataCheckFactory,
    IncidentFactory,
    SeriesFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def made(team):
    """A published check that two incidents support, one of which readers may not see later."""
    for day in ("01", "02"):
        IncidentFactory(
            project=team.project, published=True, date=f"2024-03-{day}", title=f"Raid {day}"
        )
    series = SeriesFactory(project=team.project, title="Raids")
    points.rebuild_series(series, lambda done, total: None)
    series.refresh_from_db()
    assessment = AssessmentFactory(project=team.project, published=True, statement="It is raided.")
    check = DataCheckFactory(
        project=team.project, series=series, published=True, claim="Raided twice.",
        assessment=assessment, resolves=True,
    )  # fmt: skip
    services.compute(check)
    return DataCheck.objects.get(pk=check.pk)


def page(user, path):
    client = Client()
    client.force_login(user)
    return client.get(path).content.decode()


def test_a_list_has_the_outcome_and_its_figures(team, made):
    (row,) = Api(team.reader).rows("checks/", project=team.project.slug, outcome="supported")
    assert (row["outcome"], row["current"]["figures"]["low"]) == ("supported", 2)
    assert row["current"]["sentence"] == "Supported. Counted: 2; claimed: at least 2."
    assert Api(team.reader).rows("checks/", outcome="contradicted") == []
    shown = page(team.reader, f"/checks/?project={team.project.slug}")
    assert "Counted: 2; claimed: at least 2." in shown


def test_a_page_has_the_figures_the_chart_the_records_and_the_history(team, made):
    IncidentFactory(project=team.project, published=True, date="2024-05")
    services.compute(made)
    shown = page(team.reader, f"/checks/{made.pk}/")
    for words in (
        "Counted: 3;", "Counted: 2;", "Raid 01", "chart-svg",
        "100 % of the days are covered", "List all incidents", "date_after=2024-01-01",
    ):  # fmt: skip
        assert words in shown, words
    assert "Set another outcome" not in shown
    assert "Set another outcome" in page(team.reviewer, f"/checks/{made.pk}/")


def test_history_names_only_records_that_the_user_may_see(team, made):
    path = f"checks/{made.pk}/outcomes/"
    (row,) = Api(team.reader).rows(path)
    assert {each["title"] for each in row["records"]} == {"Raid 01", "Raid 02"}
    hidden = IncidentFactory._meta.model.objects.filter(title="Raid 01")
    hidden.update(marking="red")
    (row,) = Api(team.reader).rows(path)
    assert {each["title"] for each in row["records"]} == {"Raid 02"}
    Api(Team().reader).get(path, status=404)


def test_an_assessment_shows_the_check_that_its_outcome_rests_on(team, made):
    shown = page(team.reader, f"/assessments/{made.assessment_id}/")
    assert "Raided twice." in shown
    assert "The outcome rests on this check." in shown
    DataCheck.objects.update(marking="red")
    assert "Raided twice." not in page(team.reader, f"/assessments/{made.assessment_id}/")


def test_a_program_writes_a_check_and_bad_ones_are_refused(team, made):
    api = Api(team.annotator)
    body = {
        "project": team.project.slug,
        "claim": "No raid.",
        "comparison": "none",
        "series": str(made.series_id),
        "parameters": {"start": "2024-02", "end": "2024"},
    }
    row = api.post("checks/", body).json()
    assert row["parameters"] == {"start": "2024-02-01", "end": "2024-12-31"}
    assert (row["outcome"], row["current"]) == (None, None)
    for wrong, field in (
        ({"comparison": "guess"}, "comparison"),
        ({"parameters": {"at_least": 2}}, "parameters"),
        ({"parameters": {"start": "2025", "end": "2024"}}, "parameters"),
        ({"series": None}, "series"),
        ({"measure": "count"}, "measure"),
        ({"outcome": "supported"}, "outcome"),
    ):
        answer = api.post("checks/", body | wrong, status=400)
        assert field in str(answer.json()), field
    assert DataCheck.objects.count() == 2


@pytest.mark.both_databases
def test_a_form_has_a_field_for_each_parameter(team, made):
    client = Client()
    client.force_login(team.annotator)
    actor = ActorFactory(project=team.project, published=True, name="Red Hand")
    by_actor = SeriesFactory(project=team.project, title="By actor", group_by="actor")
    body = {
        "claim": "Raided often.",
        "comparison": "share",
        "series": str(by_actor.pk),
        "rule_group": "Red Hand",
        "rule_more_than": "33.3",
        "rule_start": "2024-02",
        "rule_covered_by": "UCDP; ACLED",
        "marking": "clear",
    }
    path = f"/checks/new/?project={team.project.slug}"
    answer = client.post(path, body)
    assert answer.status_code == 302, answer.content.decode()
    check = DataCheck.objects.get(claim="Raided often.")
    rule = {
        "group": str(actor.pk), "more_than": 0.333, "start": "2024-02-01",
        "covered_by": ["UCDP", "ACLED"],
    }  # fmt: skip
    assert check.parameters == rule
    form = client.get(f"/checks/{check.pk}/edit/").context["form"]
    shown = {name: form[f"rule_{name}"].value() for name in rule}
    assert (shown["group"], shown["more_than"]) == ("Red Hand", "33.3")
    sent = {f"rule_{name}": value for name, value in shown.items()}
    sent["rule_covered_by"] = form["rule_covered_by"].value()
    same = body | sent | {"version": check.version, "note": "Read twice."}
    ActorFactory._meta.model.objects.update(marking="red")  # its name is not shown any more
    sent_id = same | {"rule_group": str(actor.pk)}
    assert client.post(f"/checks/{check.pk}/edit/", sent_id).status_code == 302
    check.refresh_from_db()
    assert (check.parameters, check.note) == (rule, "Read twice.")


def test_an_error_of_the_rule_is_shown_at_its_field(team, made):
    client = Client()
    client.force_login(team.annotator)
    path = f"/checks/new/?project={team.project.slug}"
    by_country = SeriesFactory(project=team.project, title="By country", group_by="country")
    body = {"claim": "Bad.", "comparison": "count", "series": str(made.series_id)}
    grouped = {"series": str(by_country.pk), "comparison": "share"}
    for wrong, field, words in (
        ({"rule_at_least": "many"}, "rule_at_least", "Enter a whole number."),
        ({"rule_at_least": "-1"}, "rule_at_least", "greater than or equal to 0"),
        ({}, "rule_at_least", "Give one of: at least, at most."),
        ({"rule_at_least": "5", "rule_at_most": "2"}, "rule_at_most", "It is less than at least"),
        ({"rule_at_least": "5", "rule_start": "soon"}, "rule_start", "Write a day, a month or"),
        ({"rule_at_least": "5", "rule_day": "2024"}, "rule_day", "has no such parameter"),
        (grouped, "rule_group", "This comparison needs it."),
        (grouped | {"rule_group": "Atlantis"}, "rule_group", "There is no country “Atlantis”"),
        (grouped | {"rule_group": "AF", "rule_more_than": "120"}, "rule_more_than", "100"),
        ({"rule_at_least": "5", "rule_group": "AF"}, "series", "This series has no groups"),
        ({"comparison": "heeded"}, "rule_at_most_share", "This comparison needs it."),
        ({"rule_at_least": "5", "rule_covered_by": "x" * 201}, "rule_covered_by", "one to twenty"),
        ({"comparison": "figures", "rule_figures": ["x"]}, "rule_figures", "Select a valid"),
    ):
        answer = client.post(path, body | wrong)
        errors = answer.context["form"].errors
        assert words in str(errors.get(field)), (wrong, errors)
        assert len(errors[field]) == 1, errors
    assert not DataCheck.objects.filter(claim="Bad.").exists()


def test_a_reviewer_overrides_on_a_page_of_its_own(team, made):
    path = f"/checks/{made.pk}/override/"
    client = Client()
    client.force_login(team.annotator)
    assert client.get(path).status_code == 403
    client.force_login(team.reviewer)
    body = {"override": "contradicted", "override_reason": "Both are the same raid."}
    assert client.post(path, body | {"version": made.version}).status_code == 302
    made.refresh_from_db()
    assert made.override is None  # it waits for a second reviewer
    DataCheck.objects.update(**body)
    shown = client.get(f"/checks/{made.pk}/").content.decode()
    assert "Counted: 2;" in shown
    assert "A reviewer set another outcome" in shown
    assert "Both are the same raid." in shown


def test_sources_that_disagree_are_shown_beside_each_other(team, made):
    one, other = (SourceFactory(project=team.project, name=name) for name in ("UN", "IEP"))
    api = Api(team.owner)
    for source, best in ((one, 365), (other, 152)):
        CheckFigureFactory(data_check=made, source=source, best=best, date="2021", stated="")
    rows = Api(team.reader).rows("check-figures/", data_check=str(made.pk))
    assert {row["figures"] for row in rows} == {"365", "152"}
    shown = page(team.reader, f"/checks/{made.pk}/")
    assert "The sources disagree" in shown
    assert shown.index("365") < shown.index("152")
    assert "Supported. Counted: 2;" in shown
    bad = {"data_check": str(made.pk), "low": 9, "high": 3}
    api.post("check-figures/", bad, status=400)


def test_a_rule_is_shown_with_names_and_not_with_ids(team, made):
    actor = ActorFactory(project=team.project, published=True, name="Red Hand")
    made.comparison, made.parameters = "target_share", {"target": str(actor.pk)}
    made.save()
    assert "target: Red Hand" in page(team.reader, f"/checks/{made.pk}/")
    type(actor).objects.update(marking="red")
    shown = page(team.reader, f"/checks/{made.pk}/")
    assert "Red Hand" not in shown
    assert "an actor not shown to you" in shown


def test_a_rule_in_a_diff_names_no_record_and_shows_no_code():
    rule = {"group": "NG", "covered_at_least": 0.9, "target_types": ["religious_community"]}
    rule |= {"target": "01a22339-4c40-74c0-b5a6-756196015439", "at_least": 2}
    words = parameters_in_words(rule)
    assert "for Nigeria, with days covered of at least 90 %" in words
    assert words.endswith("target: a record, at least 2")
    assert "_" not in words
