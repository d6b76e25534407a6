"""The API of pinned charts: pin, read, place, renew, remove; who may, and what is refused."""

import pytest

from annotations.models import ArticleChart
from ctplatform.curation import services as curation
from incidents.charts import services
from incidents.models import AssessmentChart, ChartSnapshot, Incident
from incidents.series.queries.points import rebuild_series, recount_dirty_days
from incidents.series.services import change_series, delete_series
from tests.factories import annotations as texts
from tests.factories.curation import Team
from tests.factories.incidents import AssessmentFactory, SeriesFactory
from tests.incidents.conftest import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
V1 = "/api/v1"


@pytest.fixture
def team():
    return Team(policy="open")


@pytest.fixture
def series(team):
    for date in ("2024-03-22", "2024-03-30/2024-04-02"):
        team.published(date=date, country="ML")
    made = SeriesFactory(project=team.project, title="Attacks", group_by="country")
    rebuild_series(made, lambda _done, _total: None)
    made.refresh_from_db()
    return made


def page_of(team, name):
    if name == "assessment":
        return AssessmentFactory(project=team.project, statement="It rises.", published=True)
    return texts.article(team.project, team.author)


def point(numbers, bucket="2024-03-01", group=None):
    found = {(each["bucket"], each["group"]): each for each in numbers["points"]}
    return found[bucket, group]


def test_snapshot_is_pinned_and_read_with_what_changed_since(team, series):
    api = client_of(team.author)
    made = api.post(f"{V1}/chart-snapshots/", {"series": str(series.pk)}, format="json")
    assert made.status_code == 201, made.json()
    address = made["Location"]
    assert made["ETag"] == f'"{made.json()["id"]}-1"'
    reader = client_of(team.reader)
    row = reader.get(address).json()
    assert (row["title"], row["series"], row["is_redefined"]) == ("Attacks", str(series.pk), False)
    assert row["definition"]["group_by"] == "country"
    listed = reader.get(f"{V1}/chart-snapshots/?series={series.pk}").json()["results"]
    assert [each["id"] for each in listed] == [row["id"]]
    numbers = reader.get(f"{address}numbers/").json()
    assert (numbers["state"], numbers["changed"]) == ("comparable", 0)
    assert point(numbers)["n_expected"] == point(numbers, group="ML")["n_expected"] == 1.5
    team.published(date="2024-03-03", country="ML")
    recount_dirty_days()
    later = reader.get(f"{address}numbers/").json()
    assert later["changed"] == 1
    assert point(later) == point(numbers)
    change_series(series, {"bucket": "year"}, by=team.editor)
    assert reader.get(address).json()["is_redefined"] is True
    numbers = reader.get(f"{address}numbers/").json()
    assert (numbers["state"], numbers["changed"]) == ("redefined", None)
    delete_series(series, by=team.editor)
    assert reader.get(address).json()["series"] is None
    assert reader.get(f"{address}numbers/").json()["state"] == "deleted"
    assert api.delete(address, HTTP_IF_MATCH=made["ETag"]).status_code == 405


def test_numbers_show_no_record_that_is_hidden_since(team, series):
    pinned = services.pin_series(series, by=team.author)
    hidden = Incident.objects.get(date="2024-03-22")
    curation.change_record(hidden, {"marking": "red"}, by=team.owner, reason="New")
    recount_dirty_days()
    numbers = client_of(team.reader).get(f"{V1}/chart-snapshots/{pinned.pk}/numbers/").json()
    assert point(numbers)["n_expected"] == 0.5
    assert numbers["findings"] == []


