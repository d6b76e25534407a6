"""The audit log is chained: what is changed behind the application is found."""

import random
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from ctplatform.audit.hash_chain.check import check_audit_log
from ctplatform.audit.hash_chain.links import AUDIT_LOG, chain_existing_entries
from ctplatform.audit.models import (
    AuditChainEntry,
    AuditChainPending,
    AuditedProject,
    AuditEntry,
)
from ctplatform.audit.services import Channel, Download, delete_old_entries
from ctplatform.curation.history_chain.purging import purge_project
from ctplatform.curation.models import HistoryEntry, HistoryPending
from ctplatform.database.hash_chain.canonical import link_of
from ctplatform.database.hash_chain.chain import START
from ctplatform.database.hash_chain.head import head_path
from tests.ctplatform.curation.test_concurrency import at_once
from tests.ctplatform.curation.test_history_chain import Tampered, quoted, run
from tests.factories.accounts import ProjectFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def take(*projects, by=None, number=1, at=None):
    """An export that has ended."""
    download = Download(
        "incidents", "csv", Channel.API, account=by, query="q=x", projects=[p.pk for p in projects]
    )
    download.finish(number, number * 100)
    assert download.is_written


@pytest.fixture
def projects():
    return [ProjectFactory() for _ in range(3)]


@pytest.fixture
def log(projects):
    """Twelve entries about one or two projects, chained."""
    user = UserFactory()
    for number in range(12):
        take(*projects[: 1 + number % 2], by=user if number % 3 else None, number=number)
    AUDIT_LOG.append()
    return projects


def test_an_untouched_log_is_verified(log):
    report = check_audit_log()
    assert (report.entries, report.pending, report.faults) == (12, 0, [])
    take(log[0])
    report = check_audit_log()
    assert (report.entries, report.pending, report.faults) == (12, 1, [])


def test_a_download_changes_nothing_in_the_chain_of_the_history(log):
    assert not HistoryPending.objects.exists()
    assert not HistoryEntry.objects.exists()


def any_of(chance, model):
    return chance.choice(list(model.objects.order_by("pk")))


def change_entry_of_log(chance):
    column, value = chance.choice(
        [
            ("query", "q=nothing"),
            ("rows", 7777),
            ("bytes", 3),
            ("resource", "actors"),
            ("at", "2001-01-01 00:00:00+00:00"),
            ("account_id", quoted(UserFactory().pk)),
            ("channel", "admin"),
        ]
    )
    row = any_of(chance, AuditEntry)
    run(f"UPDATE audit_auditentry SET {column} = %s WHERE id = %s", value, quoted(row.pk))


def delete_entry_of_log(chance):
    row = any_of(chance, AuditEntry)
    run("DELETE FROM audit_auditedproject WHERE entry_id = %s", quoted(row.pk))
    run("DELETE FROM audit_auditentry WHERE id = %s", quoted(row.pk))


def add_entry_to_log(chance):
    row = any_of(chance, AuditEntry)
    row.pk = None
    row.id = AuditEntry._meta.pk.get_default()
    row.save(force_insert=True)


def change_projects(chance):
    row = any_of(chance, AuditedProject)
    if chance.random() < 0.5:
        run("DELETE FROM audit_auditedproject WHERE id = %s", row.pk)
    else:
        other = ProjectFactory()
        AuditedProject.objects.create(entry_id=row.entry_id, project=other)


def change_chain(chance):
    row = any_of(chance, AuditChainEntry)
    column = chance.choice(["digest", "hash", "previous", "mac", "subject_id", "content"])
    sql = f"UPDATE audit_auditchainentry SET {column} = %s WHERE position = %s"
    run(sql, "f" * 36, row.position)


def delete_from_chain(chance):
    row = any_of(chance, AuditChainEntry)
    run("DELETE FROM audit_auditchainentry WHERE position = %s", row.position)


def cut_end(chance):
    for row in AuditChainEntry.objects.order_by("-position")[: chance.randint(1, 5)]:
        run("DELETE FROM audit_auditedproject WHERE entry_id = %s", quoted(row.subject_id))
        run("DELETE FROM audit_auditentry WHERE id = %s", quoted(row.subject_id))
        run("DELETE FROM audit_auditchainentry WHERE position = %s", row.position)


def invent_expiry(chance):
    """Delete an entry, and add to the chain what would excuse it, without the key."""
    delete_entry_of_log(chance)
    last = AuditChainEntry.objects.last()
    row = AUDIT_LOG.pending("expiry", "x", content={"before": timezone.now() + timedelta(days=1)})
    entry = AuditChainEntry(
        position=last.position + 1,
        previous=last.hash,
        subject=row.subject,
        subject_id=row.subject_id,
        content=row.content,
        digest=row.digest,
        mac="0" * 64,
    )
    entry.hash = link_of(last.hash, entry.position, entry)
    entry.save(force_insert=True)


