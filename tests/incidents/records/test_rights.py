"""Restricted rows leave the platform with members of their project alone."""

import pytest
from django.contrib.auth.models import AnonymousUser

from ctplatform.access.export_rights import passed_on
from incidents.models import CasualtyEstimate, Incident
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.incidents import CasualtyEstimateFactory, IncidentFactory
from tests.incidents.conftest import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FORMATS = ("jsonl", "csv", "geojson")


@pytest.fixture
def world():
    project = ProjectFactory(visibility="public")
    for title, rights in (("FREE", "attribution"), ("BOUND", "restricted"), ("UNSAID", None)):
        row = IncidentFactory(project=project, title=title, rights=rights, published=True)
        CasualtyEstimateFactory(incident=row, stated=f"{title} dead")
    return project


def exported(user, noun, name):
    answer = client_of(user).get(f"/api/v1/{noun}/export/?format={name}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


@pytest.mark.parametrize("name", FORMATS)
def test_no_export_to_outsiders_holds_a_restricted_incident(world, name):
    for user in (None, UserFactory(), member(ProjectFactory(), "owner")):
        text = exported(user, "incidents", name)
        assert "FREE" in text
        assert "UNSAID" in text
        assert "BOUND" not in text
    assert "BOUND" in exported(member(world, "reader"), "incidents", name)


def test_nor_what_hangs_on_it(world):
    text = exported(UserFactory(), "casualties", "csv")
    assert "FREE dead" in text
    assert "BOUND dead" not in text
    assert "BOUND dead" in exported(member(world, "reader"), "casualties", "csv")


def test_rights_are_asked_once_a_query(world, django_assert_num_queries):
    rows = passed_on(CasualtyEstimate.objects.all(), AnonymousUser())
    with django_assert_num_queries(1):
        assert {row.stated for row in rows} == {"FREE dead", "UNSAID dead"}
    assert passed_on(Incident.objects.all(), UserFactory(is_superuser=True)).count() == 3
