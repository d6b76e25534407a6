"""Requests that Hypothesis makes from the schema are answered as it says, and never by 500."""

import json
import re
import uuid

import pytest
import yaml
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from tests.addresses import addresses
from tests.ctplatform.rest.generated_values import ODD, Values
from tests.ctplatform.rest.operations import operations, resolved
from tests.factories.accounts import UserFactory
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FEW = settings(max_examples=150, suppress_health_check=list(HealthCheck))


class Asked:
    """One world, and its operations with the addresses of its rows."""

    def __init__(self, schema):
        self.schema, self.world = schema, World()
        ids = {str(row.pk) for row in self.world.rows.values()} | {str(uuid.UUID(int=7))}
        self.values = Values(schema, ids, {self.world.slug, "nowhere"})
        known = {re.sub("{[^}]+}", "{}", each.path): each for each in addresses()}
        self.operations = [
            (path, known[re.sub("{[^}]+}", "{}", path)].of(self.world), method, operation)
            for path, method, operation in operations(schema)
        ]
        self.people = [*self.world.people.values(), UserFactory(is_superuser=True), UserFactory()]

    def bodies(self, operation):
        """Bodies of an operation, and the media type of them; without one, no body or any."""
        content = operation.get("requestBody", {}).get("content", {})
        for kind, said in content.items():
            return st.tuples(st.one_of(self.values.of(said["schema"]), ODD), st.just(kind))
        return st.tuples(st.one_of(st.none(), ODD), st.just("application/json"))

    def queries(self, operation):
        """Some of the parameters of an operation, each as its schema says or any text."""
        named = {
            each["name"]: st.one_of(
                self.values.of(each["schema"], each["name"]), st.text(max_size=10)
            )
            for each in operation.get("parameters", ())
            if each["in"] == "query"
        }
        if not named:
            return st.just({})
        some = st.lists(st.sampled_from(sorted(named)), max_size=3, unique=True)
        return some.flatmap(lambda names: st.fixed_dictionaries({n: named[n] for n in names}))

    def check(self, path, method, operation, answer):
        """The status is one of the schema, and so is the shape of the answer."""
        asked = (method, path, answer.status_code)
        assert str(answer.status_code) in operation["responses"], (asked, body_of(answer)[:500])
        said = resolved(self.schema, operation["responses"][str(answer.status_code)])
        content = said.get("content", {})
        kind = answer.headers.get("Content-Type", "").split(";")[0]
        if not content or not body_of(answer):
            return
        assert kind in {each.split(";")[0] for each in content}, (asked, kind)
        if kind.endswith("json") and kind != "application/geo+json":
            shape = {**content[kind]["schema"], "components": self.schema["components"]}
            errors = [
                (error.json_path, error.message[:200])
                for error in Draft202012Validator(shape).iter_errors(json.loads(body_of(answer)))
            ]
            assert errors == [], asked


def body_of(answer):
    if not answer.streaming:
        return answer.content
    if not hasattr(answer, "read"):
        answer.read = b"".join(answer.streaming_content)
    return answer.read


def ask(person, method, path, data, kind="application/json", query=None, **headers):
    """One request whose writes are taken back, so that examples do not follow from each other."""
    web = APIClient(raise_request_exception=False)
    if person:
        web.force_authenticate(person)
    form = "multipart" if kind.startswith("multipart") else "json"
    if form == "multipart":
        data = (
            {name: text_of(each) for name, each in data.items()} if isinstance(data, dict) else {}
        )
    options = {"query_params": query} if query else {}
    with transaction.atomic():
        answer = getattr(web, method)(path, data, format=form, **options, **headers)
        body_of(answer)
        transaction.set_rollback(True)
    cache.clear()
    return answer


def text_of(value):
    """A value of a form."""
    return "" if value is None else str(value)


def test_made_up_bodies_are_answered_as_the_schema_says(schema):
    asked = Asked(schema)
    writes = [each for each in asked.operations if each[2] != "get"]

    @FEW
    @given(st.data())
    def try_one(data):
        path, address, method, operation = data.draw(st.sampled_from(writes))
        body, kind = data.draw(asked.bodies(operation))
        person = data.draw(st.sampled_from(asked.people))
        match = data.draw(st.sampled_from([{}, {"HTTP_IF_MATCH": "*"}, {"HTTP_IF_MATCH": '"x"'}]))
        answer = ask(person, method, address, body, kind, **match)
        asked.check(path, method, operation, answer)

    try_one()


def test_made_up_parameters_are_answered_as_the_schema_says(schema):
    asked = Asked(schema)
    reads = [each for each in asked.operations if each[2] == "get"]

    @FEW
    @given(st.data())
    def try_one(data):
        path, address, method, operation = data.draw(st.sampled_from(reads))
        query = data.draw(asked.queries(operation))
        person = data.draw(st.sampled_from([None, *asked.people]))
        answer = ask(person, method, address, None, query=query, HTTP_ACCEPT="*/*")
        asked.check(path, method, operation, answer)

    try_one()


def test_every_operation_answers_strangers_and_nonsense_as_the_schema_says(schema):
    asked = Asked(schema)
    ended = {"HTTP_AUTHORIZATION": "Token nonsense"}
    for path, address, method, operation in asked.operations:
        for person, headers in ((None, {}), (None, ended), (asked.people[-1], {})):
            if path.endswith(("/schema/", "/docs/")):
                continue
            data = None if method == "get" else {}
            kinds = operation.get("requestBody", {}).get("content", {"application/json": None})
            answer = ask(
                person, method, address, data, next(iter(kinds)), HTTP_ACCEPT="*/*", **headers
            )
            asked.check(path, method, operation, answer)
            if headers:
                assert answer.status_code == 401, (method, path)


def test_yaml_and_json_say_the_same(schema):
    answer = APIClient().get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi"})
    assert yaml.safe_load(answer.content) == schema
