"""Region sets in the admin: a project's set is kept there, a shared one can only be read."""

import pytest

from incidents.models import RegionSet
from incidents.regions.services import load_region_sets
from tests.factories.accounts import ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/admin/incidents/regionset/"


@pytest.fixture
def chief(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def given(project, **values):
    return {
        "project": project.pk,
        "key": "north",
        "name": "The north",
        "note": "",
        "countries": "Mali, Niger, Algeria",
        **values,
    }


def test_a_set_is_made_changed_and_deleted(chief):
    project = ProjectFactory()
    answer = chief.post(f"{URL}add/", given(project))
    assert answer.status_code == 302, answer.content.decode()
    found = RegionSet.objects.get()
    assert (found.project, found.countries, found.version) == (project, ["DZ", "ML", "NE"], 1)
    page = chief.get(f"{URL}{found.pk}/change/").content.decode()
    assert "Algeria; Mali; Niger" in page
    values = given(project, countries="ML; NE", name="The south", key="other")
    assert chief.post(f"{URL}{found.pk}/change/", values).status_code == 302
    found.refresh_from_db()
    assert (found.countries, found.name, found.version) == (["ML", "NE"], "The south", 2)
    assert found.key == "north"  # addresses name it
    assert "The south" in chief.get(URL).content.decode()
    assert chief.post(f"{URL}{found.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not RegionSet.objects.exists()


def test_what_is_wrong_is_told_beside_its_field(chief):
    project = ProjectFactory()
    wrong = {"countries": "Atlantis", "key": "no key", "project": "", "name": ""}
    for field, value in wrong.items():
        answer = chief.post(f"{URL}add/", given(project) | {field: value})
        assert answer.status_code == 200
        assert field in answer.context["adminform"].form.errors
    assert not RegionSet.objects.exists()
    assert chief.post(f"{URL}add/", given(project)).status_code == 302
    assert chief.post(f"{URL}add/", given(project)).status_code == 200  # the key is taken
    assert RegionSet.objects.count() == 1


def test_a_shared_set_can_only_be_read(chief):
    load_region_sets()
    found = RegionSet.objects.filter(project=None).first()
    page = chief.get(f"{URL}{found.pk}/change/")
    assert page.status_code == 200
    assert found.name in page.content.decode()
    values = given(ProjectFactory(), name="Another")
    assert chief.post(f"{URL}{found.pk}/change/", values).status_code == 403
    assert chief.post(f"{URL}{found.pk}/delete/", {"post": "yes"}).status_code == 403
    assert RegionSet.objects.get(pk=found.pk).name == found.name
