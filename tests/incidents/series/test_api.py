from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from ctplatform.jobs.models import Job
from incidents.models import Series
from incidents.series.queries import points as aggregates
from tests.all_jobs import do_all_work
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.incidents import IncidentFactory, SeriesFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
URL = "/api/v1/series/"


def client_of(user=None):
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def project():
    return ProjectFactory(visibility="public")


@pytest.fixture
def editor(project):
    return client_of(member(project, "editor"))


def count(series):
    aggregates.rebuild_series(series, lambda done, total: None)


def definition(project, **values):
    given = {"project": project.slug, "title": "Attacks", "start": "2024-01", "end": "2024-06"}
    return {**given, **values}


@pytest.mark.django_db(transaction=True)
def test_series_is_counted_in_the_background(project, editor):
    IncidentFactory(project=project, published=True, date="2024-03-22", country="AF")
    made = editor.post(URL, definition(project, group_by="country"), format="json")
    assert made.status_code == 201, made.data
    assert (made.data["start"], made.data["end"]) == ("2024-01-01", "2024-06-30")
    assert made.data["coverage"] == "full"
    do_all_work()
    assert Job.objects.get(kind="rebuild_series").state == "done"
    points = client_of().get(f"{URL}{made.data['id']}/points/").json()
    assert points["next"] is None
    assert len(points["results"]) == 12
    march = [row for row in points["results"] if row["bucket"] == "2024-03-01"]
    assert march == [
        {
            "bucket": "2024-03-01",
            "group": group,
            "n_min": 1,
            "n_expected": 1.0,
            "n_max": 1,
            "coverage": "full",
            "open_ended": False,
            "suspected": 0,
            "unknown": 0,
            "without_best": 0,
        }
        for group in (None, "AF")
    ]
    reasons = ("unplaced", "summaries", "references", "context", "undated", "outside")
    assert points["left_out"] == dict.fromkeys(reasons, 0)


@pytest.mark.django_db(transaction=True)
def test_changed_definition_is_counted_anew(project, editor):
    made = editor.post(URL, definition(project), format="json")
    do_all_work()
    url = f"{URL}{made.data['id']}/"
    late = {"start": "2024-02", "coverage": [{"start": "2024-02", "end": "2024-03"}]}
    changed = editor.patch(url, late, format="json", headers={"If-Match": made["ETag"]})
    assert changed.status_code == 200, changed.data
    assert changed.data["coverage"] == [{"start": "2024-02-01", "end": "2024-03-31", "sources": []}]
    assert (
        editor.patch(url, late, format="json", headers={"If-Match": made["ETag"]}).status_code
        == 412
    )
    do_all_work()
    points = editor.get(f"{url}points/").json()["results"]
    assert [row["bucket"] for row in points] == ["2024-02-01", "2024-03-01"]


def test_series_that_nobody_has_looked_for_has_no_points(project, editor):
    made = editor.post(URL, definition(project, coverage=[]), format="json")
    assert (made.status_code, made.data["coverage"]) == (201, [])
    count(Series.objects.get(pk=made.data["id"]))
    points = editor.get(f"{URL}{made.data['id']}/points/").json()
    assert points["results"] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start", "2024-13"),
        ("start", "../2024"),
        ("end", "2024/.."),
        ("start", 5),
        ("end", "2023-01"),
        ("measure", "tears"),
        ("bucket", "day"),
        ("group_by", "colour"),
        ("title", ""),
        ("coverage", "most"),
        ("coverage", {}),
        ("coverage", [{"start": "2024-01"}]),
        ("coverage", [{"start": "2024-02", "end": "2024-01"}]),
        ("coverage", [7]),
        ("filters", {"colour": "red"}),
        ("filters", {"country": "XX1"}),
        ("filters", []),
        ("filters", {"actor": "nobody"}),
        ("filters", {"country": []}),
        ("filters", {"attack_type": 3}),
        ("end", "9999-12"),
    ],
)
def test_bad_definition_names_its_field(project, editor, field, value):
    answer = editor.post(URL, definition(project, **{field: value}), format="json")
    assert answer.status_code == 400, answer.data
    assert answer.data["errors"][0]["pointer"].startswith(f"/{field}")
    assert not Series.objects.exists()


