"""Series of assessments, of their resolutions, and of warnings: counts, refusals, lists, pages."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ctplatform.curation import services as curation
from incidents.checks.services import compute
from incidents.models import DirtyBucket, Series, SeriesPoint
from incidents.series.queries import points as aggregates
from incidents.series.queries.figure import figure_of
from incidents.series.queries.figure_marks import point_in_words
from incidents.series.queries.left_out import left_out
from incidents.series.services import change_series, create_series
from incidents.templatetags.figures import in_all, reasons, rules, window
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    AssessmentFactory,
    AssessmentScopeFactory,
    CountryFactory,
    DataCheckFactory,
    IncidentFactory,
    PlaceFactory,
    SeriesFactory,
    WarningFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
V1 = "/api/v1"


@pytest.fixture
def team(client):
    team = Team()
    client.force_login(team.editor)
    return team


def assessed(team, date="2024-03-05", **values):
    return AssessmentFactory(project=team.project, published=True, date=date, **values)


def resolved(team, day, outcome="resolved_no", **values):
    return assessed(
        team,
        horizon="2024",
        criteria="It happens.",
        outcome=outcome,
        outcome_date=dt.date.fromisoformat(day),
        outcome_evidence="It did not.",
        **values,
    )


def warned(team, date="2024-03-05", **values):
    return WarningFactory(project=team.project, published=True, date=date, **values)


def counted(series) -> dict:
    """{(month, group): (minimum, expected, maximum)} of the points that count something."""
    aggregates.rebuild_series(series, lambda done, total: None)
    return {
        (point.bucket.month, point.group): (point.n_min, point.n_expected, point.n_max)
        for point in series.points.filter(n_max__gt=0)
    }


# What is counted ----------------------------------------------------------------------------------


def test_assessments_count_by_the_day_on_which_they_were_made(team):
    assessed(team)
    assessed(team, "2024-03-30/2024-04-02")
    assessed(team, "2024-04/..")
    assessed(team, None)
    AssessmentFactory(project=team.project, date="2024-03-05")  # a candidate
    series = SeriesFactory(project=team.project, measure="assessments")
    assert counted(series) == {(3, ""): (1, 1.5, 2), (4, ""): (0, 0.5, 1)}
    assert left_out(series) == {"restating": 0, "undated": 2, "outside": 0}


def test_resolutions_count_by_the_day_on_which_the_outcome_was_known(team):
    resolved(team, "2024-05-31", date="2019")
    resolved(team, "2024-05-01", outcome="annulled")
    resolved(team, "2023-12-31")
    assessed(team, horizon="2024", criteria="It happens.", outcome="open")
    series = SeriesFactory(project=team.project, measure="resolutions", group_by="outcome")
    assert counted(series) == {
        (5, ""): (2, 2.0, 2),
        (5, "resolved_no"): (1, 1.0, 1),
        (5, "annulled"): (1, 1.0, 1),
    }
    assert left_out(series)["outside"] == 1


def test_warnings_count_by_the_day_on_which_they_were_issued(team):
    issuer = ActorFactory(project=team.project)
    warned(team, "2024-02", issuer=issuer, heeded="no")
    warned(team, "2024-02-29", heeded="yes")
    series = SeriesFactory(project=team.project, measure="warnings", group_by="issuer")
    assert counted(series) == {(2, ""): (2, 2.0, 2), (2, str(issuer.pk)): (1, 1.0, 1)}
    assert left_out(series)["ungrouped"] == 1
    only = {"heeded": ["no"]}
    series = SeriesFactory(project=team.project, measure="warnings", filters=only)
    assert counted(series) == {(2, ""): (1, 1.0, 1)}


def test_restating_assessment_counts_only_while_what_it_restates_does_not():
    team = Team("open")
    first = assessed(team, "2024-02-01")
    assessed(team, "2024-03-01", restates=first)
    series = SeriesFactory(project=team.project, measure="assessments")
    assert counted(series) == {(2, ""): (1, 1.0, 1)}
    assert left_out(series)["restating"] == 1
    curation.withdraw_record(first, by=team.editor)
    DirtyBucket.objects.update(due=timezone.now())
    aggregates.recount_dirty_days()
    assert list(series.points.filter(n_max=1).values_list("bucket", flat=True)) == [
        dt.date(2024, 3, 1)
    ]


def test_what_names_a_hidden_record_is_not_counted(team):
    red = ActorFactory(project=team.project, marking="red")
    private = ActorFactory(project=team.project, kind="individual", person_sensitivity="private")
    hidden = IncidentFactory(project=team.project, published=True, marking="amber")
    later = timezone.now() + dt.timedelta(days=1)
    embargoed = IncidentFactory(project=team.project, published=True, embargo_until=later)
    for holder in (red, private):
        assessed(team, holder=holder)
        warned(team, recipient=holder)
    assessed(team, marking="green")
    warned(team, incident=hidden)
    warned(team, incident=embargoed)
    assert counted(SeriesFactory(project=team.project, measure="assessments")) == {}
    series = SeriesFactory(project=team.project, measure="warnings")
    assert counted(series) == {}
    assert left_out(series)["embargoed"] == 1
    series = SeriesFactory(project=team.project, measure="warnings", marking="amber")
    assert counted(series) == {(3, ""): (1, 1.0, 1)}


def test_scopes_give_countries_places_and_actors(team):
    afghanistan, pakistan = CountryFactory(), CountryFactory(iso_alpha2="PK", name="Pakistan")
    herat = PlaceFactory(project=team.project, parent=afghanistan)
    group, claim = ActorFactory(project=team.project), assessed(team)
    for place in (herat, afghanistan, pakistan):
        AssessmentScopeFactory(assessment=claim, actor=None, place=place)
    AssessmentScopeFactory(assessment=claim, actor=group)
    assessed(team)
    one, two = (1, 1.0, 1), (2, 2.0, 2)

    def of(**values):
        return counted(SeriesFactory(project=team.project, measure="assessments", **values))

    assert of(group_by="country") == {(3, ""): two, (3, "AF"): one, (3, "PK"): one}
    assert of(group_by="about") == {(3, ""): two, (3, str(group.pk)): one}
    place = str(afghanistan.pk)
    assert of(filters={"place": [place]}, group_by="place") == {(3, ""): one, (3, place): one}
    assert of(filters={"country": ["PK"]}, group_by="country") == {(3, ""): one, (3, "PK"): one}
    series = SeriesFactory(project=team.project, measure="assessments", group_by="country")
    assert left_out(series)["unplaced"] == 1


def test_warnings_have_the_country_of_their_incident(team):
    warned(team, incident=IncidentFactory(project=team.project, published=True, country="ML"))
    warned(team)
    series = SeriesFactory(project=team.project, measure="warnings", group_by="country")
    assert counted(series) == {(3, ""): (2, 2.0, 2), (3, "ML"): (1, 1.0, 1)}
    assert left_out(series)["unplaced"] == 1


def test_an_edit_dirties_only_the_days_and_the_type_of_its_record():
    team = Team("open")
    record = assessed(team, "2024-02-10")
    series = SeriesFactory(project=team.project, measure="assessments", group_by="kind")
    others = (
        SeriesFactory(project=team.project),
        SeriesFactory(project=team.project, measure="warnings"),
    )
    for each in (series, *others):
        aggregates.rebuild_series(each, lambda done, total: None)
    kept = {each.pk for each in series.points.exclude(bucket=dt.date(2024, 2, 1))}
    held = {each.pk for each in SeriesPoint.objects.filter(series__in=others)}
    DirtyBucket.objects.all().delete()
    curation.change_record(record, {"kind": "trend"}, by=team.owner)
    marks = {(row.record_type, row.start, row.end) for row in DirtyBucket.objects.all()}
    day = dt.date(2024, 2, 10)
    assert marks == {("assessment", day, day)}
    aggregates.recount_dirty_days()
    assert kept <= {each.pk for each in series.points.all()}
    assert held == {each.pk for each in SeriesPoint.objects.filter(series__in=others)}


def test_end_of_an_embargo_counts_the_warnings_about_its_incident():
    team = Team("open")
    incident = team.published(date="2025")
    warning = warned(team, "2024-02-10", incident=incident)
    series = SeriesFactory(project=team.project, measure="warnings")
    until = timezone.now() + dt.timedelta(days=3)
    curation.change_record(incident, {"embargo_until": until}, by=team.owner)
    aggregates.recount_dirty_days()
    assert not series.points.filter(n_max=1).exists()
    waiting = DirtyBucket.objects.filter(record_type="warning")
    assert [(row.start, row.end, row.due) for row in waiting] == [
        (warning.date_earliest, warning.date_latest, until)
    ]
    assert not DirtyBucket.objects.filter(record_type="assessment").exists()


def test_merge_page_names_the_series_that_it_would_recount(team):
    series = SeriesFactory(project=team.project, measure="resolutions")
    SeriesFactory(project=team.project)
    pair = [resolved(team, "2024-05-31", date=None), resolved(team, "2024-05-30", date=None)]
    assert aggregates.affected_series(pair, team.editor) == [(series, 1)]
    assert aggregates.affected_series([ActorFactory(), ActorFactory()], team.editor) == []


# What is refused ----------------------------------------------------------------------------------

REFUSED = [
    ({"measure": "warnings", "filters": {"kind": ["trend"]}}, "filters", "kind: "),
    ({"measure": "assessments", "filters": {"attack_type": ["bombing"]}}, "filters", "attack_type"),
    ({"measure": "count", "filters": {"heeded": ["yes"]}}, "filters", "heeded: "),
    ({"measure": "warnings", "group_by": "marking"}, "group_by", "marking"),
    ({"measure": "resolutions", "group_by": "actor"}, "group_by", "actor"),
    ({"measure": "assessments", "roles": ["target"]}, "roles", "assessments"),
    ({"measure": "assessments", "branches": "branches"}, "branches", "none"),
    ({"measure": "warnings", "summaries": True}, "summaries", "warnings"),
    ({"measure": "warnings", "filters": {"heeded": ["perhaps"]}}, "filters", "heeded: "),
    ({"measure": "warnings", "group_by": "place"}, "group_by", "at least one"),
    (
        {"measure": "warnings", "filters": {"issuer": ["01900000-0000-7000-8000-000000000000"]}},
        "filters",
        "issuer: there is no actor",
    ),
]


@pytest.mark.parametrize(("values", "field", "words"), REFUSED)
def test_what_does_not_fit_is_refused_by_name(client, team, values, field, words):
    given = {"title": "S", "start": "2024-01", "end": "2024-12", "bucket": "month", **values}
    answer = client.post(
        f"{V1}/series/", {**given, "project": team.project.slug}, content_type="application/json"
    )
    assert answer.status_code == 400, answer.content
    [error] = answer.json()["errors"]
    assert error["pointer"].startswith(f"/{field}")
    assert words in str(error)
    days = {"start": dt.date(2024, 1, 1), "end": dt.date(2024, 12, 31)}
    with pytest.raises(ValidationError) as refused:
        create_series(by=team.editor, project=team.project, **{**given, **days})
    assert words in str(refused.value.message_dict[field])
    assert not Series.objects.exists()


def test_form_refuses_a_filter_that_does_not_fit_at_its_field(client, team):
    given = {
        "title": "S", "measure": "warnings", "bucket": "month", "start": "2024", "end": "2024",
        "marking": "clear", "assessment_kind": ["trend"], "group_by": "likelihood",
    }  # fmt: skip
    answer = client.post(f"/figures/new/?project={team.project.slug}", given)
    assert answer.status_code == 200
    errors = answer.context["form"].errors
    assert "kind: a series of warnings has no such filter" in errors["assessment_kind"][0]
    given.pop("assessment_kind")
    answer = client.post(f"/figures/new/?project={team.project.slug}", given)
    assert "no groups by likelihood" in answer.context["form"].errors["group_by"][0]
    assert not Series.objects.exists()


def test_measure_of_a_series_changes_with_what_the_form_no_longer_sends(client, team):
    series = SeriesFactory(
        project=team.project,
        filters={"attack_type": ["bombing"], "country": ["ML"]},
        roles=["target"],
        branches="branches",
        summaries=True,
    )
    given = {
        "title": "S", "measure": "warnings", "bucket": "month", "start": "2024", "end": "2024",
        "marking": "clear", "countries": "ML", "version": 1,
    }  # fmt: skip
    answer = client.post(f"/figures/{series.pk}/edit/", given)
    assert answer.status_code == 302, answer.context["form"].errors
    series.refresh_from_db()
    assert (series.measure, series.filters) == ("warnings", {"country": ["ML"]})
    assert (series.branches, series.summaries) == ("none", False)


def test_checks_of_such_a_series_are_refused(team):
    series = SeriesFactory(project=team.project, measure="warnings")
    with pytest.raises(ValidationError, match="this series counts warnings"):
        DataCheckFactory.build(project=team.project, series=series).full_clean()


def test_check_whose_series_counts_warnings_by_now_is_not_computable(team):
    check = DataCheckFactory(project=team.project)
    change_series(check.series, {"measure": "warnings"}, by=team.editor)
    check.refresh_from_db()
    found = compute(check)
    assert (found.outcome, found.reason) == ("not_computable", "other_records")


# Pages and lists ----------------------------------------------------------------------------------


def listed(client, noun, query):
    answer = client.get(f"{V1}/{noun}/?{query}")
    assert answer.status_code == 200, answer.content
    return {row["id"] for row in answer.json()["results"]}


def test_each_point_leads_to_the_records_behind_it(client, team):
    group = ActorFactory(project=team.project)
    mine, whole = assessed(team, holder=group), assessed(team, "2024-03-30/2024-04-02")
    again = assessed(team, restates=mine)
    series = SeriesFactory(project=team.project, measure="assessments", group_by="holder")
    counted(series)
    asked = f"series={series.pk}"
    assert listed(client, "assessments", asked) == {str(mine.pk), str(whole.pk)}
    of_march = f"{asked}&bucket=2024-03-15"
    assert listed(client, "assessments", of_march) == {str(mine.pk), str(whole.pk)}
    assert listed(client, "assessments", f"{of_march}&group={group.pk}") == {str(mine.pk)}
    assert listed(client, "assessments", f"{asked}&reason=restating") == {str(again.pk)}
    assert listed(client, "assessments", f"{asked}&reason=ungrouped") == {str(whole.pk)}
    assert listed(client, "warnings", asked) == set()
    assert listed(client, "incidents", asked) == set()
    page = client.get(f"/figures/{series.pk}/").content.decode()
    url = f"/assessments/?project={team.project.slug}&amp;series={series.pk}"
    assert f"{url}&amp;bucket=2024-03-01&amp;group={group.pk}" in page
    assert f"{url}&amp;reason=restating" in page
    shown = client.get(f"/assessments/?project={team.project.slug}&{of_march}").content.decode()
    assert "March 2024" in shown
    assert f"/figures/{series.pk}/" in shown


def test_points_of_warnings_lead_to_their_list_and_findings_stay(client, team):
    incident = IncidentFactory(project=team.project, published=True, date="2024-03-07")
    about, other = warned(team, incident=incident, heeded="no"), warned(team, heeded="yes")
    series = SeriesFactory(project=team.project, measure="warnings", group_by="heeded")
    asked = f"series={series.pk}&bucket=2024-03-01&group=no"
    assert listed(client, "warnings", asked) == {str(about.pk)}
    assert listed(client, "warnings", f"series={series.pk}") == {str(about.pk), str(other.pk)}
    assert listed(client, "warnings", f"series={series.pk}&finding=warning_heeded") == set()
    incidents = SeriesFactory(project=team.project)
    assert listed(client, "warnings", f"series={incidents.pk}") == {str(about.pk)}
    page = client.get(f"/warnings/?project={team.project.slug}&{asked}").content.decode()
    assert "not heeded, March 2024" in page


@pytest.mark.parametrize("noun", ["assessments", "warnings"])
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("bucket=2024-03-01", "bucket"),
        ("reason=counted", "reason"),
        ("series={pk}&group=ML", "group"),
        ("series={pk}&bucket=2024-03-01&reason=counted", "reason"),
        ("series={pk}&bucket=March", "bucket"),
        ("series={pk}&bucket=2024-03-01&group=%00", "group"),
    ],
)
def test_filters_by_series_that_lack_another_are_refused(client, team, noun, query, field):
    series = SeriesFactory(project=team.project, measure=noun)
    answer = client.get(f"{V1}/{noun}/?{query.format(pk=series.pk)}")
    assert answer.status_code == 400
    assert field in str(answer.json()["errors"])


@pytest.mark.parametrize("group", ["holder", "about", "country", "kind", "marking", None])
def test_group_that_a_series_does_not_have_lists_nothing(client, team, group):
    assessed(team)
    series = SeriesFactory(project=team.project, measure="assessments", group_by=group)
    for strange in ("nobody", "ZZ", "01900000-0000-7000-8000-000000000000"):
        asked = f"series={series.pk}&bucket=2024-03-01&group={strange}"
        assert listed(client, "assessments", asked) == set()


def test_words_of_a_series_of_assessments(team):
    first = assessed(team)
    assessed(team, "2024-03-30/2024-04-02")
    assessed(team, restates=first)
    assessed(team, None)
    series = SeriesFactory(project=team.project, measure="assessments")
    counted(series)
    figure = figure_of(series, team.reader)
    assert window(figure) == "Assessments per month, January 2024 to December 2024"
    assert in_all(figure) == "2 assessments"
    point = series.points.get(bucket=dt.date(2024, 3, 1))
    assert point_in_words(series, point) == "1 to 2 assessments, 1.5 expected"
    assert reasons(figure) == [
        ("restating", "1 is left out: it restates an assessment that is published and visible"),
        ("undated", "1 assessment without a date, or with an open-ended one, is in no bucket"),
    ]
    assert rules(series)[0] == (
        "Each published assessment is counted once, on the day on which it was made."
    )


@pytest.mark.parametrize("measure", ["assessments", "resolutions", "warnings"])
@pytest.mark.parametrize("group", ["country", None])
def test_every_page_and_file_of_a_series_is_shown(client, team, measure, group):
    resolved(team, "2024-05-31", holder=ActorFactory(project=team.project))
    warned(team, incident=IncidentFactory(project=team.project, published=True, country="ML"))
    series = SeriesFactory(project=team.project, measure=measure, group_by=group)
    counted(series)
    at = f"/figures/{series.pk}/"
    for path in (
        at, f"{at}edit/", f"{at}versions/", f"{at}charts/steps/", f"{at}charts/multiples/",
        f"{at}charts/calendar/", f"{at}charts/estimates/", f"{V1}/series/{series.pk}/points/",
        f"{V1}/series/{series.pk}/chart.svg", "/figures/", "/",
    ):  # fmt: skip
        answer = client.get(path, {"project": team.project.slug} if path == "/figures/" else {})
        assert answer.status_code == 200, path
    page = client.get(at).content.decode()
    assert "Map through time" not in page
    assert "charts/estimates/" not in page
    query = f"/figures/preview/?project={team.project.slug}&series={series.pk}"
    given = {"measure": measure, "bucket": "quarter", "start": "2024", "end": "2024"}
    preview = client.get(query, {**given, "marking": "clear"}).content.decode()
    assert f"{measure.capitalize()} per quarter" in preview


def test_list_becomes_a_series(client, team):
    group = ActorFactory(project=team.project)
    assessed(team, holder=group, kind="trend")
    query = f"project={team.project.slug}&kind=trend&holder={group.pk}&search=threat"
    page = client.get(f"/assessments/?{query}")
    url = page.context["series_url"]
    answer = client.get(url)
    form, draft = answer.context["form"], answer.context["draft"]
    assert form["measure"].value() == "assessments"
    assert draft.series.filters == {"kind": ["trend"], "holder": [str(group.pk)]}
    assert draft.left == ["Words"]
    warned(team, heeded="no")
    page = client.get(f"/warnings/?project={team.project.slug}&heeded=no")
    draft = client.get(page.context["series_url"]).context["draft"]
    assert (draft.series.measure, draft.series.filters) == ("warnings", {"heeded": ["no"]})
    assert (draft.series.start, draft.series.end) == (dt.date(2024, 3, 5), dt.date(2024, 3, 5))
