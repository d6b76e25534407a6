"""Checks are computed in the background, keep their history, and are overridden with a reason."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ctplatform.curation import services as curation
from ctplatform.domain_errors import Conflict
from incidents.checks import services
from incidents.checks.models.outcomes import CheckOutcome
from incidents.checks.queries.shown import current_outcome, past_outcomes
from incidents.checks.queries.words import outcome_in_words
from incidents.events.models.killed import keep_killed
from incidents.models import DataCheck, Incident
from incidents.series.queries import points
from incidents.series.services import change_series, delete_series
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    ActorSizeEstimateFactory,
    AssessmentFactory,
    CasualtyEstimateFactory,
    DataCheckFactory,
    IncidentFactory,
    ParticipationFactory,
    SeriesFactory,
    SourceFactory,
    WarningFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    return Team()


def attack(team, date="2024-03-05", **values):
    return IncidentFactory(project=team.project, published=True, date=date, **values)


def counted(team, **values):
    series = SeriesFactory(project=team.project, **values)
    points.rebuild_series(series, lambda done, total: None)
    series.refresh_from_db()
    return series


def check(team, comparison="count", **values):
    if comparison in ("fatalities", "participants", "size", "heeded", "arguments", "figures"):
        values.setdefault("series", None)
    elif "series" not in values:
        values["series"] = counted(team)
    made = DataCheckFactory.build(
        project=team.project, created_by=team.owner, comparison=comparison, **values
    )
    made.full_clean()
    made.save()
    return DataCheck.objects.select_related("series", "project").get(pk=made.pk)


def outcome_of(made):
    services.compute(made)
    found = CheckOutcome.objects.get(data_check=made, is_current=True)
    return found.outcome, found.reason


# Series


def test_a_number_that_is_reached_is_supported_with_its_records_and_coverage(team):
    first, second = attack(team), attack(team, "2024-06")
    coverage = [{"start": "2024-01-01", "end": "2024-06-30", "sources": ["ACLED"]}]
    made = check(team, series=counted(team, coverage=coverage))
    assert outcome_of(made) == ("supported", "")
    found = made.outcomes.get()
    assert (found.figures["low"], found.figures["high"]) == (2, 2)
    assert found.records == [["incident", str(second.pk)], ["incident", str(first.pk)]]
    assert found.coverage["sources"] == ["ACLED"]
    assert found.coverage["share"] == pytest.approx(182 / 366, abs=1e-4)


def test_a_date_over_several_months_counts_once_in_a_window(team):
    attack(team, "2024")
    made = check(team, parameters={"at_most": 1, "end": "2024-12-31"})
    assert outcome_of(made) == ("supported", "")
    assert made.outcomes.get().figures["high"] == 1


def test_a_date_that_may_lie_outside_the_window_leaves_it_uncertain(team):
    attack(team, "2024-03/2024-04")
    attack(team)
    made = check(team, parameters={"at_least": 2, "end": "2024-03-31"})
    assert outcome_of(made) == ("depends_on_uncertainty", "bounds")
    figures = made.outcomes.get().figures
    assert (figures["low"], figures["high"]) == (1, 2)


def test_no_incident_is_supported_only_where_everybody_looked(team):
    made = check(team, "none", parameters={})
    assert outcome_of(made) == ("supported", "")
    half = [{"start": "2024-01-01", "end": "2024-06-30", "sources": []}]
    made = check(team, "none", parameters={}, series=counted(team, coverage=half))
    assert outcome_of(made) == ("insufficient_data", "not_covered")
    made = check(team, "none", parameters={"end": "2024-06"}, series=made.series)
    assert outcome_of(made) == ("supported", "")
    attack(team, "2024-02-02")
    assert outcome_of(made) == ("contradicted", "")


def test_an_outcome_says_which_days_no_source_covered(team):
    attack(team, "2024-02")
    attack(team, "2024-08")
    coverage = [
        {"start": "2024-01-01", "end": "2024-06-30", "sources": ["UCDP", "ACLED"]},
        {"start": "2024-10-01", "end": "2024-12-31", "sources": ["ACLED"]},
    ]
    series = counted(team, coverage=coverage)
    made = check(team, series=series)
    assert outcome_of(made) == ("supported", "")
    found = made.outcomes.get()
    assert found.coverage["by_source"] == {"UCDP": 0.4973, "ACLED": 0.7486}
    assert found.coverage["gaps"] == [["2024-07-01", "2024-09-30"]]
    assert found.coverage["gap_days"] == 92
    words = outcome_in_words(made, found)
    assert words.endswith("days that count as not covered: 1 July 2024 to 30 September 2024.")
    for rule, outcome in (
        ({"covered_at_least": 0.74}, ("supported", "")),
        ({"covered_at_least": 0.75}, ("insufficient_data", "coverage_demanded")),
        (
            {"covered_by": ["UCDP"], "covered_at_least": 0.5},
            ("insufficient_data", "coverage_demanded"),
        ),
        ({"covered_by": ["UCDP"], "covered_at_least": 0.5, "end": "2024-06"}, ("supported", "")),
    ):
        made = check(
            team, series=series, parameters={"at_least": 2 if "end" not in rule else 1} | rule
        )
        assert outcome_of(made) == outcome, rule
    named = check(
        team, "none", series=series, parameters={"start": "2024-10", "covered_by": ["UCDP"]}
    )
    assert outcome_of(named) == ("insufficient_data", "not_covered")
    unnamed = check(
        team, parameters={"at_least": 2, "covered_by": ["UCDP"], "covered_at_least": 0.1}
    )
    assert outcome_of(unnamed) == ("insufficient_data", "coverage_demanded")


def test_periods_that_only_the_claims_own_source_covers_are_no_evidence_for_its_rate(team):
    for month in range(1, 13):
        for day in range(1, 3 if month < 7 else 6):
            attack(team, f"2024-{month:02}-{day:02}")
    own = SourceFactory(project=team.project, name="Essay")
    windows = [("2024-01-01", "2024-06-30", "UCDP"), ("2024-07-01", "2024-12-31", "Essay")]
    coverage = [{"start": a, "end": b, "sources": [name]} for a, b, name in windows]
    series = counted(team, coverage=coverage)
    rule = {"day": "2024-07", "direction": "rises"}
    assert outcome_of(check(team, "before_after", series=series, parameters=rule))[0] == "supported"
    made = check(team, "before_after", series=series, parameters=rule, source=own)
    assert outcome_of(made)[0] == "insufficient_data"
    assert made.outcomes.get().coverage["gaps"] == [["2024-07-01", "2024-12-31"]]


def test_an_undated_incident_or_a_summary_may_be_one_more(team):
    attack(team, None)
    made = check(team, "none", parameters={})
    assert outcome_of(made) == ("depends_on_uncertainty", "bounds")
    assert made.outcomes.get().figures["undated"] == 1
    summary = check(team, "none", parameters={}, series=counted(team, filters={"country": ["IR"]}))
    attack(team, None, country="IR", record_kind="series")
    assert outcome_of(summary) == ("depends_on_uncertainty", "bounds")
    figures = summary.outcomes.get().figures
    assert (figures["summaries"], figures["high"]) == (1, None)


def test_a_suspected_part_counts_in_the_upper_bound_alone(team):
    actor = ActorFactory(project=team.project, published=True)
    incident = attack(team)
    ParticipationFactory(incident=incident, actor=actor, role="suspected_perpetrator")
    roles = ["perpetrator", "suspected_perpetrator"]
    series = counted(team, filters={"actor": [str(actor.pk)]}, roles=roles)
    made = check(team, series=series, parameters={"at_least": 1})
    assert outcome_of(made) == ("depends_on_uncertainty", "bounds")
    assert made.outcomes.get().figures["suspected"] == 1


def test_a_share_and_a_rank_are_those_of_groups(team):
    for n in range(20):
        attack(team, f"2024-01-{n + 1:02}", country="AF" if n < 18 else "PK")
    series = counted(team, group_by="country")
    made = check(team, "share", series=series, parameters={"group": "AF"})
    assert outcome_of(made) == ("supported", "")
    made = check(team, "rank", series=series, parameters={"group": "PK", "top": 1})
    assert outcome_of(made) == ("contradicted", "")
    each = {"groups": ["AF", "PK"], "at_least": 2}
    assert outcome_of(check(team, "each_group", series=series, parameters=each))[0] == "supported"


def test_what_falls_here_and_rises_there_is_read_from_points(team):
    for month in range(1, 25):
        date = f"{2022 + (month - 1) // 12}-{(month - 1) % 12 + 1:02}"
        for day in range(1, 7 if month <= 12 else 3):
            attack(team, f"{date}-{day:02}", country="AF")
        for day in range(1, 2 if month <= 12 else 7):
            attack(team, f"{date}-{day:02}", country="PK")
    window = {"start": dt.date(2022, 1, 1), "end": dt.date(2023, 12, 31)}
    series = counted(team, group_by="country", **window)
    rule = {"falls": "AF", "rises": "PK", "day": "2023-01-01"}
    made = check(team, "opposite_moves", series=series, parameters=rule)
    assert outcome_of(made) == ("supported", "not_slight")
    falls = {"day": "2023-01", "direction": "falls", "group": "AF"}
    made = check(team, "before_after", series=series, parameters=falls)
    assert outcome_of(made) == ("supported", "")
    nowhere = falls | {"group": "IR"}
    made = check(team, "before_after", series=series, parameters=nowhere)
    assert outcome_of(made) == ("insufficient_data", "nothing_counted")


def test_the_share_of_transnational_attacks_is_compared_at_a_day(team):
    for n in range(1, 21):
        attack(team, f"2024-02-{n:02}", transnational_logistical="no",
               transnational_ideological="no", transnational_miscellaneous="no")  # fmt: skip
        attack(team, f"2024-08-{n:02}", transnational_logistical="yes")
    made = check(team, "transnational", parameters={"day": "2024-06-01"})
    assert outcome_of(made) == ("supported", "")
    figures = made.outcomes.get().figures
    assert (figures["no_before"], figures["yes_after"]) == (20, 20)


def test_the_largest_number_of_fatalities(team):
    CasualtyEstimateFactory(incident=attack(team), kind="killed", low=2, best=3, high=3)
    store_figures()
    made = check(team, "largest", parameters={"at_most": 5})
    assert outcome_of(made) == ("supported", "")
    attack(team, "2024-05-05")
    assert outcome_of(made) == ("depends_on_uncertainty", "bounds")


def store_figures():
    """Store the figures of fatalities, as the services do that write estimates."""
    keep_killed(Incident, list(Incident.objects.values_list("pk", flat=True)))


def test_a_series_that_nobody_covered_gives_too_little_data(team):
    series = counted(team, coverage=[])
    made = check(team, "erratic", series=series, parameters={})
    assert outcome_of(made) == ("insufficient_data", "few_buckets")


# Records


def test_fatalities_of_sources_that_disagree(team):
    incident = attack(team)
    one, other = (SourceFactory(project=team.project) for _ in range(2))
    CasualtyEstimateFactory(
        incident=incident, kind="killed", low=None, best=365, high=None, source=one
    )
    CasualtyEstimateFactory(
        incident=incident, kind="killed", low=None, best=152, high=None, source=other
    )
    made = check(team, "fatalities", incident=incident, parameters={"at_least": 300})
    assert outcome_of(made) == ("depends_on_uncertainty", "sources_disagree")
    of_its_own = check(
        team, "fatalities", incident=incident, source=one, parameters={"at_least": 300}
    )
    assert outcome_of(of_its_own) == ("contradicted", "")
    assert of_its_own.outcomes.get().figures["own_estimates"] == 1


def test_a_record_that_is_not_published_is_no_ground(team):
    incident = IncidentFactory(project=team.project)
    made = check(team, "participants", incident=incident, parameters={"at_least": 1})
    assert outcome_of(made) == ("not_computable", "not_published")


def test_participants_and_size(team):
    incident, actor = attack(team), ActorFactory(project=team.project, published=True)
    ParticipationFactory(incident=incident, actor=actor, role="perpetrator", count=4)
    made = check(team, "participants", incident=incident, parameters={"at_least": 4, "at_most": 4})
    assert outcome_of(made) == ("supported", "")
    ActorSizeEstimateFactory(actor=actor, low=3001, best=None, high=None, date="2024-04")
    made = check(team, "size", actor=actor, parameters={"at_least": 3001, "start": "2024-01"})
    assert outcome_of(made) == ("supported", "")
    later = check(team, "size", actor=actor, parameters={"at_least": 3001, "start": "2025"})
    assert outcome_of(later) == ("insufficient_data", "no_estimates")


def test_warnings_arguments_and_figures(team):
    WarningFactory(project=team.project, heeded="no", published=True)
    WarningFactory(project=team.project, heeded="yes")  # a candidate
    made = check(team, "heeded", parameters={"at_most_share": 0})
    assert outcome_of(made) == ("supported", "")
    above = AssessmentFactory(project=team.project, published=True)
    AssessmentFactory(project=team.project, parent=above, published=True)
    AssessmentFactory(project=team.project, parent=above, argues="against", published=True)
    made = check(team, "arguments", assessment=above, parameters={"at_least": 1, "at_most": 1})
    assert outcome_of(made) == ("supported", "")
    ids = [str(counted(team).pk), str(counted(team, coverage=[]).pk)]
    made = check(team, "figures", parameters={"figures": ids})
    assert outcome_of(made) == ("insufficient_data", "figures_not_covered")


# What is hidden


def test_an_outcome_rests_only_on_what_its_readers_may_see(team):
    clear, red = attack(team), attack(team, marking="red")
    for incident in (clear, red):
        ParticipationFactory(
            incident=incident, actor=ActorFactory(project=team.project, marking="red"), count=2
        )
    made = check(team, parameters={"at_least": 2})
    assert outcome_of(made) == ("contradicted", "")
    made = check(team, "participants", incident=clear, parameters={"at_least": 1})
    assert outcome_of(made) == ("insufficient_data", "nothing_counted")
    made = check(team, "participants", incident=clear, marking="red", parameters={"at_least": 1})
    assert made.ceiling == "amber"
    WarningFactory(project=team.project, heeded="yes", published=True, incident=red)
    made = check(team, "heeded", parameters={"at_most_share": 0})
    assert outcome_of(made) == ("insufficient_data", "no_warnings")


def test_an_outcome_computed_under_a_stricter_marking_is_not_shown_after_it_is_lowered(team):
    series = counted(team, marking="amber")
    attack(team, marking="amber")
    made = check(team, series=series, parameters={"at_least": 1})
    assert outcome_of(made) == ("supported", "")
    change_series(series, {"marking": "clear"}, by=team.owner)
    made = DataCheck.objects.select_related("series").get(pk=made.pk)
    assert current_outcome(made) is None
    assert outcome_of(made) == ("contradicted", "")
    made.refresh_from_db()
    assert current_outcome(made).outcome == "contradicted"
    assert list(past_outcomes(made)) == []


# In the background


def test_what_is_due_is_computed_once_and_again_after_a_change(team):
    made = check(team)
    assert services.compute_due() == 1
    assert services.compute_due() == 0
    CheckOutcome.objects.update(seconds=0)
    team.published()  # an incident of 2013, which the series does not count
    assert services.compute_due() == 1
    assert made.outcomes.count() == 1
    CheckOutcome.objects.update(seconds=0)
    for _ in range(2):
        team.published(date="2024-05")
    points.recount_dirty_days()
    assert services.compute_due() == 1
    made.refresh_from_db()
    assert made.outcome == "supported"
    assert [each.outcome for each in made.outcomes.order_by("id")] == ["contradicted", "supported"]
    CheckOutcome.objects.update(confirmed=timezone.now() - dt.timedelta(days=1), seconds=0)
    assert services.compute_due() == 1


def test_a_check_that_took_long_rests_unless_its_rule_changed(team):
    made = check(team)
    services.compute(made)
    CheckOutcome.objects.update(seconds=60, revision=None)
    team.published()
    assert services.compute_due() == 0
    DataCheck.objects.update(outcome=None)
    assert services.compute_due() == 1


def test_a_check_that_changes_while_it_is_computed_is_due_again(team):
    made = check(team)
    DataCheck.objects.update(version=2)
    assert services.compute(made) is None
    assert not made.outcomes.exists()


# Through curation


def test_a_changed_rule_forgets_the_outcome_at_once(team):
    made = check(team)
    services.compute(made)
    made.refresh_from_db()
    curation.change_record(made, {"note": "Seen."}, by=team.owner)
    made.refresh_from_db()
    assert made.outcome == "contradicted"
    curation.change_record(made, {"parameters": {"at_most": 2}}, by=team.owner)
    made.refresh_from_db()
    assert made.outcome is None
    assert current_outcome(made) is None


def test_a_reviewer_sets_another_outcome_with_a_reason(team):
    made = check(team)
    services.compute(made)
    curation.publish(made, by=team.second)
    made.refresh_from_db()
    services.compute(made)
    with pytest.raises(ValidationError, match="Say why"):
        curation.change_record(made, {"override": "supported"}, by=team.reviewer)
    values = {"override": "supported", "override_reason": "The essay means 2023."}
    waits = curation.change_record(made, values, by=team.reviewer).proposal
    curation.accept(waits, by=team.second)
    made.refresh_from_db()
    assert (made.outcome, made.override) == ("contradicted", "supported")
    assert current_outcome(made).outcome == "contradicted"
    assert made.label.endswith("[supported]")
    values = {"override": None, "override_reason": None}
    waits = curation.change_record(made, values, by=team.reviewer).proposal
    curation.accept(waits, by=team.second)
    made.refresh_from_db()
    assert made.override is None


def test_an_annotator_overrides_nothing_even_where_changes_apply_at_once(team):
    team.project.review_policy = "open"
    team.project.save()
    made = check(team)
    made.created_by = team.annotator
    made.save()
    values = {"override": "supported", "override_reason": "Known."}
    with pytest.raises(PermissionDenied, match="Only reviewers"):
        curation.change_record(made, values, by=team.annotator)


def test_a_series_that_a_check_counts_is_not_deleted(team):
    made = check(team)
    with pytest.raises(Conflict, match="A check counts this series"):
        delete_series(made.series, by=team.owner)
    assert DataCheck.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize(
    ("comparison", "values", "field", "words"),
    [
        ("count", {"parameters": {}}, "parameters", "Give one of: at_least, at_most"),
        ("count", {"parameters": {"at_least": "many"}}, "parameters", "whole number"),
        ("count", {"parameters": {"at_least": 1, "share": 2}}, "parameters", "share: this comp"),
        ("count", {"parameters": {"at_least": 5, "at_most": 2}}, "parameters", "less than"),
        ("count", {"parameters": ["at_least"]}, "parameters", "Write an object"),
        ("none", {"parameters": {"start": "2024", "end": "2023"}}, "parameters", "less than"),
        ("none", {"parameters": {"start": "soon"}}, "parameters", "start: write a day"),
        ("share", {"parameters": {}}, "parameters", "group: this comparison needs it"),
        ("share", {"parameters": {"group": "AF"}}, "series", "no groups"),
        ("share", {"parameters": {"group": "AF", "more_than": 7}}, "parameters", "between 0 and 1"),
        ("count", {"series": None, "parameters": {"at_least": 1}}, "series", "needs it"),
        ("heeded", {"parameters": {"at_most_share": 0}, "series": "any"}, "series", "not read"),
        ("fatalities", {"parameters": {"at_least": 1}}, "incident", "needs it"),
        ("figures", {"parameters": {"figures": ["x"]}}, "parameters", "ids of series"),
        ("heeded", {"parameters": {"at_most_share": True}}, "parameters", "between 0 and 1"),
        ("count", {"parameters": {"at_least": 1}, "resolves": True}, "assessment", "rests on it"),
    ],
)
def test_bad_definitions_name_the_field_and_what_to_do(team, comparison, values, field, words):
    if values.get("series") == "any":
        values = values | {"series": counted(team)}
    with pytest.raises(ValidationError) as error:
        check(team, comparison, **values)
    assert words in " ".join(error.value.message_dict[field])
    assert not DataCheck.objects.exists()


def test_a_group_must_be_one_that_the_series_can_have(team):
    series = counted(team, group_by="country", filters={"country": ["AF", "PK"]})
    for code in ("IR", "Kabul"):
        with pytest.raises(ValidationError, match="not a group by country"):
            check(team, "share", series=series, parameters={"group": code})


def test_a_record_of_another_project_is_refused(team):
    with pytest.raises(ValidationError, match="another project"):
        check(team, series=counted(Team()), parameters={"at_least": 1})
