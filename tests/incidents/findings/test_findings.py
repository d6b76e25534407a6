"""Findings are computed from points in the background, stored, and shown with their records."""

import datetime as dt
import sys

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from rest_framework.test import APIClient

from incidents import tasks
from incidents.findings import services
from incidents.findings.models import SeriesFindings
from incidents.series.queries import points
from incidents.series.services import change_series
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team
from tests.factories.incidents import IncidentFactory, SeriesFactory

pytestmark = pytest.mark.django_db

PER_MONTH = (2, 3, 2, 3, 2, 3, 2, 12, 3, 2, 3, 2, 1, 0, 0, 0, 0, 0, 1, 2, 3, 2, 3, 2)
"""Incidents of each month of 2022 and 2023: a peak in August 2022, a lull in spring 2023."""


@pytest.fixture
def team():
    return Team()


def attacks(team, numbers=PER_MONTH, **values):
    for n, number in enumerate(numbers):
        for day in range(1, number + 1):
            date = f"{2022 + n // 12}-{n % 12 + 1:02}-{day:02}"
            IncidentFactory(project=team.project, published=True, date=date, **values)


def counted(team, **values):
    values = {"start": dt.date(2022, 1, 1), "end": dt.date(2023, 12, 31)} | values
    series = SeriesFactory(project=team.project, **values)
    points.rebuild_series(series, lambda done, total: None)
    series.refresh_from_db()
    return series


def computed(series):
    services.compute(series)
    return {
        (each["method"], each["group"]): each
        for each in SeriesFindings.objects.get(series=series).results
    }


def test_a_peak_and_a_lull_are_found_by_their_months(team):
    attacks(team)
    found = computed(counted(team))
    (peak,) = found["peaks", ""]["result"]
    assert (peak["place"], peak["value"], peak["is_robust"]) == ("2022-08-01", 12, True)
    (lull,) = found["lulls", ""]["result"]
    assert (lull["first"], lull["last"]) == ("2023-02-01", "2023-07-01")
    assert found["all_time_high", ""]["result"]["places"] == ["2022-08-01"]
    assert found["gaps", ""]["result"]["n"] == sum(PER_MONTH) - 1


def test_dates_known_to_the_month_make_a_peak_uncertain(team):
    attacks(team, (2, 3) * 12)
    for _each in range(9):
        IncidentFactory(project=team.project, published=True, date="2022-07/2022-08")
    found = computed(counted(team))
    assert [each["is_robust"] for each in found["peaks", ""]["result"]] in ([False], [False, False])
    assert found["gaps", ""]["result"]["midpoints"] == 9


def test_a_breakpoint_compares_whole_months_by_their_covered_days(team):
    attacks(team)
    breakpoints = [{"day": "2023-01-01", "label": "Takeover"}]
    coverage = [{"start": "2022-01-01", "end": "2023-11-30", "sources": []}]
    found = computed(counted(team, breakpoints=breakpoints, coverage=coverage))
    ratio = found["rate_ratio", ""]["result"]
    assert (ratio["before"], ratio["after"]) == (sum(PER_MONTH[:12]), sum(PER_MONTH[12:23]))
    assert (ratio["days_before"], ratio["days_after"]) == (365, 334)
    assert ratio["ratio"] == pytest.approx(12 / 334 / (39 / 365))


def test_groups_are_compared_with_each_other(team):
    attacks(team, country="AF")
    attacks(team, PER_MONTH[::-1], country="PK")
    breakpoints = [{"day": "2023-01-01", "label": ""}]
    found = computed(counted(team, group_by="country", breakpoints=breakpoints))
    pair = found["co_movement", "AF"]
    assert pair["other"] == "PK"
    (verdict,) = pair["verdicts"]
    assert verdict["first_falls"]["outcome"] == "holds"
    assert verdict["second_falls"]["outcome"] == "contradicted"


def test_short_series_say_what_is_missing(team):
    attacks(team, PER_MONTH[:6])
    found = computed(counted(team, end=dt.date(2022, 6, 30)))
    peaks = found["peaks", ""]
    assert (peaks["reason"], peaks["n"], peaks["needed"]) == ("few_buckets", 6, 12)


def test_what_is_due_is_computed_once(team):
    attacks(team, PER_MONTH[:3])
    series = counted(team)
    assert services.compute_due() == 1
    assert services.compute_due() == 0
    change_series(series, {"title": "Other"}, by=team.owner)
    SeriesFindings.objects.update(seconds=0)
    assert services.compute_due() == 1
    SeriesFindings.objects.update(checked=timezone.now() - dt.timedelta(days=1))
    assert services.compute_due() == 1


def test_a_series_that_took_long_rests(team):
    series = counted(team)
    services.compute(series)
    SeriesFindings.objects.update(seconds=60, recounts=0, version=0)
    assert services.compute_due() == 0


def test_findings_of_another_definition_are_not_shown(client, team):
    attacks(team)
    series = counted(team)
    services.compute(series)
    client.force_login(team.reader)
    assert "2022-08 (12)" in client.get(f"/figures/{series.pk}/").content.decode()
    change_series(series, {"marking": "green"}, by=team.owner)
    text = client.get(f"/figures/{series.pk}/").content.decode()
    assert "2022-08 (12)" not in text


def test_the_page_leads_from_a_finding_to_its_records(client, team):
    attacks(team, country="AF")
    breakpoints = [{"day": "2023-01-01", "label": "Takeover"}]
    series = counted(team, group_by="country", breakpoints=breakpoints)
    services.compute(series)
    client.force_login(team.reader)
    text = client.get(f"/figures/{series.pk}/").content.decode()
    assert "1 peak, also if only certain values count." in text
    assert "Takeover, 1 January 2023: 0.36 times the rate before (95 % interval" in text
    assert 'class="peak"' in text
    assert 'class="break-line"' in text
    assert "</svg> peak</span>" in text
    url = f"/incidents/?project={team.project.slug}&amp;series={series.pk}&amp;bucket=2022-08-01"
    assert url in text
    listed = client.get(url.replace("&amp;", "&"))
    assert "12" in listed.content.decode()


