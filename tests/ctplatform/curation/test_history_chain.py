"""The history is append-only and chained: what is changed behind the application is found."""

import random
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from ctplatform.accounts import services as accounts
from ctplatform.accounts.models import ProjectEvent
from ctplatform.curation import services
from ctplatform.curation.history_chain import links
from ctplatform.curation.history_chain.check import check_history
from ctplatform.curation.models import HistoryEntry, HistoryPending, Proposal, Revision
from ctplatform.database.hash_chain import chain
from ctplatform.database.hash_chain.canonical import canonical, link_of, sha256
from ctplatform.database.hash_chain.head import head_path
from incidents.models import Incident
from tests.ctplatform.curation.test_concurrency import at_once
from tests.factories.accounts import UserFactory, member
from tests.factories.curation import Team

pytestmark = pytest.mark.both_databases

TABLES = ["curation_revision", "accounts_projectevent", "curation_historyentry"]


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def history(db):
    """Two projects' worth of edits, decisions and changes of settings, chained."""
    team = Team()
    for number in range(4):
        incident = team.published(title=f"Incident {number}", lat=1.5, lon=2.0)
        services.accept(team.proposal(incident, title=f"Title {number}"), by=team.reviewer)
        services.reject(team.proposal(incident, summary="No"), by=team.reviewer, reason="No.")
        team.casualty(team.candidate(), by=team.author)
        accounts.change_project(team.project, {"title": f"Project {number}"}, by=team.owner)
    links.chain_pending()
    return team


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_database_refuses_to_change_the_history(history, table, verb):
    if verb == "TRUNCATE" and connection.vendor == "sqlite":
        verb = "DELETE"  # SQLite has no other way
    sql = {
        "UPDATE": f"UPDATE {table} SET project_id = NULL",
        "DELETE": f"DELETE FROM {table}",
        "TRUNCATE": f"TRUNCATE {table} CASCADE",
    }[verb]
    connection.check_constraints()  # no deferred check stands in the way of TRUNCATE
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(sql)


def test_an_untouched_history_is_verified(history):
    report = check_history()
    assert report.faults == []
    events, decisions = ProjectEvent.objects.count(), 8
    assert report.entries == Revision.objects.count() + events + decisions
    assert (report.pending, HistoryPending.objects.count()) == (0, 0)
    out = StringIO()
    call_command("verify", stdout=out)
    assert f"{report.entries} entries are as they were written" in out.getvalue()


def test_what_has_not_been_chained_yet_is_verified_too(db):
    team = Team()
    team.published()
    report = check_history()
    assert (report.entries, report.pending, report.faults) == (0, 2, [])


TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
}


class Tampered:
    """Turn the triggers off for a change, and on again, as somebody with the database might."""

    def __enter__(self):
        self.made = []
        if connection.vendor == "postgresql":
            run("SET session_replication_role = replica")
            return
        with connection.cursor() as cursor:
            cursor.execute(TRIGGERS["sqlite"])
            self.made = cursor.fetchall()
        for name, _sql in self.made:
            run(f"DROP TRIGGER {name}")

    def __exit__(self, *_):
        if connection.vendor == "postgresql":
            run("SET session_replication_role = DEFAULT")
        for _name, sql in self.made:
            run(sql)


def quoted(pk):
    return str(pk).replace("-", "") if connection.vendor == "sqlite" else str(pk)


def change_revision(chance):
    row = chance.choice(list(Revision.objects.order_by("id")))
    column, value = chance.choice(
        [
            ("reason", "Never said"),
            ("diff", '{"title": {"from": "A", "to": "B"}}'),
            ("at", "2001-01-01 00:00:00+00:00"),
            ("version", 9000),
            ("kind", "merge"),
            ("target_type", "actor"),
            ("by_id", quoted(member(row.project, "reader").pk)),
        ]
    )
    run(f"UPDATE curation_revision SET {column} = %s WHERE id = %s", value, quoted(row.pk))


def delete_row(chance):
    table = chance.choice(TABLES)
    key = "position" if table.endswith("entry") else "id"
    model = {"curation_revision": Revision, "accounts_projectevent": ProjectEvent}
    pks = model.get(table, HistoryEntry).objects.order_by("pk").values_list("pk", flat=True)
    pk = chance.choice(list(pks))
    run(f"DELETE FROM {table} WHERE {key} = %s", quoted(pk) if table == TABLES[0] else pk)


def add_revision(chance):
    row = chance.choice(list(Revision.objects.order_by("id")))
    columns = "kind, target_type, root_type, diff, payload, reason, by_id, at, root_id, project_id"
    values = chance.choice([9, 77, 120]), quoted(UUID(int=chance.getrandbits(128)))
    run(
        f"INSERT INTO curation_revision (id, target_id, version, {columns}) "
        f"SELECT %s, target_id, %s, {columns} FROM curation_revision WHERE id = %s",
        values[1],
        values[0] * 1000,
        quoted(row.pk),
    )


def change_event(chance):
    row = chance.choice(list(ProjectEvent.objects.order_by("id")))
    run("UPDATE accounts_projectevent SET changes = %s WHERE id = %s", '{"title": 1}', row.pk)


def change_entry(chance):
    row = chance.choice(list(HistoryEntry.objects.all()))
    column = chance.choice(["digest", "hash", "previous", "mac", "subject_id", "content"])
    run(
        f"UPDATE curation_historyentry SET {column} = %s WHERE position = %s",
        "f" * 36,
        row.position,
    )


