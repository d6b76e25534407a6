import pytest

from incidents.models import Series
from incidents.series.queries import points as aggregates
from tests.factories.accounts import UserFactory
from tests.factories.curation import Team
from tests.factories.incidents import SeriesFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return Team()


def counted(team, **values):
    series = SeriesFactory(project=team.project, **values)
    aggregates.rebuild_series(series, lambda done, total: None)
    series.refresh_from_db()
    return series


def test_list_shows_every_series_in_a_constant_number_of_queries(
    client, team, django_assert_max_num_queries
):
    client.force_login(team.reader)
    for n in range(5):
        counted(team, title=f"Series {n}")
    with django_assert_max_num_queries(16):
        text = client.get("/figures/").content.decode()
    assert all(f"Series {n}" in text for n in range(5))


def test_figure_has_chart_table_and_words(client, team):
    team.published(date="2024-03-22", country="AF")
    team.published(date="2024-03", country=None)
    team.published(date=None)
    gap = [{"start": "2024-01-01", "end": "2024-06-30", "sources": []}]
    series = counted(team, group_by="country", coverage=gap)
    client.force_login(team.reader)
    text = client.get(f"/figures/{series.pk}/").content.decode()
    assert "Incidents per month, January 2024 to December 2024" in text
    assert "2 incidents" in text
    assert "6 of 12 months are not covered" in text
    assert "1 incident without a date, or with an open-ended one, is in no bucket" in text
    assert "1 without a country counts only in the total" in text
    assert "Afghanistan" in text
    assert "not covered" in text
    assert "most in 2024-03 (2)" in text
    assert " style=" not in text


def test_piece_answers_only_where_the_numbers_moved(client, team):
    series = counted(team)
    client.force_login(team.reader)
    for name in ("chart", "table"):
        url = f"/figures/{series.pk}/{name}/"
        assert client.get(f"{url}?seen={series.version}-{series.recounts}").status_code == 204
        assert client.get(f"{url}?seen=1-0").status_code == 200


def test_series_that_is_not_counted_yet_says_so(client, team):
    series = SeriesFactory(project=team.project)
    client.force_login(team.reader)
    assert "being counted" in client.get(f"/figures/{series.pk}/").content.decode()
    assert client.get(f"/figures/{series.pk}/chart/").status_code == 200


def test_embargo_is_told_to_editors_alone(client, team):
    series = counted(team)
    team.published(date="2024-03-22", embargo_until="2999-01-01T00:00:00Z")
    for person, told in ((team.editor, True), (team.reader, False)):
        client.force_login(person)
        text = client.get(f"/figures/{series.pk}/").content.decode()
        assert ("1 more is under embargo" in text) is told


def test_figure_of_a_private_project_is_not_there(client, team):
    series = counted(team)
    client.force_login(UserFactory())
    for name in ("", "chart/", "table/"):
        assert client.get(f"/figures/{series.pk}/{name}").status_code == 404


def test_only_editors_have_it_counted_again(client, team):
    series = counted(team)
    client.force_login(team.reader)
    assert client.post(f"/figures/{series.pk}/rebuild/").status_code == 403
    client.force_login(team.editor)
    assert client.post(f"/figures/{series.pk}/rebuild/").url.startswith("/jobs/")


def definition(**values):
    return {
        "title": "Attacks in Mali",
        "measure": "count",
        "bucket": "month",
        "group_by": "",
        "start": "2013",
        "end": "2014-06",
        "countries": "ml, NE",
        "covered": "2013-01/2013-11\n2014",
        **values,
    }


def test_editor_defines_and_changes_a_series(client, team):
    client.force_login(team.editor)
    answer = client.post("/figures/new/", definition())
    assert answer.status_code == 302, answer.content.decode()
    series = Series.objects.get()
    assert (str(series.start), str(series.end)) == ("2013-01-01", "2014-06-30")
    assert series.filters == {"country": ["ML", "NE"]}
    assert [each["end"] for each in series.coverage] == ["2013-11-30", "2014-12-31"]
    url = f"/figures/{series.pk}/edit/"
    assert "2013-01-01/2013-11-30" in client.get(url).content.decode()
    changed = definition(countries="", covered="", version=1)
    assert client.post(url, changed).status_code == 302
    series.refresh_from_db()
    assert (series.filters, series.coverage, series.version) == ({}, "full", 2)
    assert "Somebody changed this while you wrote" in client.post(url, changed).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start", "soon"),
        ("end", "2012"),
        ("countries", "ZZZ"),
        ("covered", "2014-13"),
        ("covered", "2014-03/2014-01"),
        ("title", ""),
        ("bucket", "day"),
        ("start", "../2013"),
    ],
)
def test_bad_definition_is_refused_beside_its_field(client, team, field, value):
    client.force_login(team.editor)
    answer = client.post("/figures/new/", definition(**{field: value}))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Series.objects.exists()


def test_only_editors_define_series(client, team):
    client.force_login(team.reviewer)
    assert client.get("/figures/new/").status_code == 403
