"""Fixtures of every test."""

import gc
import os

import pytest
from django.conf import settings as django_settings
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection, connections
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.sqlite3.base import DatabaseOperations as SqliteOperations
from django.db.models.signals import post_migrate
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from hypothesis import HealthCheck, settings

from ctplatform.jobs.worker import reporting
from tests.migrated_database import open_migrated_database
from tests.page_layout import deliver_without_layout

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
def django_db_modify_db_settings(tmp_path_factory, django_db_blocker):
    """SQLite tests run on a file, as the product does: an in-memory one has no second thread.

    Either database is a copy of a migrated one, unless this run is the first to make it.
    """
    for each in connections.all():
        if each.vendor == "sqlite":
            folder = tmp_path_factory.mktemp("database")
            each.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")
    with django_db_blocker.unblock():
        return open_migrated_database()


@pytest.fixture(scope="session")
def django_db_keepdb(request):
    """Continue with the copied file; its folder is of this run alone. PostgreSQL has templates."""
    return connection.vendor == "sqlite" or request.config.getvalue("reuse_db")


@pytest.fixture(scope="session", autouse=True)
def pages_come_without_layout():
    """Tests look for pieces of pages, which must not depend on where a template breaks a line."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", deliver_without_layout(Client.request))
        yield


@pytest.fixture(scope="session", autouse=True)
def passwords_are_hashed_quickly():
    """MD5 first: Argon2 takes a tenth of a second for each password, by intent."""
    fast = "django.contrib.auth.hashers.MD5PasswordHasher"
    with override_settings(PASSWORD_HASHERS=[fast, *django_settings.PASSWORD_HASHERS]):
        yield


@pytest.fixture(autouse=True)
def requests_are_not_counted(settings):
    """Tests ask more in a minute than people do; `test_request_limits.py` sets limits."""
    settings.REQUEST_LIMITS = dict.fromkeys(settings.REQUEST_LIMITS)


@pytest.fixture(autouse=True)
def jobs_are_not_stopped_by_their_pulse(request, monkeypatch):
    """The thread beside a job sees nothing of a transaction that a test holds open: on PostgreSQL
    it would take a job that lasts a second for lost, and stop it."""
    marker = request.node.get_closest_marker("django_db")
    if marker and not marker.kwargs.get("transaction"):
        monkeypatch.setattr(reporting, "BEAT", 3600)


KEPT = ("django_content_type", "auth_permission")
"""Tables with a row for each model, which no test changes."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings, django_db_setup, django_db_blocker):
    """Make content types and permissions once, with the database, not again after each test that
    commits: that took longer than emptying the tables."""
    with django_db_blocker.unblock():
        django_db_modify_db_settings.keep()
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")


@pytest.fixture(scope="session", autouse=True)
def rows_are_deleted():
    """Empty the tables of PostgreSQL by DELETE: TRUNCATE makes new files for each, a second each
    time. Foreign keys are checked at the end of the transaction, so the order does not matter."""

    def sql_flush(self, style, tables, **_):
        """The gate of the history is opened first and closed last."""
        gate = "curation_historygate"
        tables = [*(table for table in tables if table not in (gate, *KEPT)), gate]
        opened = f"INSERT INTO {gate} (opened) VALUES (CURRENT_TIMESTAMP)"
        return [opened, *(f"DELETE FROM {self.quote_name(table)}" for table in tables)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        patch.setattr(SqliteOperations, "sql_flush", sql_flush)
        yield


@pytest.fixture
def count_queries():
    """Return how many queries a request takes; it must be answered with 200."""

    def count(request):
        with CaptureQueriesContext(connection) as queries:
            assert request().status_code == 200
        return len(queries)

    return count
