"""A series counts within a region what the list of the same region has."""

import datetime as dt

import pytest

from ctplatform.curation import services as curation
from ctplatform.curation.models import Proposal
from ctplatform.domain_errors import Conflict
from incidents.models import RegionSet, Series
from incidents.regions.services import (
    change_region_set,
    create_region_set,
    delete_region_set,
    load_region_sets,
)
from incidents.series.queries import points as aggregates
from incidents.series.queries.left_out import left_out
from incidents.services import create_series, load_gazetteer
from tests.factories.curation import Team
from tests.factories.incidents import (
    CountryFactory,
    IncidentFactory,
    IncidentPlaceFactory,
    PlaceFactory,
    SeriesFactory,
)
from tests.incidents.regions.test_region_sets import V1, api_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = "2024-03-22"


@pytest.fixture
def team():
    load_region_sets()
    team = Team(visibility="public")
    for code in ("AF", "IR", "PK", "ML", None):
        IncidentFactory(
            project=team.project, title=code or "nowhere", country=code, date=DAY, published=True
        )
    two = IncidentFactory(project=team.project, title="two", country="ML", date=DAY, published=True)
    IncidentPlaceFactory(incident=two, place=CountryFactory(iso_alpha2="IN", name="India"))
    undated = IncidentFactory(project=team.project, title="undated", country="AF", published=True)
    type(undated).objects.filter(pk=undated.pk).update(
        date=None, date_earliest=None, date_latest=None
    )
    return team


def series_of(team, *within, **values):
    filters = {"within": list(within)} if within else {}
    return SeriesFactory(
        project=team.project, filters=filters | values.pop("filters", {}), **values
    )


def counted(series, group=""):
    """The incidents of March 2024."""
    aggregates.rebuild_series(Series.objects.get(pk=series.pk), lambda done, total: None)
    point = series.points.filter(bucket=dt.date(2024, 3, 1), group=group).first()
    return point.incidents if point else None


def listed(team, **query):
    query = {"project": team.project.slug, "state": "published", **query}
    rows = api_of(team.reader).get(f"{V1}/incidents/", query).json()["results"]
    return {row["title"] for row in rows}


@pytest.mark.parametrize(
    ("within", "titles"),
    [
        ("south-asia", {"AF", "PK", "two"}),
        ("034", {"AF", "IR", "PK", "two"}),
        ("sahel", {"ML", "two"}),
    ],
)
def test_the_chart_counts_within_a_region_what_the_list_has(team, within, titles):
    series = series_of(team, within)
    assert listed(team, within=within) - {"undated"} == titles
    assert counted(series) == len(titles)
    assert listed(team, series=str(series.pk), reason="counted") == titles
    assert listed(team, series=str(series.pk), bucket="2024-03-01") == titles
    undated = listed(team, within=within) & {"undated"}
    assert left_out(series)["undated"] == len(undated)
    assert listed(team, series=str(series.pk), reason="undated") == undated


def test_part_of_a_region_that_is_no_country_counts_as_in_the_list(team):
    load_gazetteer()
    place = api_of(team.reader).get(f"{V1}/places/", {"search": "Southern Asia"}).json()
    row = IncidentFactory(
        project=team.project, title="region", country=None, date=DAY, published=True
    )
    type(row).objects.filter(pk=row.pk).update(place=place["results"][0]["id"])
    assert "region" in listed(team, within="034")
    assert counted(series_of(team, "034")) == len(listed(team, within="034") - {"undated"})


def test_several_regions_and_a_country_narrow_together(team):
    assert counted(series_of(team, "south-asia", "sahel")) == 4
    both = series_of(team, "south-asia", filters={"country": ["AF", "ML"]})
    assert counted(both) == 2  # AF, and the one in Mali that also was in India


def test_groups_of_a_series_within_a_region_are_its_countries(team):
    series = series_of(team, "south-asia", group_by="country")
    assert [counted(series, code) for code in ("AF", "PK", "IN", "ML", "IR")] == [
        1,
        1,
        1,
        None,
        None,
    ]


