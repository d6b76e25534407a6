"""Fixtures of every test."""

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings

# A busy machine is no failure: the two below measure time.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """SQLite tests run on a file, as the product does: an in-memory one has no second thread."""
    for connection in connections.all():
        if connection.vendor == "sqlite":
            folder = tmp_path_factory.mktemp("database")
            connection.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")