def rewrite_chain(chance):
    """Change a row and recompute every hash after it, as somebody who has read the code would."""
    change_revision(chance)
    previous = chain.START
    for row in HistoryEntry.objects.order_by("position"):
        if row.subject == "revision":
            mine = Revision.objects.get(pk=row.subject_id)
            row.digest = sha256(canonical(links.values_of(mine)))
        link = link_of(previous, row.position, row)
        run(
            "UPDATE curation_historyentry SET digest = %s, previous = %s, hash = %s "
            "WHERE position = %s",
            row.digest,
            previous,
            link,
            row.position,
        )
        previous = link


def cut_tail(chance):
    last = HistoryEntry.objects.count()
    for row in HistoryEntry.objects.filter(position__gt=last - chance.randint(1, 5)):
        if row.subject == "revision":
            run("DELETE FROM curation_revision WHERE id = %s", quoted(row.subject_id))
        if row.subject == "event":
            run("DELETE FROM accounts_projectevent WHERE id = %s", row.subject_id)
        run("DELETE FROM curation_historyentry WHERE position = %s", row.position)


def change_decision(chance):
    column, value = chance.choice(
        [
            ("decision", "Never said"),
            ("diff", '{"title": {"from": "A", "to": "B"}}'),
            ("state", "withdrawn"),
            ("version", 77),
        ]
    )
    row = chance.choice(list(Proposal.objects.order_by("id")))
    run(f"UPDATE curation_proposal SET {column} = %s WHERE id = %s", value, quoted(row.pk))


def add_pending(chance):
    HistoryPending.objects.create(
        subject="revision",
        subject_id=str(UUID(int=chance.getrandbits(128))),
        digest=f"{chance.getrandbits(256):064x}",
        mac="0" * 64,
    )


WAYS = [
    change_revision,
    delete_row,
    add_revision,
    change_event,
    change_entry,
    rewrite_chain,
    cut_tail,
    change_decision,
    add_pending,
    change_revision,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_two_hundred_tamperings_are_found(history, way):
    chance = random.Random(way.__name__)
    for number in range(20):
        point = transaction.savepoint()
        with Tampered():
            way(chance)
        assert check_history().faults, f"{way.__name__} {number} was not found"
        transaction.savepoint_rollback(point)
    assert check_history().faults == []


def test_the_first_bad_entry_is_named_and_the_command_fails(history):
    entry = HistoryEntry.objects.filter(subject="revision")[3]
    with Tampered():
        run("UPDATE curation_revision SET reason = 'x' WHERE id = %s", quoted(entry.subject_id))
    out = StringIO()
    with pytest.raises(CommandError, match="history has been changed"):
        call_command("verify", stdout=out)
    assert out.getvalue().startswith(f"Entry {entry.position} (revision {entry.subject_id})")


def test_a_cut_tail_is_found_by_the_head_that_was_printed_before(history, settings, tmp_path):
    out = StringIO()
    call_command("verify", stdout=out)
    head = out.getvalue().split("head ")[1].strip()
    with Tampered():
        cut_tail(random.Random(1))
    settings.DATA_DIR = tmp_path / "another"
    settings.DATA_DIR.mkdir()
    with pytest.raises(CommandError):
        call_command("verify", "--head", head, stdout=out)
    assert "The end is missing" in out.getvalue()
    with pytest.raises(CommandError, match="not a value that this installation printed"):
        call_command("verify", "--head", f"1:{'0' * 64}:{'0' * 64}")


def test_a_database_with_a_history_from_before_is_chained_once(history, monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 3)
    with Tampered():
        run("DELETE FROM curation_historyentry")
    head_path("history").unlink()
    links.chain_existing_entries()
    last = HistoryEntry.objects.last()
    assert links.HISTORY.read_head() == {"position": last.position, "hash": last.hash}
    links.chain_existing_entries()
    assert not HistoryPending.objects.exists()
    assert check_history().faults == []
    assert HistoryEntry.objects.count() == Revision.objects.count() + 4 + 8


def test_many_records_at_once_are_chained(db):
    team = Team()
    rows = [
        {"project": team.project, "title": f"Row {n}", "lat": 1.0, "lon": 2.5} for n in range(50)
    ]
    services.record_many(Incident, rows, by=team.author)
    links.chain_pending()
    report = check_history()
    assert (report.entries, report.faults) == (50, [])


def test_a_project_is_removed_for_good_and_the_chain_says_so(history):
    kept, other = Team(), history.project
    kept.published()
    UserFactory(is_superuser=True, username="root")
    with pytest.raises(CommandError, match="Add --yes"):
        call_command("purge", other.slug, by="root", reason="Asked by its owner.")
    call_command("purge", other.slug, by="root", reason="Asked by its owner.", yes=True)
    connection.check_constraints()
    assert not Revision.objects.filter(project_id=other.pk).exists()
    assert not Proposal.objects.filter(project_id=other.pk).exists()
    assert Incident.objects.get().project == kept.project
    links.chain_pending()
    assert check_history().faults == []
    last = HistoryEntry.objects.get(subject="purge").content
    assert "Asked by its owner." in last
    assert '"by":"root"' in last
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run("DELETE FROM curation_revision")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_make_one_chain_without_forks():
    team = Team()
    people = [member(team.project, "editor") for _ in range(16)]

    def write(by):
        for number in range(6):
            team.candidate(by=by, title=f"{by.username} {number}")

    at_once(write, people)
    links.chain_pending()
    report = check_history()
    assert (report.entries, report.faults) == (16 * 6, [])
    assert len(set(HistoryEntry.objects.values_list("previous", flat=True))) == 16 * 6
