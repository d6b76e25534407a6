"""Old definitions are kept and readable; a series may begin as a copy, or with a list's filters."""

import pytest
from rest_framework.test import APIClient

from incidents.models import Series, SeriesVersion
from incidents.series.forms.drafts import series_of_list
from incidents.services import change_series, create_series
from tests.factories.accounts import ProjectFactory, member
from tests.factories.curation import Team
from tests.factories.incidents import ActorFactory, IncidentFactory, SeriesFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team()


def made(team, **values):
    definition = {"title": "Attacks", "start": "2024-01-01", "end": "2024-12-31", **values}
    series = create_series(by=team.editor, project=team.project, **definition)
    return Series.objects.get(pk=series.pk)


def versions(series):
    rows = SeriesVersion.objects.filter(series=series).order_by("number")
    return {row.number: row.definition for row in rows}


def test_each_change_keeps_the_definition_before_it(client, team):
    series = made(team, filters={"country": ["AF"]})
    change_series(series, {"filters": {"suicide": ["yes"]}}, by=team.owner)
    change_series(series, {"title": "Attacks"}, by=team.owner)  # changes nothing
    found = versions(series)
    assert [found[n]["filters"] for n in (1, 2)] == [{"country": ["AF"]}, {"suicide": ["yes"]}]
    assert SeriesVersion.objects.get(number=2).changed_by == team.owner
    client.force_login(team.reader)
    page = client.get(f"/figures/{series.pk}/versions/").content.decode()
    assert page.index("Version 2") < page.index("Version 1")
    assert "Afghanistan" in page
    assert "Suicide attack" in page


def test_series_from_before_versions_keeps_its_definition_at_the_first_change(team):
    series = SeriesFactory(project=team.project, title="Before")
    change_series(series, {"title": "After"}, by=team.editor)
    assert [each["title"] for each in versions(series).values()] == ["Before", "After"]


def test_versions_of_stricter_markings_are_not_shown_to_new_readers(client, team):
    series = made(team, title="Sensitive", marking="amber")
    change_series(series, {"title": "Open", "marking": "clear"}, by=team.owner)
    client.force_login(team.reader)
    page = client.get(f"/figures/{series.pk}/versions/").content.decode()
    assert "Open" in page
    assert "Sensitive" not in page
    api = APIClient()
    api.force_authenticate(team.reader)
    rows = api.get(f"/api/v1/series/{series.pk}/versions/").json()["results"]
    assert [row["number"] for row in rows] == [2]


def test_versions_are_paged(client, team):
    series = made(team)
    for n in range(2, 23):
        change_series(series, {"title": f"Attacks {n}"}, by=team.editor)
    client.force_login(team.reader)
    first = client.get(f"/figures/{series.pk}/versions/").content.decode()
    assert "?before=3" in first
    last = client.get(f"/figures/{series.pk}/versions/?before=3").content.decode()
    assert "Version 2" in last
    assert "Version 3" not in last
    odd = client.get(f"/figures/{series.pk}/versions/?before=x")
    assert odd.status_code == 200


def form_of(client, url):
    form = client.get(url).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


def test_copy_begins_with_the_definition_and_names_its_source(client, team):
    actors = [str(ActorFactory(project=team.project).pk) for _ in range(2)]
    source = made(
        team,
        group_by="suicide",
        filters={"country": ["AF"], "actor": actors},
        transform={"rolling": 3},
        coverage=[{"start": "2024-01", "end": "2024-06", "sources": ["UCDP"]}],
    )
    client.force_login(team.editor)
    url = f"/figures/new/?project={team.project.slug}&copy={source.pk}"
    given = form_of(client, url)
    assert given["title"] == "Attacks (copy)"
    answer = client.post(url, given | {"suicide": ["yes"]})
    assert answer.status_code == 302, answer.context["form"].errors
    copy = Series.objects.exclude(pk=source.pk).get()
    assert copy.copied_from == source
    assert copy.filters == source.filters | {"suicide": ["yes"]}
    assert (copy.group_by, copy.transform) == ("suicide", {"rolling": 3})
    assert copy.coverage == source.coverage
    page = client.get(f"/figures/{copy.pk}/").content.decode()
    assert f'href="/figures/{source.pk}/"' in page
    preview = client.get(f"/figures/preview/?project={team.project.slug}&copy={source.pk}", given)
    assert "country: Afghanistan" in preview.content.decode()


def test_api_copies_with_changes(team):
    source = made(team, filters={"country": ["AF"]})
    api = APIClient()
    api.force_authenticate(team.editor)
    answer = api.post(f"/api/v1/series/{source.pk}/copy/", {"bucket": "week"}, format="json")
    assert answer.status_code == 201, answer.json()
    assert answer.json()["copied_from"] == str(source.pk)
    copy = Series.objects.get(pk=answer.json()["id"])
    assert (copy.bucket, copy.filters, copy.title) == ("week", {"country": ["AF"]}, "Attacks")
    bad = api.post(f"/api/v1/series/{source.pk}/copy/", {"bucket": "age"}, format="json")
    assert bad.status_code == 400
    api.force_authenticate(team.reader)
    assert api.post(f"/api/v1/series/{source.pk}/copy/", {}, format="json").status_code == 403
    assert Series.objects.count() == 2