def test_another_definition_of_the_region_is_counted_anew(team):
    series = series_of(team, "south-asia")
    assert counted(series) == 3
    assert left_out(series)["undated"] == 1
    own = create_region_set(
        by=team.owner, project=team.project, key="south-asia", name="South Asia", countries=["IR"]
    )
    assert aggregates.recount_dirty_days() == 1
    assert series.points.get(bucket=dt.date(2024, 3, 1), group="").incidents == 1
    assert left_out(Series.objects.get(pk=series.pk))["undated"] == 0
    change_region_set(own, {"countries": ["IR", "PK"]}, by=team.owner)
    assert aggregates.recount_dirty_days() == 1
    assert series.points.get(bucket=dt.date(2024, 3, 1), group="").incidents == 2
    delete_region_set(RegionSet.objects.get(pk=own.pk), by=team.owner)
    assert aggregates.recount_dirty_days() == 1
    assert series.points.get(bucket=dt.date(2024, 3, 1), group="").incidents == 3


def test_a_set_that_a_series_counts_within_is_not_deleted(team):
    own = create_region_set(
        by=team.owner, project=team.project, key="mine", name="Mine", countries=["IR"]
    )
    series_of(team, "mine", title="Attacks in mine")
    with pytest.raises(Conflict, match="Attacks in mine"):
        delete_region_set(own, by=team.owner)


def test_the_page_the_picture_and_the_api_say_which_definition_is_used(team, client):
    series = series_of(team, "south-asia", filters={"country": ["AF", "PK"]})
    client.force_login(team.reader)
    page = client.get(f"/figures/{series.pk}/").content.decode()
    assert "within: South Asia, shared set: 8 countries" in page
    assert "country: Afghanistan, Pakistan" in page
    picture = api_of(team.reader).get(f"{V1}/series/{series.pk}/chart.svg")
    assert "within: South Asia, shared set: 8 countries" in picture.content.decode()
    found = api_of(team.reader).get(f"{V1}/series/", {"project": team.project.slug}).json()
    assert found["results"][0]["regions"] == ["South Asia, shared set: 8 countries"]
    assert found["results"][0]["filters"]["within"] == ["south-asia"]


def test_the_form_offers_regions_and_keeps_what_it_does_not_show(team, client):
    client.force_login(team.owner)
    at = f"/figures/new/?project={team.project.slug}"
    form = client.get(at).content.decode()
    assert "South Asia, shared set: 8 countries" in form
    assert ">Southern Asia<" in form
    data = {
        "title": "Attacks",
        "measure": "count",
        "bucket": "month",
        "start": "2024-01",
        "end": "2024-12",
        "within": "sahel",
        "marking": "clear",
    }
    made = client.post(at, data)
    assert made.status_code == 302, made.context["form"].errors
    series = Series.objects.get()
    assert series.filters == {"within": ["sahel"]}
    Series.objects.filter(pk=series.pk).update(filters={"within": ["sahel", "034"]})
    edit = client.get(f"/figures/{series.pk}/edit/").context["form"]
    kept = {name: edit[name].value() for name in edit.fields if edit[name].value() is not None}
    assert client.post(f"/figures/{series.pk}/edit/", kept).status_code == 302
    assert Series.objects.get().filters == {"within": ["sahel", "034"]}


@pytest.mark.parametrize("within", ["atlantis", "not a slug!", "999"])
def test_a_region_that_is_not_there_is_refused_by_name(team, within):
    body = {
        "project": team.project.slug,
        "title": "x",
        "measure": "count",
        "bucket": "month",
        "start": "2024-01",
        "end": "2024-12",
        "filters": {"within": within},
    }
    answer = api_of(team.owner).post(f"{V1}/series/", body, format="json")
    assert answer.status_code == 400
    assert within in answer.content.decode()
    assert "within" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_set_of_another_project_is_none_here(team):
    other = Team()
    create_region_set(
        by=other.owner, project=other.project, key="theirs", name="Theirs", countries=["AF"]
    )
    values = {"title": "x", "start": dt.date(2024, 1, 1), "end": dt.date(2024, 12, 31)}
    with pytest.raises(Exception, match="theirs"):
        create_series(by=team.owner, project=team.project, filters={"within": ["theirs"]}, **values)


def test_a_place_that_gets_the_number_of_a_region_counts_within_it(team):
    """Southern Asia is 034, and within Asia, 142."""
    place = PlaceFactory(project=team.project, name="South Asia", parent=None)
    IncidentFactory(project=team.project, place=place, country=None, date=DAY, published=True)
    series = series_of(team, "142")
    before = counted(series)
    for number, more in (("034", 1), ("002", 0), ("142", 1), (None, 0)):
        curation.change_record(place, {"un_m49": number}, by=team.owner, reason="By its extent.")
        aggregates.recount_dirty_days()
        refreshed = series.points.get(bucket=dt.date(2024, 3, 1), group="").incidents
        assert refreshed == before + more == counted(series)
