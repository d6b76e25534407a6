"""Entries of the audit log: what each states, who reads it, and that none changes."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from ctplatform.accounts.sign_in.tokens import create_token
from ctplatform.audit.models import AuditedProject, AuditEntry
from ctplatform.audit.services import delete_old_entries
from ctplatform.bundles.services import request_bundle
from ctplatform.jobs.models import Job
from ctplatform.jobs.worker.running import run_job
from incidents.models import Incident
from tests.factories.accounts import MembershipFactory, ProjectFactory, UserFactory, member
from tests.factories.incidents import IncidentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
BACKEND = "django.contrib.auth.backends.ModelBackend"
URL = "/api/v1/incidents/export/?format=csv"


def written():
    """The entries besides the one of the world's own rows."""
    return AuditEntry.objects.exclude(resource="incidents", name="CNRY").order_by("id")


def program_of(user):
    """A client with a token of the user."""
    _, key = create_token(by=user, name="Script")
    return Client(headers={"Authorization": f"Token {key}"})


def browser_of(user):
    client = Client(raise_request_exception=False)
    client.force_login(user, backend=BACKEND)
    return client


def body_of(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_channel_is_a_page_for_a_session_and_the_api_for_a_visitor(world):
    body_of(browser_of(world.editor).get(URL))
    public = ProjectFactory(visibility="public")
    IncidentFactory(project=public, published=True)
    body_of(Client().get(f"{URL}&project={public.slug}"))
    first, second = written()
    assert (first.channel, first.account, first.token) == ("page", world.editor, "")
    assert (second.channel, second.account, second.rows) == ("api", None, 1)


def test_what_is_broken_off_says_so_and_how_much_had_gone_out(world):
    IncidentFactory.create_batch(1200, project=world.project, summary="x" * 200)
    answer = program_of(world.people["owner"]).get(URL)
    answer.streaming = True
    stream = iter(answer._iterator)
    first = next(stream)
    for close in answer._resource_closers:
        close()
    (entry,) = written()
    assert (entry.is_complete, entry.rows, entry.bytes) == (False, None, len(first))
    assert [*entry.projects.all()] == [world.project]


def test_head_and_refused_and_unchanged_answers_leave_none(world):
    client = program_of(world.people["owner"])
    body_of(client.head(URL))
    assert client.get("/api/v1/incidents/export/?format=papyrus").status_code == 400
    chart = f"/api/v1/series/{world.rows['series'].pk}/chart.svg"
    tag = client.get(chart)["ETag"]
    assert written().count() == 1
    assert client.get(chart, headers={"If-None-Match": tag}).status_code == 304
    assert written().count() == 1


def test_a_job_has_an_entry_for_the_file_and_each_download_another(world):
    owner = world.people["owner"]
    client = APIClient()
    client.force_authenticate(owner)
    asked = client.post(f"{URL}&project={world.project.slug}").json()
    job = Job.objects.get(pk=asked["id"])
    run_job(job.pk)
    job.refresh_from_db()
    (made,) = written()
    about = (made.channel, made.resource, made.format, made.rows, made.bytes)
    size = len(body_of(client.get(f"/api/v1/jobs/{job.pk}/download/")))
    assert about == ("job", "incidents", "csv", job.result["rows"], size)
    taken = written().last()
    assert (taken.resource, taken.format, taken.bytes) == ("jobs", "csv", size)
    assert [*taken.projects.all()] == [world.project]


def test_bundles_of_jobs_and_of_the_command_have_entries(world, tmp_path):
    owner = world.people["owner"]
    run_job(request_bundle(world.project, by=owner).pk)
    file = tmp_path / "here.zip"
    call_command(
        "export_project", world.project.slug, str(file), by=owner.username, stdout=StringIO()
    )
    by_job, by_command = AuditEntry.objects.filter(resource="bundles").order_by("id")
    assert (by_job.channel, by_command.channel) == ("job", "command")
    assert by_job.rows == by_command.rows > 0
    assert by_command.bytes == file.stat().st_size
    assert [*by_command.projects.all()] == [world.project] == [*by_job.projects.all()]


def test_exports_in_the_admin_have_an_entry(world):
    admin = UserFactory(is_superuser=True, is_staff=True)
    client = browser_of(admin)
    row = world.rows["incidents"]
    answer = client.post(
        "/admin/incidents/incident/",
        {"action": "export_selected", ACTION_CHECKBOX_NAME: [row.pk], "sent": "1", "format": "csv"},
    )
    body_of(answer)
    (entry,) = written()
    assert (entry.channel, entry.resource, entry.rows, entry.account) == (
        "admin",
        "incidents",
        1,
        admin,
    )
    assert client.get(f"/admin/audit/auditentry/{entry.pk}/change/").status_code == 200
    assert client.post(f"/admin/audit/auditentry/{entry.pk}/delete/").status_code == 403
    staff = UserFactory(is_staff=True)
    assert browser_of(staff).get("/admin/audit/auditentry/").status_code == 403


def test_the_database_refuses_to_change_and_delete_entries(world):
    body_of(program_of(world.people["owner"]).get(URL))
    assert AuditedProject.objects.exists()
    for act in (
        lambda: AuditEntry.objects.update(rows=0),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditedProject.objects.all().delete(),
        lambda: AuditedProject.objects.update(project=ProjectFactory()),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_old_entries_are_deleted_after_the_time_that_is_set(world, settings):
    settings.AUDIT_DAYS = 30
    body_of(program_of(world.people["owner"]).get(URL))
    old = AuditEntry.objects.create(
        at=timezone.now() - timedelta(days=31),
        channel="api",
        resource="incidents",
        format="csv",
        bytes=1,
        is_complete=True,
    )
    AuditedProject.objects.create(entry=old, project=world.project)
    delete_old_entries()
    (kept,) = written()
    assert kept.pk != old.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.delete()


def test_the_number_of_queries_does_not_grow_with_the_rows(world, count_queries):
    client = program_of(world.people["owner"])

    def request():
        answer = client.get(URL)
        body_of(answer)
        return answer

    request()
    few = count_queries(request)
    IncidentFactory.create_batch(50, project=world.project)
    assert count_queries(request) == few


def test_editors_see_entries_of_their_projects_and_nothing_of_others(world):
    owner, stranger = world.people["owner"], UserFactory()
    other = member(world.project, "editor")
    elsewhere = ProjectFactory()
    MembershipFactory(project=elsewhere, role="owner", user=owner)
    IncidentFactory.create_batch(7, project=elsewhere)
    body_of(program_of(owner).get(URL))
    body_of(program_of(owner).get(f"{URL}&project={elsewhere.slug}"))
    path = "/api/v1/audit/"

    rows = program_of(owner).get(path).json()["results"][:2]
    assert [(row["covers_others"], row["rows"]) for row in rows] == [
        (False, 7),
        (False, Incident.objects.visible_to(owner).count()),
    ]
    row, _ = program_of(other).get(path).json()["results"]
    hidden = {name: row[name] for name in ("name", "query", "rows", "bytes")}
    assert (row["covers_others"], row["account"]) == (True, owner.username)
    assert hidden == dict.fromkeys(hidden)
    assert row["projects"] == [world.project.slug]
    for user in (world.people["reviewer"], stranger):
        assert program_of(user).get(path).json()["results"] == []
    assert Client().get(path).status_code == 401


def test_the_page_filters_and_its_csv_is_logged_too(world):
    owner, page = world.people["owner"], f"/projects/{world.project.slug}/audit"
    client = browser_of(owner)
    body_of(client.get(f"{URL}&project={world.project.slug}&country=ML"))
    text = client.get(page).content.decode()
    assert "country=ML" in text
    assert "incidents, csv" in text
    assert "No entry matches" in client.get(f"{page}?resource=articles").content.decode()
    found = client.get(f"{page}?resource=incidents&channel=page")
    assert "incidents, csv" in found.content.decode()
    assert client.get(f"{page}?since=yesterday").status_code == 400
    table = body_of(client.get(f"{page}.csv")).decode().splitlines()
    assert len(table) == 3
    assert AuditEntry.objects.filter(resource="audit").count() == 1
    for role in ("reviewer", "reader"):
        assert browser_of(world.people[role]).get(page).status_code == 403
        assert browser_of(world.people[role]).get(f"{page}.csv").status_code == 403
    assert browser_of(UserFactory()).get(page).status_code == 404