def test_a_run_of_months_leads_to_all_its_records(client, team):
    attacks(team, country="AF")
    series = counted(team, group_by="country")
    services.compute(series)
    client.force_login(team.reader)
    api = APIClient()
    api.force_authenticate(team.reader)
    rows = api.get(f"/api/v1/series/{series.pk}/findings/").json()["results"]
    runs = [each for each in rows if each["method"] == "elevated_runs"]
    assert [each["group"] for each in runs] == [None, "AF"]
    for run in runs:
        longest = run["result"]["longest"]
        months = [f"{2022 + n // 12}-{n % 12 + 1:02}-01" for n in range(24)]
        inside = slice(months.index(longest["first"]), months.index(longest["last"]) + 1)
        url = run["links"][0]["url"]
        assert client.get(url).status_code == 200
        listed = api.get(f"/api/v1{url}&page_size=200").json()["results"]
        assert len(listed) == sum(PER_MONTH[inside]) > 3


def test_the_api_answers_findings_with_sentences(team):
    attacks(team)
    series = counted(team)
    services.compute(series)
    api = APIClient()
    api.force_authenticate(team.reader)
    rows = api.get(f"/api/v1/series/{series.pk}/findings/").json()["results"]
    (peaks,) = [each for each in rows if each["method"] == "peaks"]
    assert peaks["sentence"] == "1 peak, also if only certain values count."
    assert peaks["result"][0]["place"] == "2022-08-01"
    assert peaks["group"] is None
    api.force_authenticate(UserFactory())
    assert api.get(f"/api/v1/series/{series.pk}/findings/").status_code == 404


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("2021", "Write a list"),
        ([{"day": "2021-13"}], "Breakpoint 1: write the day as"),
        ([{"day": 3}], "Breakpoint 1: write the day as"),
        ([{"label": "x"}], "Breakpoint 1: write {day, label}"),
        ([{"day": "2021-01", "label": "x" * 101}], "at most 100 characters"),
        ([{"day": "2021-01"}, {"day": "2021-01-01"}], "same day"),
    ],
)
def test_a_breakpoint_that_cannot_be_read_is_refused(team, given, words):
    series = counted(team)
    with pytest.raises(ValidationError) as refused:
        change_series(series, {"breakpoints": given}, by=team.owner)
    assert words in refused.value.message_dict["breakpoints"][0]


def test_the_form_takes_breakpoints_as_lines(client, team):
    series = counted(team)
    client.force_login(team.owner)
    form = client.get(f"/figures/{series.pk}/edit/").context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data["breakpoints"] = "2022-08-15 Fall of Kabul\n2022-10"
    answer = client.post(f"/figures/{series.pk}/edit/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    series.refresh_from_db()
    assert series.breakpoints == [
        {"day": "2022-08-15", "label": "Fall of Kabul"},
        {"day": "2022-10-01", "label": ""},
    ]


def test_a_worker_loads_scipy_only_where_a_series_is_due(team, monkeypatch):
    monkeypatch.delitem(sys.modules, "incidents.findings.services")
    assert tasks.compute_findings() == 0
    assert "incidents.findings.services" not in sys.modules
    counted(team)
    assert tasks.compute_findings() == 1
    assert "incidents.findings.services" in sys.modules


WAYS = ("logistical", "ideological", "miscellaneous")
"""The ways in which an incident may cross a border; all are coded, or none."""


@pytest.mark.both_databases
def test_shares_say_what_is_not_coded_and_name_the_groups(team):
    for n in range(12):
        IncidentFactory(
            project=team.project,
            published=True,
            date=f"2022-03-{n + 1:02}",
            country="ML" if n < 9 else "NE",
            **{f"transnational_{way}": {0: "yes", 1: "no"}.get(n % 3) for way in WAYS},
            lifecycle="foiled" if n < 6 else "completed",
        )
    IncidentFactory(project=team.project, published=True, date="2021/2022", country="ML")
    series = counted(team, group_by="country", title="By country")
    found = computed(series)
    share = found["share", "ML"]["result"]
    assert (share["part"], share["whole"], share["share"]) == (9, 12, 0.75)
    across = found["transnational_share", ""]["result"]
    assert across["counts"] == {"yes": 4, "no": 4}
    assert (across["unknown"], across["lowest"], across["highest"]) == (4, 4 / 12, 8 / 12)
    assert found["attack_statuses", ""]["result"]["counts"] == {"foiled": 6, "completed": 6}

    client = APIClient()
    client.force_authenticate(team.reader)
    rows = client.get(f"/api/v1/series/{series.pk}/findings/").json()["results"]
    said = {(each["method"], each["group"]): each["sentence"] for each in rows}
    assert said["transnational_share", None] == (
        "4 of 8 coded incidents crossed a border: 50 % (interval of 95 %: 21.5 % to 78.5 %)."
        " 4 are not coded: with them the share lies between 33.3 % and 66.7 %."
    )
    assert said["attack_statuses", None].startswith("Foiled 6, carried out 6. 6 of 12 that ended")
    assert said["share", "ML"].startswith("9 of 12 incidents")

    limited = computed(counted(team, filters={"lifecycle": ["completed"]}))
    assert limited["attack_statuses", ""]["reason"] == "limited_to_it"
    deaths = computed(counted(team, measure="fatalities", group_by="country"))
    assert not {method for method, _group in deaths} & {"share", "transnational_share"}
