"""Install the triggers after each migration, so that new record types are followed too."""

import hashlib

from django.db import connections, transaction

from ctplatform.changes.followed import followed
from ctplatform.changes.models import Change, FeedState
from ctplatform.changes.triggers.statements import DIALECTS, Trigger, Writer, triggers

PREFIX = "changes_"
EXISTING = {
    "postgresql": (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE tgname LIKE 'changes\\_%%' AND NOT tgisinternal"
    ),
    "sqlite": (
        "SELECT name, tbl_name FROM sqlite_master"
        " WHERE type = 'trigger' AND name LIKE 'changes\\_%%' ESCAPE '\\'"
    ),
}


def install(using) -> None:
    """Create the triggers that are missing, drop old ones, and enter rows of newly followed tables.

    With nothing to do it costs two queries.
    """
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    wanted = {_name(each): each for each in triggers(connection.vendor)}
    needed = {Change._meta.db_table, FeedState._meta.db_table, "curation_historygate"}
    if not (needed | {each.table for each in wanted.values()}) <= tables:
        return  # migrated to an earlier state
    existing = _existing(connection)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for name in existing.keys() - wanted.keys():
            _drop(cursor, connection, name, existing[name])
        for name in wanted.keys() - existing.keys():
            _create(cursor, connection, name, wanted[name])
        _enter_existing_rows(cursor, connection)


def make_room(using) -> None:
    """Drop the triggers on SQLite, which renames no table that the trigger of another refers to.

    Nothing else writes while SQLite migrates, and migrations do not move versions.
    """
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name, table in _existing(connection).items():
                _drop(cursor, connection, name, table)


def _existing(connection) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(EXISTING[connection.vendor].replace("%%", "%"))
        return dict(cursor.fetchall())


def _name(trigger: Trigger) -> str:
    """A name that differs when the statements do."""
    digest = hashlib.sha256("\n".join(trigger.statements).encode()).hexdigest()[:8]
    return f"{PREFIX}{trigger.table[:36]}_{trigger.event.lower()}_{digest}"


def _create(cursor, connection, name, trigger):
    body = ";\n".join(trigger.statements)
    head = f"CREATE TRIGGER {name} AFTER {trigger.event} ON {trigger.table} FOR EACH ROW"
    if connection.vendor == "sqlite":
        cursor.execute(f"{head} BEGIN {body}; END")
        return
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN {body}; RETURN NULL; END $$"
    )
    cursor.execute(f"{head} EXECUTE FUNCTION {name}()")


def _drop(cursor, connection, name, table):
    if connection.vendor == "sqlite":
        cursor.execute(f"DROP TRIGGER {name}")
        return
    cursor.execute(f"DROP TRIGGER {name} ON {table}")
    cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def _enter_existing_rows(cursor, connection):
    state = FeedState.objects.using(connection.alias).first() or FeedState()
    write, known = Writer(DIALECTS[connection.vendor]), set(state.followed)
    new = [each for each in followed().values() if each.table not in known]
    for each in new:
        cursor.execute(write.backfill(each))
    if new or state._state.adding:
        state.followed = sorted(known | {each.table for each in new})
        state.save(using=connection.alias)
