"""A process that was copied from one with other settings has the limit of its own environment."""

from copy import deepcopy

import pytest
from django.db import connections

from ctplatform.database.statement_timeout import apply_statement_timeout

pytestmark = pytest.mark.pure


@pytest.fixture
def options(monkeypatch):
    """The options of PostgreSQL, which this run need not have."""
    changed = deepcopy(connections.settings)
    changed["default"]["OPTIONS"] = {"options": "-c jit=off -c statement_timeout=30s -c a=b"}
    monkeypatch.setattr(connections, "settings", changed)
    return changed["default"]["OPTIONS"]


def test_the_limit_of_the_environment_replaces_that_of_the_settings(options, monkeypatch):
    monkeypatch.setenv("CTPLATFORM_STATEMENT_TIMEOUT", "10min")
    apply_statement_timeout()
    assert options == {"options": "-c jit=off -c statement_timeout=10min -c a=b"}


def test_without_a_limit_of_its_own_nothing_changes(options, monkeypatch):
    monkeypatch.delenv("CTPLATFORM_STATEMENT_TIMEOUT", raising=False)
    apply_statement_timeout()
    assert options == {"options": "-c jit=off -c statement_timeout=30s -c a=b"}
