import os

import pytest

from ctplatform.ops import preparation

pytestmark = pytest.mark.pure
STEPS = {"migrate", "shared", "static", "demo"}


@pytest.fixture
def data(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "run").mkdir()
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()
    (tmp_path / "ctplatform.sqlite3").touch()
    return tmp_path


def test_new_installation_needs_every_step(data):
    assert set(preparation.stale_steps(data)) == STEPS


def test_what_was_done_is_not_done_again(data):
    preparation.save_fingerprints(data, STEPS)

    assert preparation.stale_steps(data) == {}


def test_another_database_file_is_migrated_but_gets_no_demo(data):
    preparation.save_fingerprints(data, STEPS)
    (data / "new").touch()
    (data / "new").replace(data / "ctplatform.sqlite3")

    assert set(preparation.stale_steps(data)) == {"migrate", "shared"}


def test_removed_database_begins_anew_with_the_demo(data):
    preparation.save_fingerprints(data, STEPS)
    (data / "ctplatform.sqlite3").unlink()

    assert set(preparation.stale_steps(data)) == {"migrate", "shared", "demo"}


def test_changed_migration_is_applied(data, monkeypatch, tmp_path):
    preparation.save_fingerprints(data, STEPS)
    known = preparation.own_migrations()
    monkeypatch.setattr(preparation, "own_migrations", lambda: known[1:])

    assert set(preparation.stale_steps(data)) == {"migrate"}


def test_removed_static_files_are_collected_again(data):
    preparation.save_fingerprints(data, STEPS)
    (data / "static" / "staticfiles.json").unlink()

    assert set(preparation.stale_steps(data)) == {"static"}


def test_database_of_a_server_is_asked_at_each_start(data, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/ct")
    preparation.save_fingerprints(data, STEPS)
    assert preparation.stale_steps(data) == {}
    monkeypatch.setattr(os, "getpid", lambda: -1)

    assert set(preparation.stale_steps(data)) == {"migrate", "shared"}


def test_restored_installation_is_prepared_again_and_gets_no_demo(data):
    preparation.forget_steps(data)

    assert set(preparation.stale_steps(data)) == STEPS - {"demo"}


@pytest.mark.parametrize(
    "name", ["m49.py", "disputed_places.py", "standard_sets.py", "iskp_core.json"]
)
def test_rows_that_all_share_are_loaded_again_where_a_new_version_changed_them(
    data, monkeypatch, name
):
    assert name in {path.name for path in preparation.shared_files()}
    preparation.save_fingerprints(data, STEPS)
    known = preparation.shared_files()
    others = [path for path in known if path.name != name]
    monkeypatch.setattr(preparation, "shared_files", lambda: others)

    assert set(preparation.stale_steps(data)) == {"shared"}
