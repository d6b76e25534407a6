"""Fixtures of every test."""

import gc
import os

import pytest
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import HealthCheck, settings

# A busy machine is no failure: two of these measure time. What is tried is the same in every run,
# so that a change is judged by what it changed; HYPOTHESIS_PROFILE=searching tries something new.
STEADY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("ours", derandomize=True, **STEADY)
settings.register_profile("searching", **STEADY)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ours"))


def pytest_collection_finish():
    """Look for cycles seldom, and never in what was imported: a tenth of the run went there."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """SQLite tests run on a file, as the product does: an in-memory one has no second thread."""
    for connection in connections.all():
        if connection.vendor == "sqlite":
            folder = tmp_path_factory.mktemp("database")
            connection.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def rows_are_deleted():
    """Empty the tables of PostgreSQL by DELETE: TRUNCATE makes new files for each, a second each
    time. Foreign keys are checked at the end of the transaction, so the order does not matter."""

    def sql_flush(self, style, tables, **_):
        return [f"DELETE FROM {self.quote_name(table)}" for table in tables]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield
