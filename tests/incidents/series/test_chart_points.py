"""Every point of a chart and of a map opens the list of exactly the records behind it."""

import datetime as dt
import re
from html import unescape

import pytest
from django.urls import reverse

from incidents.assessments.queries.calibration import calibration_of
from incidents.events.queries import actor_activity, map_clusters
from incidents.series.queries import points as aggregates
from incidents.series.queries.figure import figure_of
from incidents.series.queries.figure_marks import point_in_words
from tests.factories.curation import Team
from tests.factories.incidents import (
    ActorFactory,
    ActorRelationFactory,
    AssessmentFactory,
    CasualtyEstimateFactory,
    CountryFactory,
    IncidentFactory,
    IncidentPlaceFactory,
    JudgementFactory,
    ParticipationFactory,
    PlaceFactory,
    SeriesFactory,
)

pytestmark = pytest.mark.django_db

MARK = re.compile(r'<a class="mark[^"]*" href="([^"]+)"[^>]*><title>([^<]*)</title>')


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def reader(client, team):
    client.force_login(team.reader)
    return client


def marks_of(text):
    """{address: words} of the points of the drawings on a page that open something."""
    return {unescape(url): unescape(words) for url, words in MARK.findall(text)}


def listed(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    assert not answer.context["faults"]
    return {row.pk for row in answer.context["object_list"]}


def acts(team, actor, role="perpetrator", **values):
    values = {"date": "2024-03-22", "published": True, **values}
    incident = IncidentFactory(project=team.project, **values)
    if actor:
        ParticipationFactory(incident=incident, actor=actor, role=role)
    return incident


def a_register(team):
    """Incidents of two actors in three countries, within and across buckets, some that no series
    counts."""
    group, other = (ActorFactory(project=team.project, published=True) for _ in range(2))
    branch = ActorFactory(project=team.project)
    ActorRelationFactory(subject=branch, object=group, kind="branch_of", date="2024-04/..")
    mali = PlaceFactory(project=team.project, name="Gao", country="ML")
    for date in ("2024-03-22", "2024-03", "2024-02-27/2024-03-02", "2024", "2024-05-01"):
        incident = acts(team, group, date=date, country="AF")
        CasualtyEstimateFactory(incident=incident, low=1, best=2, high=4)
    acts(team, group, "suspected_perpetrator", country="RU")
    acts(team, branch, date="2024-04-03", country="AF")
    acts(team, branch, date="2024-03-03", country="AF")
    acts(team, None, date="2024-03-09")
    beside = acts(team, other, date="2024-05-04", country="AF")
    IncidentPlaceFactory(incident=beside, place=mali)
    merged = acts(team, other, date="2024-05-04", country="RU", merged_into=beside)
    IncidentPlaceFactory(incident=merged, place=mali, role="origin")
    acts(team, other, "target", country="AF")
    for date in (None, "2024-03/..", "2023-12-31"):
        acts(team, group, date=date, country="AF")
    acts(team, group, record_kind="context")
    acts(team, group, published=False)
    return group


@pytest.mark.parametrize(
    ("about", "group_by", "measure"),
    [
        ("all", None, "count"),
        ("all", "country", "count"),
        ("all", "actor", "fatalities"),
        ("actor", None, "fatalities"),
        ("actor", "actor", "count"),
        ("country", "actor", "count"),
        ("country", "country", "fatalities"),
    ],
)
def test_each_point_of_a_series_opens_exactly_its_records(reader, team, about, group_by, measure):
    group = a_register(team)
    filters = {"actor": {"actor": [str(group.pk)]}, "country": {"country": ["AF"]}}.get(about, {})
    coverage = [{"start": "2024-01-01", "end": "2024-10-10", "sources": []}]
    series = SeriesFactory(
        project=team.project,
        measure=measure,
        group_by=group_by,
        filters=filters,
        branches="branches",
        coverage=coverage,
    )
    aggregates.rebuild_series(series, lambda done, total: None)
    points = {(str(point.bucket), point.group): point for point in series.points.all()}
    shown = marks_of(reader.get(reverse("figure", args=[series.pk])).content.decode())
    assert len(shown) >= 5
    figure = figure_of(series, team.reader)
    drawn = [points for _group, _label, points in figure.groups] or [figure.total]
    assert len(shown) == sum(bool(p.incidents) for each in drawn for p in each.values())
    for url, words in shown.items():
        asked = dict(re.findall(r"[?&](\w+)=([^&]*)", url))
        point = points[asked["bucket"], asked.get("group", "")]
        assert len(listed(reader, url)) == point.incidents, words
        assert words.endswith(point_in_words(series, point))


@pytest.mark.parametrize("bucket", ["month", "quarter", "year"])
def test_total_of_a_bucket_of_any_size_opens_its_records(reader, team, bucket):
    a_register(team)
    series = SeriesFactory(project=team.project, bucket=bucket)
    aggregates.rebuild_series(series, lambda done, total: None)
    points = {str(point.bucket): point.incidents for point in series.points.filter(group="")}
    shown = marks_of(reader.get(reverse("figure", args=[series.pk])).content.decode())
    assert shown
    for url in shown:
        day = re.search(r"bucket=([\d-]+)", url)[1]
        assert len(listed(reader, url)) == points[day]


def test_list_behind_a_point_says_of_what_it_is(reader, team):
    group = a_register(team)
    series = SeriesFactory(project=team.project, title="Attacks", group_by="actor")
    aggregates.rebuild_series(series, lambda done, total: None)
    url = f"/incidents/?project={team.project.slug}&series={series.pk}&bucket=2024-03-01"
    assert "Attacks: March 2024" in reader.get(url).content.decode()
    text = reader.get(f"{url}&group={group.pk}").content.decode()
    assert f"Attacks: {group.name}, March 2024" in text


def test_point_of_a_hidden_series_opens_nothing(client, team):
    series = SeriesFactory(project=team.project)
    acts(team, None)
    client.force_login(Team().reader)
    answer = client.get(f"/api/v1/incidents/?series={series.pk}&bucket=2024-03-01")
    assert answer.json()["results"] == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("bucket=2024-03-01", "bucket"),
        ("series={pk}&bucket=March", "bucket"),
        ("series={pk}&group=ML", "group"),
        ("series={pk}&bucket=2024-03-01&group=Mali", "group"),
        ("series={pk}&bucket=2024-03-01&reason=counted", "reason"),
        ("year=0", "year"),
        ("year=2024.5", "year"),
        ("box=1,2,3", "box"),
        ("box=2,0,1,0", "box"),
        ("country_alone=ZZ", "country_alone"),
    ],
)
def test_point_that_cannot_be_read_is_refused_by_name(reader, team, query, name):
    series = SeriesFactory(project=team.project)
    answer = reader.get(f"/api/v1/incidents/?{query.format(pk=series.pk)}")
    assert answer.status_code == 400
    assert f"?{name}" in str(answer.json())


def test_group_of_another_kind_of_series_is_empty(reader, team):
    a_register(team)
    for group_by, group in (("actor", "AF"), ("country", str(ActorFactory().pk)), (None, "AF")):
        series = SeriesFactory(project=team.project, group_by=group_by)
        url = f"/api/v1/incidents/?series={series.pk}&bucket=2024-03-01&group={group}"
        assert reader.get(url).json()["results"] == []


def test_points_are_said_in_words(team):
    group = ActorFactory(project=team.project)
    for date in ("2024-03-02", "2024-03", "2024-03-30/2024-04-02"):
        acts(team, group, date=date)
    acts(team, group, "suspected_perpetrator")
    series = SeriesFactory(project=team.project, filters={"actor": [str(group.pk)]})
    aggregates.rebuild_series(series, lambda done, total: None)
    point = series.points.get(bucket=dt.date(2024, 3, 1), group="")
    assert point_in_words(series, point) == "2 to 4 incidents, 2.5 expected, 1 suspected"
    none = series.points.get(bucket=dt.date(2024, 5, 1), group="")
    assert point_in_words(series, none) == "0 incidents"


def test_bars_of_an_actor_open_the_events_of_their_year(reader, team):
    group = ActorFactory(project=team.project, published=True)
    for date in ("2019-03-01", "2019", "2018/2020", "1950/2019", None, "2019-05/.."):
        acts(team, group, date=date)
    acts(team, group, "suspected_perpetrator", date="2020-01-01")
    acts(team, group, "target", date="2019-03-01")
    acts(team, group, record_kind="context", date="2019-03-01")
    bars, _undrawn = actor_activity.years_of(group, team.reader)
    shown = marks_of(reader.get(f"/actors/{group.pk}/").content.decode())
    counts = {bar.year: bar.high for bar in bars.bars}
    found = {url: words for url, words in shown.items() if "&year=" in url}
    assert len(found) == len(counts) == 3
    for url in found:
        assert len(listed(reader, url)) == counts[int(url[-4:])]
    assert counts == {2018: 1, 2019: 3, 2020: 2}
    assert "2020: 0 to 2 events" in found.values()


