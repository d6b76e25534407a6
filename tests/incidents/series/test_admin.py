import pytest

from ctplatform.jobs.models import Job
from incidents.models import Series
from tests.factories.accounts import ProjectFactory, UserFactory
from tests.factories.incidents import SeriesFactory

pytestmark = pytest.mark.django_db
URL = "/admin/incidents/series/"


@pytest.fixture
def chief(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def given(project, **values):
    return {
        "project": project.pk,
        "title": "Attacks",
        "measure": "count",
        "bucket": "month",
        "filters": "{}",
        "branches": "none",
        "start": "2024-01-15",
        "end": "2024-06-15",
        "coverage": '"full"',
        **values,
    }


def test_series_is_defined_and_counted(chief):
    answer = chief.post(f"{URL}add/", given(ProjectFactory()))
    assert answer.status_code == 302, answer.content.decode()
    series = Series.objects.get()
    assert (str(series.start), str(series.end)) == ("2024-01-01", "2024-06-30")
    assert Job.objects.get().parameters == {"series": str(series.pk)}


def test_changed_definition_is_counted_again(chief):
    series = SeriesFactory()
    answer = chief.post(f"{URL}{series.pk}/change/", given(series.project, title="All attacks"))
    assert answer.status_code == 302
    series.refresh_from_db()
    assert (series.title, series.version) == ("All attacks", 2)
    assert Job.objects.count() == 1


def test_bad_definition_is_refused_beside_its_field(chief):
    for field, value in (("end", "2023-01-01"), ("coverage", '"most"'), ("filters", '{"a": 1}')):
        answer = chief.post(f"{URL}add/", given(ProjectFactory(), **{field: value}))
        assert answer.status_code == 200
        assert field in answer.context["adminform"].form.errors
    assert not Series.objects.exists()


def test_series_are_counted_again_and_deleted_from_the_list(chief):
    series = SeriesFactory()
    chief.post(URL, {"action": "count_again", "_selected_action": [series.pk]})
    assert Job.objects.count() == 1
    chief.post(URL, {"action": "delete_selected", "_selected_action": [series.pk], "post": "yes"})
    assert not Series.objects.exists()


def test_query_count_of_the_list_does_not_grow(chief, django_assert_max_num_queries):
    for _ in range(12):
        SeriesFactory()
    with django_assert_max_num_queries(14):
        assert chief.get(URL).status_code == 200