@pytest.mark.parametrize("name", ["assessment", "article"])
def test_chart_is_placed_read_pinned_again_and_taken_away(team, series, name):
    api, page = client_of(team.author), page_of(team, name)
    place = {name: str(page.pk)}
    body = {"series": str(series.pk), "kind": "calendar", "caption": "Seasons", **place}
    made = api.post(f"{V1}/{name}-charts/", body, format="json")
    assert made.status_code == 201, made.json()
    row, address = made.json(), made["Location"]
    assert (row[name], row["kind"], row["created_by"]) == (
        str(page.pk), "calendar", team.author.username,
    )  # fmt: skip
    reader = client_of(team.reader)
    listed = reader.get(f"{V1}/{name}-charts/", place | {"kind": "calendar"}).json()["results"]
    assert [each["id"] for each in listed] == [row["id"]]
    assert reader.get(f"{V1}/{name}-charts/?kind=steps").json()["results"] == []
    again = api.post(f"{address}renew/", {"version": 1}, format="json")
    assert again.status_code == 200, again.json()
    assert again.json()["snapshot"] != row["snapshot"]
    assert again["ETag"] == f'"{row["id"]}-2"'
    assert api.post(f"{address}renew/", HTTP_IF_MATCH=made["ETag"]).status_code == 412
    assert api.delete(address).status_code == 428
    assert api.delete(address, HTTP_IF_MATCH=made["ETag"]).status_code == 412
    assert api.delete(address, HTTP_IF_MATCH=again["ETag"]).status_code == 204
    assert api.get(address).status_code == 404
    assert ChartSnapshot.objects.count() == 2


@pytest.mark.parametrize("name", ["assessment", "article"])
def test_bad_bodies_are_refused_by_field_and_nothing_is_stored(team, series, name):
    api, page, other = client_of(team.author), page_of(team, name), Team()
    good = {"series": str(series.pk), "kind": "steps", name: str(page.pk)}
    foreign = SeriesFactory(project=other.project, title="FOREIGN")
    uncounted = SeriesFactory(project=team.project)
    for wrong, status, pointer in (
        ({"series": str(foreign.pk)}, 400, "/series"),
        ({"series": "no"}, 400, "/series"),
        ({"kind": "estimates"}, 400, "/kind"),
        ({"caption": "x" * 301}, 400, "/caption"),
        ({name: str(series.pk)}, 400, f"/{name}"),
        ({"colour": "red"}, 400, "/colour"),
        ({"series": str(uncounted.pk)}, 409, None),
    ):
        answer = api.post(f"{V1}/{name}-charts/", good | wrong, format="json")
        assert answer.status_code == status, answer.json()
        if pointer:
            assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert not ChartSnapshot.objects.exists()
    assert not AssessmentChart.objects.exists()
    assert not ArticleChart.objects.exists()


def test_readers_and_strangers_change_nothing(team, series):
    page = page_of(team, "assessment")
    chart = services.place_chart(
        AssessmentChart, by=team.author, series=series, kind="steps", assessment=page
    )
    address, body = f"{V1}/assessment-charts/", {"assessment": str(page.pk)}
    reader, stranger = client_of(team.reader), client_of(Team().owner)
    assert reader.post(address, body, format="json").status_code == 403
    assert stranger.get(f"{address}{chart.pk}/").status_code == 404
    pinned = {"series": str(series.pk)}
    assert reader.post(f"{V1}/chart-snapshots/", pinned, format="json").status_code == 403
    assert stranger.post(f"{V1}/chart-snapshots/", pinned, format="json").status_code == 400
    for user, status in ((reader, 403), (client_of(team.annotator), 403), (stranger, 404)):
        assert user.post(f"{address}{chart.pk}/renew/").status_code == status
        assert user.delete(f"{address}{chart.pk}/", HTTP_IF_MATCH="*").status_code == status
    assert ChartSnapshot.objects.count() == 1


def test_queries_of_the_lists_do_not_grow(team, series, count_queries):
    reader, page = client_of(team.reader), page_of(team, "assessment")

    def count():
        services.place_chart(
            AssessmentChart, by=team.author, series=series, kind="steps", assessment=page
        )
        return (
            count_queries(lambda: reader.get(f"{V1}/chart-snapshots/")),
            count_queries(lambda: reader.get(f"{V1}/assessment-charts/")),
        )

    first = count()
    count()
    assert count() == first
