"""The OpenAPI document: valid, complete, and true about what it says of errors."""

import json
import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from rest_framework.test import APIClient

from tests.addresses import addresses

pytestmark = pytest.mark.django_db
UNLISTED = {"/api/v1/schema/", "/api/v1/docs/"}


@pytest.fixture(scope="module")
def schema(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        answer = APIClient().get("/api/v1/schema/", headers={"Accept": "application/json"})
    return json.loads(answer.content)


def test_schema_is_valid_openapi_3_1(schema):
    assert schema["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(schema).iter_errors()] == []


def operations(schema):
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post", "patch", "put", "delete"):
                yield path, method, operation


def test_schema_holds_every_address_and_method_of_the_api(schema):
    served = {a.path for a in addresses() if a.is_api} - UNLISTED
    assert {re.sub("{[^}]+}", "{}", path) for path in schema["paths"]} == {
        re.sub("{[^}]+}", "{}", path) for path in served
    }


def test_operations_have_names_of_their_own(schema):
    names = [operation["operationId"] for _path, _method, operation in operations(schema)]
    assert len(names) == len(set(names))


def test_every_operation_says_how_it_refuses(schema):
    for path, method, operation in operations(schema):
        refused = [code for code in operation["responses"] if code.startswith("4")]
        assert refused, (method, path)
        for code in refused:
            content = operation["responses"][code]["content"]
            assert set(content) == {"application/problem+json"}, (method, path, code)


def test_lists_say_their_filters_and_pages(schema):
    found = {p["name"] for p in schema["paths"]["/api/v1/annotations/"]["get"]["parameters"]}
    assert found == {
        "article", "article_version", "author", "certainty", "code", "cursor", "ordering",
        "page_size", "project", "state", "updated_since",
    }  # fmt: skip


def test_docs_page_runs_without_inline_script_or_style():
    page = APIClient().get("/api/v1/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "<style" not in text
    assert text.count("<script") == text.count("<script src=")
    assert APIClient().get("/api/v1/docs/?script=").status_code == 200
