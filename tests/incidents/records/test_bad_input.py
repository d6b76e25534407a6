"""Whatever is sent, the register answers with a reason and never with a 500."""

import json

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member
from tests.incidents.conftest import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
V1 = "/api/v1"
NAMES = {
    "incidents": [
        "title",
        "summary",
        "record_kind",
        "lifecycle",
        "date",
        "date_words",
        "place",
        "country",
        "attack_types",
        "embargo_until",
        "absences",
    ],
    "places": [
        "name",
        "kind",
        "parent",
        "names",
        "iso_alpha2",
        "country",
        "lat",
        "lon",
        "uncertainty_m",
        "absences",
    ],
    "actors": ["name", "aliases", "kind", "description", "country", "active", "absences"],
    "assessments": [
        "statement",
        "kind",
        "holder",
        "parent",
        "estimative",
        "likelihood",
        "date",
        "horizon",
        "horizon_source",
        "criteria",
        "absences",
    ],
    "sources": ["name", "kind", "url", "reliability", "note"],
}
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40)
    | st.sampled_from(["2024-03", "AF", "bombing", "likely", "city", "unknown", "9" * 400, "\x00"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "date", "language", "a" * 300]), inner, max_size=2
        )
    ),
    max_leaves=5,
)


@pytest.fixture
def sent():
    project = ProjectFactory(slug="fuzz")
    author = member(project, "editor")
    client = client_of(author)

    def send(resource, body):
        body = {"project": "fuzz", "title": "T", "name": "N", "statement": "S", **body}
        address = f"{V1}/{resource}/"
        text = json.dumps(body)
        response = client.post(address, text, content_type="application/json")
        assert response.status_code in (201, 400), (response.status_code, body)
        if response.status_code == 201:
            row = response.json()
            shown = client.get(f"{address}{row['id']}/")
            assert shown.json() == row
            page = client_page(author, f"/{resource}/{row['id']}/")
            assert page == 200, body

    return send


def client_page(user, path):
    client = Client()
    client.force_login(user)
    return client.get(path).status_code


@pytest.mark.parametrize("resource", NAMES)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_json_is_stored_or_refused_with_a_reason(sent, resource, data):
    names = st.sampled_from(NAMES[resource])

    sent(resource, data.draw(st.dictionaries(names, values, max_size=5)))


FILTERS = [
    "search",
    "state",
    "kind",
    "country",
    "date_after",
    "actor",
    "place",
    "updated_since",
    "attack_type",
    "cursor",
    "page_size",
    "ordering",
]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    resource=st.sampled_from(list(NAMES)),
    query=st.dictionaries(st.sampled_from(FILTERS), st.text(max_size=30), max_size=3),
)
def test_any_filter_answers_rows_or_a_reason(db, resource, query):
    project = ProjectFactory(visibility="public")
    make.IncidentFactory(project=project)

    response = client_of(member(project, "reader")).get(f"{V1}/{resource}/", query)

    assert response.status_code in (200, 400)
