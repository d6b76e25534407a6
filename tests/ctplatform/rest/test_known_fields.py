"""A field that an address does not know is refused by name, as an unknown parameter is."""

import re

import pytest
from rest_framework.test import APIClient

from ctplatform.domain_errors.input_checks import unknown_fields
from tests.addresses import addresses
from tests.ctplatform.rest.client import Api, pointers
from tests.ctplatform.rest.operations import operations
from tests.factories import annotations as texts
from tests.factories import incidents as register
from tests.factories.accounts import ProjectFactory, UserFactory, member
from tests.factories.world import World

pytestmark = pytest.mark.django_db
NONSENSE = "nonsense"


def test_every_write_names_the_field_that_it_does_not_know(schema):
    world, silent, seen = World(), [], 0
    invited = UserFactory(username=world.rows["invitations"].invited)
    people = [UserFactory(is_superuser=True), world.editor, invited]  # some rows are one person's
    known = {re.sub("{[^}]+}", "{}", each.path): each for each in addresses()}
    for template, method, operation in operations(schema):
        if method == "get" or takes_json_ld_alone(operation):
            continue
        address = known[re.sub("{[^}]+}", "{}", template)]
        answers = [write_nonsense(person, method, address.of(world)) for person in people]
        seen += 1
        if not any(f"/{NONSENSE}" in pointers(each) for each in answers if each.status_code == 400):
            silent.append((method, address.path, [each.status_code for each in answers]))
    assert silent == []
    assert seen > 100


def takes_json_ld_alone(operation):
    """Whether a body may hold more than we know of: JSON-LD leaves out what has no meaning here."""
    kinds = operation.get("requestBody", {}).get("content", {})
    return bool(kinds) and all(each.startswith("application/ld+json") for each in kinds)


def write_nonsense(person, method, path):
    web = APIClient(raise_request_exception=False)
    web.force_authenticate(person)
    uploads = path.endswith(("imports/", "/bundles/copies/"))
    form = "multipart" if uploads and method == "post" else "json"
    return getattr(web, method)(path, {NONSENSE: "1"}, format=form, HTTP_IF_MATCH="*")


def test_near_names_are_offered():
    assert unknown_fields(["titel"], {"title", "summary"}) == {
        "titel": ["Unknown field. Did you mean “title”?"]
    }
    assert unknown_fields(["zzz"], {"title", "summary"}) == {
        "zzz": ["Unknown field. Known: summary, title."]
    }


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def api(project):
    return Api(member(project, "editor"))


def test_a_field_that_is_wrong_and_one_that_is_unknown_are_named_together(api):
    answer = api.post("incidents/", {"project": "sahel", "date": "soon", "titel": "A"}, 400)
    assert {"/date", "/titel", "/title"} <= pointers(answer).keys()


def test_unknown_fields_of_a_row_of_a_list_name_the_row(api, project):
    article = texts.article(project, api.user, "Two gunmen attacked the market.")
    row = {"article_version": str(article.current_version_id), "start": 0, "end": 3, "quote": "Two"}
    answer = api.post("annotations/", [row, {**row, "colour": "red"}], 400)
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/1/colour"
    assert "Row 1" in error["message"]
    assert "Two" in error["message"]


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("incidents/", {"title": "A", "absences": {"titel": "unknown"}}, "/absences"),
        ("series/", {"title": "A", "filters": {"land": "NG"}}, "/filters"),
        ("series/", {"title": "A", "coverage": [{"start": "2024-01", "until": "x"}]}, "/coverage"),
        ("places/", {"name": "A", "names": [{"name": "B", "laguage": "en"}]}, "/names"),
        ("incidents/publish/", {"filters": {"land": "NG"}}, "/filters"),
    ],
)
def test_unknown_names_inside_a_field_are_refused(api, project, path, body, pointer):
    dates = {"start": "2024-01", "end": "2024-12"} if path == "series/" else {}
    answer = api.post(path, {"project": "sahel", **dates, **body}, 400)
    assert any(each.startswith(pointer) for each in pointers(answer)), answer.content


def test_unknown_names_inside_a_proposal_are_refused_where_they_stand(api, project):
    incident = register.IncidentFactory(project=project, published=True)
    body = {"target_type": "incident", "target_id": str(incident.pk), "diff": {"titel": "B"}}
    answer = api.post("proposals/", body, 400)
    assert list(pointers(answer)) == ["/diff/titel"]
    assert "title" in answer.json()["errors"][0]["message"]


def test_a_client_may_send_back_what_it_read(api, project):
    incident = register.IncidentFactory(project=project, created_by=api.user, title="Attack")
    read = api.get(f"incidents/{incident.pk}/")
    body = {**read.json(), "title": "Attack on a market"}
    answer = api.patch(f"incidents/{incident.pk}/", body, if_match=read["ETag"])
    assert answer.json()["title"] == "Attack on a market"


@pytest.mark.parametrize(
    ("name", "value"),
    [("state", "published"), ("version", 9), ("killed", 3), ("created", "2001-01-01T00:00:00Z")],
)
def test_a_value_of_the_server_is_not_changed_by_a_client(api, project, name, value):
    incident = register.IncidentFactory(project=project, created_by=api.user)
    read = api.get(f"incidents/{incident.pk}/")
    answer = api.patch(f"incidents/{incident.pk}/", {name: value}, 400, if_match=read["ETag"])
    assert list(pointers(answer)) == [f"/{name}"]
    answer = api.post("incidents/", {"project": "sahel", "title": "A", name: value}, 400)
    assert list(pointers(answer)) == [f"/{name}"]


def test_a_link_stays_with_its_passage_and_its_record(api, project):
    article = texts.article(project, api.user, "Two gunmen attacked the market.")
    passage = texts.annotation(article, api.user, "Two")
    first, second = register.IncidentFactory.create_batch(2, project=project)
    link = texts.link(passage, first, api.user)
    read = api.get(f"links/{link.pk}/")
    moved = {"target_id": str(second.pk)}
    answer = api.patch(f"links/{link.pk}/", moved, 400, if_match=read["ETag"])
    assert list(pointers(answer)) == ["/target_id"]
    api.patch(f"links/{link.pk}/", {**read.json(), "role": "mentions"}, if_match=read["ETag"])
