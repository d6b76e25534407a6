"""The kept database of the tests is that of today's migrations."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ctplatform.ops.bootstrap import ROOT
from tests import migrated_database

pytestmark = pytest.mark.both_databases


@pytest.mark.django_db
def test_a_copy_is_at_the_last_migration_and_empty():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user")
        assert cursor.fetchone() == (0,)


def test_a_changed_migration_is_another_database(monkeypatch):
    before = migrated_database.fingerprint()
    assert migrated_database.fingerprint() == before
    files = [*migrated_database.own_migrations(), ROOT / "manage.py"]
    monkeypatch.setattr(migrated_database, "own_migrations", lambda: files)
    assert migrated_database.fingerprint() != before


def test_the_folder_of_kept_databases_is_closed_to_others(monkeypatch, tmp_path):
    monkeypatch.setattr(migrated_database.tempfile, "gettempdir", lambda: str(tmp_path))
    assert migrated_database.own_folder().stat().st_mode & 0o077 == 0