@pytest.mark.parametrize("role", ["reader", "annotator", "reviewer"])
def test_only_editors_define_series(project, role):
    somebody = client_of(member(project, role))
    assert somebody.post(URL, definition(project), format="json").status_code == 403
    series = SeriesFactory(project=project)
    assert somebody.post(f"{URL}{series.pk}/rebuild/").status_code == 403
    tag = {"If-Match": f'"{series.pk}-1"'}
    assert somebody.delete(f"{URL}{series.pk}/", headers=tag).status_code == 403


def test_series_of_a_private_project_is_not_there():
    series = SeriesFactory()
    stranger = client_of(UserFactory())
    for path in ("", "points/", "chart.svg"):
        assert stranger.get(f"{URL}{series.pk}/{path}").status_code == 404, path


def test_embargo_is_told_to_editors_alone(project, editor):
    series = SeriesFactory(project=project)
    later = timezone.now() + timedelta(days=1)
    IncidentFactory(project=project, published=True, date="2024-03-22", embargo_until=later)
    assert editor.get(f"{URL}{series.pk}/points/").json()["left_out"]["embargoed"] == 1
    assert "embargoed" not in client_of().get(f"{URL}{series.pk}/points/").json()["left_out"]


def test_points_that_did_not_move_are_not_sent_again(project, editor):
    series = SeriesFactory(project=project)
    count(series)
    url = f"{URL}{series.pk}/points/"
    tag = {"If-None-Match": editor.get(url).headers["ETag"]}
    again = editor.get(url, headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert client_of().get(url, headers=tag).status_code == 200  # is told less, so another answer
    IncidentFactory(project=project, published=True)  # without a date: in no point, but told of
    assert editor.get(url, headers=tag).status_code == 200
    count(series)
    tag = {"If-None-Match": editor.get(url).headers["ETag"]}
    count(series)
    assert editor.get(url, headers=tag).status_code == 200


def test_points_come_in_pages_where_one_asks(project, editor):
    series = SeriesFactory(project=project)
    count(series)
    url, seen = f"{URL}{series.pk}/points/?page_size=5", []
    while url:
        page = editor.get(url).json()
        seen += [row["bucket"] for row in page["results"]]
        url = page["next"]
    assert seen == [f"2024-{month:02}-01" for month in range(1, 13)]


def test_points_are_found_by_bucket_and_group(project, editor):
    IncidentFactory(project=project, published=True, date="2024-03-22", country="AF")
    series = SeriesFactory(project=project, group_by="country")
    count(series)
    url = f"{URL}{series.pk}/points/"
    assert len(editor.get(f"{url}?bucket=2024-03").json()["results"]) == 2
    assert len(editor.get(f"{url}?group=total").json()["results"]) == 12
    assert len(editor.get(f"{url}?group=AF").json()["results"]) == 12
    assert editor.get(f"{url}?bucket=soon").status_code == 400
    assert editor.get(f"{url}?colour=red").status_code == 400


def test_number_of_queries_does_not_grow(project, editor, django_assert_max_num_queries):
    series = SeriesFactory(project=project, group_by="country")
    for country in ("AF", "PK", "IR", "TJ", "SY", "RU"):
        IncidentFactory(project=project, published=True, date="2024-03-22", country=country)
    count(series)
    for _ in range(3):
        SeriesFactory(project=project)
    for path, most in (("", 3), (f"{series.pk}/points/", 10), (f"{series.pk}/chart.svg", 11)):
        with django_assert_max_num_queries(most):
            assert editor.get(f"{URL}{path}").status_code == 200


def test_chart_is_a_drawing_that_its_policy_allows(project, editor):
    IncidentFactory(project=project, published=True, date="2024-03-22", country="AF")
    series = SeriesFactory(project=project, group_by="country", title="Attacks & <counter>")
    count(series)
    answer = editor.get(f"{URL}{series.pk}/chart.svg", headers={"Accept": "text/html"})
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "style-src 'self' 'sha256-" in answer["Content-Security-Policy"]
    text = answer.content.decode()
    assert "Attacks &amp; &lt;counter&gt;" in text
    assert "Afghanistan" in text
    assert 'class="series-line"' in text
    assert f"counted {timezone.now():%Y-%m-%d}" in text
