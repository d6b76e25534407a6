"""The OpenAPI document: valid, complete, and true about what is answered and how it is refused."""

import json
import re
import uuid

import pytest
from django.core.cache import cache
from django.core.management import call_command
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.schemas import schema_v31
from referencing import Registry
from rest_framework.test import APIClient

from tests.addresses import addresses
from tests.ctplatform.rest.operations import operations
from tests.factories.accounts import UserFactory
from tests.factories.world import World
from tests.test_visibility import Person

pytestmark = pytest.mark.django_db
ANSWERED = {"ETag", "Location", "Content-Disposition"}
UNLISTED = {"/api/v1/schema/", "/api/v1/docs/"}


class Validator(OpenAPIV31SpecValidator):
    """The library's own, which looks up the anchors of OpenAPI's schema once, not 3,000 times."""

    known = Registry().with_contents([(schema_v31["$id"], dict(schema_v31))]).crawl()
    schema_validator = Draft202012Validator(schema_v31, registry=known)


def test_schema_is_valid_openapi_3_1(schema):
    assert schema["openapi"].startswith("3.1")
    assert [error.message for error in Validator(schema).iter_errors()] == []


def test_schema_is_made_without_a_warning(tmp_path):
    """Two serializers of one name would describe one another's answers."""
    call_command("spectacular", file=str(tmp_path / "schema.yaml"), fail_on_warn=True)


def test_answers_are_what_the_schema_says(schema):
    """What an owner reads: each list and record, null where nothing is known or decided yet."""
    world = World()
    owner, wrong, read = Person(world.people["owner"]), [], 0
    described = {re.sub("{[^}]+}", "{}", path): item for path, item in schema["paths"].items()}
    for address in addresses():
        item = described.get(re.sub("{[^}]+}", "{}", address.path), {})
        if "get" not in item:
            continue
        answer = owner.client.get(address.of(world), headers={"Accept": "*/*"})
        if answer.status_code != 200:
            continue
        headers = item["get"]["responses"]["200"]["headers"].keys() & ANSWERED
        assert headers == {*answer.headers} & ANSWERED, address.path
        content = b"".join(answer) if answer.streaming else answer.content
        kind = answer["Content-Type"].split(";")[0]
        said = {name.split(";")[0]: told for name, told in content_of(item["get"]).items()}
        if kind not in said:
            wrong.append((address.path, kind, list(said)))
        elif kind == "application/json":
            read += 1
            shape = {**said[kind]["schema"], "components": schema["components"]}
            errors = Draft202012Validator(shape).iter_errors(json.loads(content))
            wrong += [(address.path, error.json_path, error.message[:100]) for error in errors]
        cache.clear()
    for w in wrong:
        print("WRONG", w)
    assert wrong == []
    assert read > 100


def test_every_filter_by_an_id_takes_one_that_is_nothings(schema):
    person, nothing, failed = Person(UserFactory()), str(uuid.uuid4()), []
    asked = [
        (path, parameter["name"])
        for path, method, operation in operations(schema)
        if method == "get" and "{" not in path
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and parameter["schema"].get("format") == "uuid"
    ]
    for path, name in asked:
        status = person.client.get(path, {name: nothing}).status_code
        if status not in (200, 400):
            failed.append((path, name, status))
    assert failed == []
    assert len(asked) > 30


def content_of(operation):
    return operation["responses"].get("200", {}).get("content", {})


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
            name = operation["responses"][code]["$ref"].rsplit("/")[-1]
            content = schema["components"]["responses"][name]["content"]
            assert set(content) == {"application/problem+json"}, (method, path, code)


def test_lists_say_their_filters_and_pages(schema):
    listed = schema["paths"]["/api/v1/annotations/"]["get"]["parameters"]
    found = {each["name"] for each in listed if each["in"] == "query"}
    assert found == {
        "article",
        "article_version",
        "author",
        "certainty",
        "code",
        "cursor",
        "iris",
        "ordering",
        "page_size",
        "project",
        "state",
        "updated_since",
    }


TIMELESS = {
    "/api/v1/changes/": "it is what changed; `since` says from where on",
    "/api/v1/checks/{check}/outcomes/": "an outcome is never changed; each has its own times",
    "/api/v1/projects/{slug}/members/": "a membership has no time of its last change",
    "/api/v1/series/{series}/points/": "points are counted anew; see `recounted` of the series",
}


def test_every_list_can_be_asked_for_what_changed_since(schema):
    lists = {
        path: {parameter["name"] for parameter in item["get"].get("parameters", ())}
        for path, item in schema["paths"].items()
        if "get" in item
    }
    paged = {path for path, names in lists.items() if "page_size" in names}
    without = {path for path in paged if "updated_since" not in lists[path]}
    assert without == set(TIMELESS)
    assert len(paged) > 40


def test_docs_page_runs_without_inline_script_or_style():
    page = APIClient().get("/api/v1/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "<style" not in text
    assert text.count("<script") == len(re.findall(r"<script (?:type=\"module\" )?src=", text)) == 2