def test_lines_of_the_network_and_rows_of_the_timeline_lead_to_what_they_draw(reader, team):
    group = ActorFactory(project=team.project, published=True, name="Group")
    other = ActorFactory(project=team.project, published=True, name="Other")
    relation = ActorRelationFactory(subject=group, object=other, kind="branch_of", date="2019")
    incident = acts(team, group)
    text = reader.get(f"/actors/{group.pk}/").content.decode()
    shown = marks_of(text)
    assert shown[f"#relation-{relation.pk}"].startswith("Group")
    assert f'id="relation-{relation.pk}"' in text
    assert f"/incidents/{incident.pk}/" in shown
    web = reader.get(f"/network/?project={team.project.slug}").content.decode()
    assert f"#relation-{relation.pk}" in marks_of(web)
    assert f'id="relation-{relation.pk}"' in web


def test_estimates_lead_to_the_row_that_states_them(reader, team):
    incident = acts(team, None)
    rows = [CasualtyEstimateFactory(incident=incident, low=n, best=n, high=n + 2) for n in (3, 40)]
    text = reader.get(f"/incidents/{incident.pk}/").content.decode()
    shown = marks_of(text)
    for row in rows:
        assert f"{row.low} to {row.high}" in shown[f"#estimate-{row.pk}"]
        assert f'id="estimate-{row.pk}"' in text


def test_steps_of_a_question_lead_to_their_judgements(reader, team):
    question = AssessmentFactory(project=team.project, published=True)
    said = JudgementFactory(assessment=question, date=dt.date(2019, 5, 1), probability="0.6")
    text = reader.get(f"/assessments/{question.pk}/").content.decode()
    assert "1 May 2019: 60%" in marks_of(text)[f"#judgement-{said.pk}"]
    assert f'id="judgement-{said.pk}"' in text


def test_dots_of_calibration_open_the_questions_of_their_band(reader, team):
    for number in range(21):
        question = AssessmentFactory(
            project=team.project,
            published=True,
            horizon="2020",
            criteria="X",
            outcome=("resolved_no", "resolved_yes")[number % 3 > 0],
            outcome_date=dt.date(2020, 3, 1),
            outcome_evidence="A count.",
        )
        JudgementFactory(
            assessment=question,
            date=dt.date(2019, 5, 1),
            likelihood=None,
            probability=f"0.{number + 10}",
        )
    JudgementFactory(
        assessment=question, date=dt.date(2019, 9, 1), likelihood=None, probability="0.9"
    )
    AssessmentFactory(project=team.project, published=True)
    slug = team.project.slug
    shown = marks_of(reader.get(f"/assessments/calibration/?project={slug}").content.decode())
    group = calibration_of(team.project, team.reader).groups[0]
    assert len(shown) == len([each for each in group.whole.bins if each.n]) == 3
    found = [listed(reader, url) for url in shown]
    assert sum(map(len, found)) == 22  # one question has forecasts in two bands
    assert len(set().union(*found)) == 21
    for query in ("scored=stated", "band=likely", f"scored=stated&band=likely&project={slug}x"):
        answer = reader.get(f"/api/v1/assessments/?{query}")
        assert answer.status_code == 400 or answer.json()["results"] == []


