import re

import pytest

from ctplatform.jobs.models import Job
from tests.factories.accounts import UserFactory
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db
URL = "/admin/jobs/job/"


@pytest.fixture
def chief(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_jobs_are_looked_at_stopped_and_tried_again(chief):
    job = JobFactory(title="Counting Mali")
    assert "Counting Mali" in chief.get(f"{URL}?q=mali").content.decode()
    assert chief.get(f"{URL}{job.pk}/change/").status_code == 200
    assert chief.get(f"{URL}add/").status_code == 403
    for act, state in (("stop", "cancelled"), ("stop", "cancelled"), ("try_again", "waiting")):
        chief.post(URL, {"action": act, "_selected_action": [job.pk]})
        assert Job.objects.get().state == state


def test_page_of_a_job_shows_the_limits_of_its_kind(chief):
    job = JobFactory(kind="export")
    page = chief.get(f"{URL}{job.pk}/change/").content.decode()
    shown = dict(re.findall(r'field-(queue|time_limit|max_retries).*?readonly">(.*?)<', page, re.S))
    assert shown == {"queue": "long", "time_limit": "1:00:00", "max_retries": "2"}
    unknown = JobFactory(kind="from_the_future")
    assert chief.get(f"{URL}{unknown.pk}/change/").status_code == 200


def test_query_count_of_the_list_does_not_grow(chief, django_assert_max_num_queries):
    for _ in range(12):
        JobFactory()
    with django_assert_max_num_queries(16):
        chief.get(URL)