def test_source_that_the_reader_may_not_see_is_not_named(client, team):
    source = made(team, title="Sensitive", marking="amber+strict")
    copy = made(team, copied_from=source)
    client.force_login(team.reader)
    assert "Sensitive" not in client.get(f"/figures/{copy.pk}/").content.decode()
    api = APIClient()
    api.force_authenticate(team.reader)
    assert api.get(f"/api/v1/series/{copy.pk}/").json()["copied_from"] is None
    hidden = f"/figures/new/?project={team.project.slug}&copy={source.pk}"
    client.force_login(member(team.project, "editor"))
    assert client.get(hidden).status_code == 200
    other = ProjectFactory()
    client.force_login(member(other, "editor"))
    assert client.get(f"/figures/new/?project={other.slug}&copy={source.pk}").status_code == 404


def test_list_becomes_a_series_that_counts_what_it_shows(client, team):
    actor = ActorFactory(project=team.project)
    for month in ("03", "06"):
        IncidentFactory(
            project=team.project,
            published=True,
            date=f"2024-{month}-05",
            country="AF",
            suicide="yes",
        )
    query = f"project={team.project.slug}&country=AF&suicide=yes&search=market&state=published"
    draft = series_of_list(query, team.project, team.editor)
    assert draft.series.filters == {"country": ["AF"], "suicide": ["yes"]}
    assert draft.left == ["Words"]
    found = f"country=AF&role=target&actor={actor.pk}&date_after=2024-01-01&date_before=2024-12-31"
    draft = series_of_list(found, team.project, team.editor)
    assert draft.series.roles == ["target"]
    assert draft.series.filters == {"country": ["AF"], "actor": [str(actor.pk)]}
    client.force_login(team.editor)
    listed = client.get("/incidents/?country=AF&suicide=yes").content.decode()
    link = "/figures/new/?project=" + team.project.slug + "&amp;list=country%3DAF%26suicide%3Dyes"
    assert link in listed
    given = form_of(client, link.replace("&amp;", "&"))
    assert (given["start"], given["end"]) == ("2024-03-05", "2024-06-05")
    answer = client.post(link.replace("&amp;", "&"), given | {"title": "Suicide attacks"})
    assert answer.status_code == 302, answer.context["form"].errors
    series = Series.objects.get()
    assert series.filters == {"country": ["AF"], "suicide": ["yes"]}
    assert (str(series.start), str(series.end)) == ("2024-03-01", "2024-06-30")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "country=ZZZ",
        "within=no where",
        "%00",
        "a" * 5000,
        "date_after=soon&date_before=2024-13-40",
        "date_after=2024-05-01&date_before=2024-01-01",
        "date_after=2024-01-01",
        "role=hero&branches=all&series=1&fatalities=5",
    ],
)
def test_odd_lists_are_no_error(client, team, query):
    client.force_login(team.editor)
    asked = {"project": team.project.slug, "list": query}
    page = client.get("/figures/new/", asked)
    assert page.status_code == 200
    start = page.context["form"]["start"].value()
    assert start == "2024-01-01" if query == "date_after=2024-01-01" else start
    preview = client.get("/figures/preview/", asked | {"start": start, "end": "2030"})
    assert preview.status_code == 200


def test_dates_of_a_list_are_the_ends_of_the_series(client, team):
    client.force_login(team.editor)
    query = "date_after=2023-02-01&date_before=2024-06-30"
    asked = {"project": team.project.slug, "list": query}
    form = client.get("/figures/new/", asked).context["form"]
    assert [form[name].value() for name in ("start", "end")] == ["2023-02-01", "2024-06-30"]


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("year=2023", ("2023-01-01", "2023-12-31")),
        ("dated_in=2023-02/2023-04", ("2023-02-01", "2023-04-30")),
        ("year=2023&date_after=2023-06-01", ("2023-06-01", "2023-12-31")),
        ("dated_in=2023-02/2023-04&date_before=2023-03-15", ("2023-02-01", "2023-03-15")),
    ],
)
def test_periods_of_a_list_are_the_days_of_the_series(team, query, days):
    draft = series_of_list(query, team.project, team.editor)
    assert (str(draft.series.start), str(draft.series.end)) == days
    assert draft.left == []


def test_readers_are_not_offered_a_series_of_a_list(client, team):
    client.force_login(team.reader)
    assert "figures/new" not in client.get("/incidents/?country=AF").content.decode()
