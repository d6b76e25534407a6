"""A full disk, a database that is away or damaged: what a person and a program are shown."""

import errno
import io
import logging
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.utils import DatabaseError, OperationalError
from django.test import Client
from django.utils import timezone

from ctplatform.configuration.file_storage import WholeFileStorage
from ctplatform.database.fault_advice import advice_for
from ctplatform.jobs.files import cleaning
from ctplatform.jobs.models import Job
from ctplatform.web import errors
from tests.ctplatform.rest.client import Api
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.both_databases

PASSWORD = "correct horse battery staple"


def free_bytes(cursor):
    """Room that deleted rows have left in the file of SQLite."""
    cursor.execute("PRAGMA freelist_count")
    pages = cursor.fetchone()[0]
    cursor.execute("PRAGMA page_size")
    return pages * cursor.fetchone()[0]


@contextmanager
def no_room_for(table):
    """Let each new row of `table` need room that there is not."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE TABLE filler (content)")
            cursor.execute(
                f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} "
                f"BEGIN INSERT INTO filler VALUES (zeroblob({free_bytes(cursor) + 1_000_000})); END"
            )
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        else:
            cursor.execute(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "RAISE EXCEPTION 'could not extend file: No space left on device' "
                "USING ERRCODE = '53100'; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION full_disk()"
            )
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA max_page_count = 1073741823")
            cursor.execute("DROP TRIGGER full_disk")
            cursor.execute("DROP TABLE filler")
        else:
            cursor.execute("DROP FUNCTION full_disk CASCADE")


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_at_sign_in_says_that_the_server_has_no_room():
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    client = Client(raise_request_exception=False)
    with no_room_for("accounts_session"):
        answer = client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    assert answer.status_code == 507
    assert "no room left" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_answers_507_over_the_api_and_stores_nothing():
    membership = MembershipFactory(role="editor")
    api = Api(membership.user, raise_request_exception=False)
    body = {"project": membership.project.slug, "title": "An attack"}
    with no_room_for("incidents_incident"):
        answer = api.post("incidents/", body, status=507)
    assert "disk is full" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("connection refused"), 503, "does not answer"),
        (OperationalError("database or disk is full"), 507, "no room left"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "no room left"),
        (DatabaseError("database disk image is malformed"), 500, "is damaged"),
        (ValueError("unforeseen"), 500, "Server error"),
    ],
)
@pytest.mark.pure
def test_a_page_says_what_is_wrong(rf, error, status, words):
    try:
        raise error
    except type(error):
        page = errors.server_error(rf.get("/incidents/"))
        program = errors.server_error(rf.get("/api/v1/incidents/"))
    assert page.status_code == program.status_code == status
    assert words in page.content.decode()
    assert program["Content-Type"] == "application/problem+json"
    assert page.has_header("Retry-After") == (status == 503)


@pytest.mark.pure
def test_a_start_on_a_full_disk_is_explained_in_a_sentence():
    said = "Traceback ...\ndjango.db.utils.OperationalError: database or disk is full\n"
    assert advice_for(said).startswith("The disk is full")
    assert "restore" in advice_for("sqlite3.DatabaseError: file is not a database")
    assert advice_for("KeyError: 'x'") == ""


@pytest.mark.pure
def test_a_full_disk_leaves_no_part_of_a_file(tmp_path):
    class Breaking(File):
        def chunks(self, chunk_size=None):
            yield b"the first half"
            raise OSError(errno.ENOSPC, "No space left on device")

    storage = WholeFileStorage(location=tmp_path)
    with pytest.raises(OSError, match="No space"):
        storage.save("imports/file.csv", Breaking(io.BytesIO(), name="file.csv"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert storage.save("imports/file.csv", ContentFile(b"whole")) == "imports/file.csv"


@pytest.mark.django_db
def test_a_result_that_is_gone_answers_404_with_advice():
    job = JobFactory(state="done", finished=timezone.now(), file="jobs/nowhere/x.csv")
    answer = Api(job.created_by).get(f"jobs/{job.pk}/download/", status=404)
    assert answer.json()["status"] == 404
    client = Client()
    client.force_login(job.created_by)
    assert client.get(f"/jobs/{job.pk}/download/").status_code == 404


@pytest.mark.django_db
def test_files_that_belong_to_no_job_are_deleted_after_a_day(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    kept = JobFactory(file=default_storage.save("jobs/a/kept.csv", ContentFile(b"1")))
    default_storage.save("jobs/b/orphan.csv", ContentFile(b"2"))
    assert cleaning.delete_orphaned_files(Job, "jobs") == 0  # its row may still come
    monkeypatch.setattr(cleaning, "ORPHANS_KEPT", timedelta(seconds=-1))
    assert cleaning.delete_orphaned_files(Job, "jobs") == 1
    assert default_storage.exists(kept.file.name)
    assert not default_storage.exists("jobs/b/orphan.csv")


@pytest.mark.pure
def test_debugging_is_refused_beside_a_public_name(tmp_path):
    environment = {**os.environ, "CTPLATFORM_DATA": str(tmp_path), "CTPLATFORM_DEBUG": "1"}
    for hosts, is_fine in (
        ("localhost,127.0.0.1", True),
        ("register.example", False),
        ("*", False),
    ):
        done = subprocess.run(
            [sys.executable, "-c", "import ctplatform.settings"],
            cwd=settings.BASE_DIR,
            env={**environment, "CTPLATFORM_HOSTS": hosts},
            capture_output=True,
            text=True,
        )
        assert (done.returncode == 0) is is_fine, done.stderr
        assert is_fine or "CTPLATFORM_DEBUG" in done.stderr


@pytest.mark.django_db
def test_a_log_line_names_the_time_the_request_and_the_user(caplog):
    user = UserFactory()
    client = Client(raise_request_exception=False)
    client.force_login(user)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    known = logging.getLogger().handlers
    ours = next(each for each in known if each.formatter and "request_id" in each.formatter._fmt)
    handler.setFormatter(ours.formatter)
    handler.addFilter(ours.filters[0])
    logging.getLogger("django.request").addHandler(handler)
    try:
        client.get("/projects/none/settings/", headers={"X-Request-ID": "abc-12345"})
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    line = stream.getvalue()
    assert f"[abc-12345 {user.username}]" in line
    assert line.startswith(f"{timezone.now():%Y-%m-%d}")
