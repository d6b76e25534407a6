"""A project with people in it, and a client of the API for each."""

import pytest
from rest_framework.test import APIClient

from tests.factories.accounts import ProjectFactory, member


@pytest.fixture
def project():
    return ProjectFactory(slug="sahel")


@pytest.fixture
def author(project):
    return member(project, "annotator", username="author")


@pytest.fixture
def reviewer(project):
    return member(project, "reviewer", username="reviewer")


def client_of(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def api(author):
    return client_of(author)
