"""The OpenAPI document, as programs read it."""

import json

import pytest
from rest_framework.test import APIClient


@pytest.fixture(scope="session")
def schema(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        answer = APIClient().get("/api/v1/schema/", headers={"Accept": "application/json"})
    return json.loads(answer.content)