def rewrite_chain(chance):
    """Drop an entry and renumber the rest with right hashes, as one who has read the code would."""
    gone = any_of(chance, AuditChainEntry)
    run("DELETE FROM audit_auditedproject WHERE entry_id = %s", quoted(gone.subject_id))
    run("DELETE FROM audit_auditentry WHERE id = %s", quoted(gone.subject_id))
    run("DELETE FROM audit_auditchainentry WHERE position = %s", gone.position)
    previous = START
    for position, row in enumerate(AuditChainEntry.objects.order_by("position"), 1):
        link = link_of(previous, position, row)
        run(
            "UPDATE audit_auditchainentry SET position = %s, previous = %s, hash = %s "
            "WHERE position = %s",
            position,
            previous,
            link,
            row.position,
        )
        previous = link


def add_pending(chance):
    AuditChainPending.objects.create(
        subject="entry", subject_id=str(any_of(chance, AuditEntry).pk), mac="0" * 64
    )


WAYS = [
    change_entry_of_log,
    delete_entry_of_log,
    add_entry_to_log,
    change_projects,
    change_chain,
    delete_from_chain,
    cut_end,
    invent_expiry,
    rewrite_chain,
    add_pending,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_tamperings_are_found(log, way):
    chance = random.Random(way.__name__)
    for number in range(10):
        point = transaction.savepoint()
        with Tampered():
            way(chance)
        assert check_audit_log().faults, f"{way.__name__} {number} was not found"
        transaction.savepoint_rollback(point)
    assert check_audit_log().faults == []


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_the_database_refuses_to_change_the_chain(log, verb):
    sql = {
        "UPDATE": "UPDATE audit_auditchainentry SET digest = ''",
        "DELETE": "DELETE FROM audit_auditchainentry",
    }[verb]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(sql)


def test_the_command_verifies_the_log_and_names_the_first_bad_entry(log):
    out = StringIO()
    call_command("verify", stdout=out)
    assert "Audit log: 12 entries are as they were written, 0 more were waiting." in out.getvalue()
    kept = out.getvalue().split("head ")[2].strip()
    assert kept.startswith("audit-log:12:")
    entry = AuditChainEntry.objects.get(position=5)
    out = StringIO()
    with transaction.atomic():
        with Tampered():
            run("UPDATE audit_auditentry SET rows = 5 WHERE id = %s", quoted(entry.subject_id))
        with pytest.raises(CommandError, match="The audit log has been changed"):
            call_command("verify", stdout=out)
        transaction.set_rollback(True)
    assert out.getvalue().startswith(f"Entry 5 (entry {entry.subject_id}): the entry of the log")
    head_path("audit-log").unlink()
    with Tampered():
        cut_end(random.Random(1))
    call_command("verify", stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("verify", "--head", kept, stdout=out)
    assert "The end is missing" in out.getvalue()


def test_old_entries_are_deleted_and_the_chain_says_so(log, settings):
    settings.AUDIT_DAYS = 0
    assert delete_old_entries() == 12
    settings.AUDIT_DAYS = 730
    take(log[0])
    assert check_audit_log().faults == []
    AUDIT_LOG.append()
    report = check_audit_log()
    assert (report.entries, report.faults) == (14, [])
    assert AuditEntry.objects.count() == 1
    with Tampered():
        delete_entry_of_log(random.Random(1))
    (fault,) = check_audit_log().faults
    assert "the entry of the log was deleted" in fault


def test_purging_a_project_leaves_the_log_whole(log):
    purge_project(log[1], by=UserFactory(is_superuser=True), reason="Asked by its owner.")
    assert check_audit_log().faults == []


def test_a_log_from_before_the_chain_is_chained_once(log):
    with Tampered():
        run("DELETE FROM audit_auditchainentry")
    chain_existing_entries()
    assert not AuditChainEntry.objects.exists()  # this host knows of a chain, which is gone
    assert check_audit_log().faults
    head_path("audit-log").unlink()
    chain_existing_entries()
    chain_existing_entries()
    report = check_audit_log()
    assert (report.entries, report.faults) == (12, [])


@pytest.mark.django_db(transaction=True)
def test_downloads_at_the_same_time_make_one_chain(projects):
    def run_downloads(project):
        for number in range(5):
            take(project, number=number)

    at_once(run_downloads, projects * 2)
    AUDIT_LOG.append()
    report = check_audit_log()
    assert (report.entries, report.faults) == (30, [])
    assert len(set(AuditChainEntry.objects.values_list("previous", flat=True))) == 30