def placed(team, **values):
    return IncidentFactory(project=team.project, published=True, **values)


def a_map(team):
    mali = CountryFactory(iso_alpha2="ML", name="Mali")
    gao = PlaceFactory(
        project=team.project,
        name="Gao",
        parent=mali,
        country="ML",
        kind="city",
        lat=16.27,
        lon=-0.04,
    )
    school = PlaceFactory(
        project=team.project, name="School", kind="venue", country="ML", lat=16.25, lon=-0.05
    )
    hidden = PlaceFactory(
        project=team.project,
        name="Refuge",
        kind="venue",
        country="ML",
        lat=16.3,
        lon=-0.1,
        public_precision="country_only",
    )
    old = PlaceFactory(project=team.project, name="Gao town", merged_into=gao, lat=1, lon=1)
    for place in (gao, gao, school, hidden, old, mali):
        placed(team, place=place, country="ML")
    placed(team, place=gao, country="ML", lat=16.251, lon=-0.041)
    placed(team, place=gao, country="ML", place_precision="country")
    placed(team, country="ML")
    placed(team, country="NE")
    placed(team)
    beside = placed(team, country="NE")
    IncidentPlaceFactory(incident=beside, place=gao)
    IncidentPlaceFactory(incident=beside, place=mali)
    IncidentPlaceFactory(incident=placed(team, place=gao, country="ML"), place=mali)


@pytest.mark.parametrize("who", ["reader", "stranger"])
@pytest.mark.parametrize("most", [1500, 1])
def test_circles_and_shaded_countries_open_exactly_their_records(
    client, team, monkeypatch, who, most
):
    team.project.visibility = "public"
    team.project.save()
    a_map(team)
    monkeypatch.setattr(map_clusters, "MOST", most)
    if who == "reader":
        client.force_login(team.reader)
    slug = team.project.slug
    drawn = client.get(f"/incidents/map.json?project={slug}").json()
    assert drawn["features"]
    assert drawn["areas"]
    for feature in drawn["features"]:
        (lon, lat), told = feature["geometry"]["coordinates"], feature["properties"]
        box = told["box"] or [lat, lon, lat, lon]
        url = f"/incidents/?project={slug}&box={','.join(map(repr, box))}"
        assert len(listed(client, url)) == told["n"], told
    for area in drawn["areas"]:
        url = f"/incidents/?project={slug}&country_alone={area['country']}"
        assert len(listed(client, url)) == area["n"], area


def test_table_beside_the_map_opens_the_same(reader, team):
    a_map(team)
    slug = team.project.slug
    page = reader.get(f"/incidents/?project={slug}&view=map")
    text = page.content.decode()
    for each in page.context["map"].spots:
        assert f"box={each.within}" in unescape(text)
    for each in page.context["map"].areas:
        assert f"country_alone={each.country}" in text


def test_points_of_a_sparkline_come_once_they_are_wanted(reader, team):
    a_register(team)
    series = SeriesFactory(project=team.project)
    aggregates.rebuild_series(series, lambda done, total: None)
    for page in ("/figures/", "/"):
        assert f'data-marks-from="/figures/{series.pk}/small/"' in reader.get(page).content.decode()
    shown = marks_of(reader.get(f"/figures/{series.pk}/small/").content.decode())
    points = series.points.filter(group="", incidents__gt=0)
    assert len(shown) == points.count()
    for url in shown:
        bucket = re.search(r"bucket=([\d-]+)", url)[1]
        assert len(listed(reader, url)) == points.get(bucket=bucket).incidents


def test_table_below_a_chart_links_its_numbers_too(reader, team):
    a_register(team)
    series = SeriesFactory(project=team.project)
    aggregates.rebuild_series(series, lambda done, total: None)
    text = reader.get(reverse("figure", args=[series.pk])).content.decode()
    table = unescape(text.partition('id="numbers-')[2])
    for point in series.points.filter(incidents__gt=0):
        assert f"&series={series.pk}&bucket={point.bucket}" in table
