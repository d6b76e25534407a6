"""Countries that a line borders."""

import pytest

from tests.ctplatform.rest.client import Api
from tests.factories.accounts import ProjectFactory, member
from tests.factories.incidents import PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return PlaceFactory(name="Durand Line", kind="line_feature", project=ProjectFactory())


@pytest.fixture
def editor(line):
    return member(line.project, "editor")


def change(line, editor, borders, status=200):
    """Send other borders of the place as it was last read."""
    api = Api(editor)
    tag = api.get(f"places/{line.pk}/")["ETag"]
    return api.patch(f"places/{line.pk}/", {"borders": borders}, status, if_match=tag)


def test_a_line_names_the_countries_that_it_borders(line, editor, client):
    row = change(line, editor, ["AF", "PK"]).json()
    assert row["borders"] == ["AF", "PK"]
    client.force_login(editor)
    assert "Afghanistan, Pakistan" in client.get(f"/places/{line.pk}/").content.decode()


@pytest.mark.parametrize("wrong", [["ZZ"], ["AF", "AF"], "AF", [1]])
def test_what_is_no_country_is_refused_with_its_field(wrong, line, editor):
    answer = change(line, editor, wrong, 400)
    assert "borders" in str(answer.json())


def test_borders_are_typed_as_codes_in_the_form(line, editor, client):
    client.force_login(editor)
    page = client.get(f"/places/{line.pk}/edit/").content.decode()
    assert 'name="borders"' in page
    values = {"name": line.name, "kind": "line_feature", "borders": "af, PK", "version": "1"}
    client.post(f"/places/{line.pk}/edit/", values)
    line.refresh_from_db()
    assert line.borders == ["AF", "PK"]
