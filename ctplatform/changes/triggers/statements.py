"""The SQL of the triggers of each followed table, for both databases.

They are triggers, not calls in services, because bulk imports, merges and updates of many rows
write past the services of single rows, and a feed that misses one of them is wrong for ever.
"""

from dataclasses import dataclass

from ctplatform.accounts.models import Membership, Project
from ctplatform.changes.followed import Followed, followed
from ctplatform.changes.models import Change

CHANGES = Change._meta.db_table
COLUMNS = "(transaction_id, kind, record_id, version, action, at, project_id, access_before)"
NOT_PURGED = "NOT EXISTS (SELECT 1 FROM curation_historygate)"
Action = Change.Action
TURNED = f"CASE WHEN NEW.deleted IS NULL THEN '{Action.CREATED}' ELSE '{Action.DELETED}' END"
IS_TURNED = "(OLD.deleted IS NULL) <> (NEW.deleted IS NULL)"


@dataclass(frozen=True)
class Dialect:
    """What the two databases write differently."""

    transaction: str
    now: str
    json_object: str


DIALECTS = {
    "postgresql": Dialect("pg_current_xact_id()::text::bigint", "now()", "jsonb_build_object"),
    "sqlite": Dialect("0", "strftime('%Y-%m-%d %H:%M:%f', 'now')", "json_object"),
}


@dataclass(frozen=True)
class Trigger:
    """Statements to run after INSERT, UPDATE or DELETE (`event`) of each row of a table."""

    table: str
    event: str
    statements: tuple[str, ...]


def triggers(vendor) -> list[Trigger]:
    """All triggers of the feed."""
    write = Writer(DIALECTS[vendor])
    found = [each for one in followed().values() for each in write.of_table(one)]
    return [*found, *write.of_memberships(), *write.of_projects()]


class Writer:
    """Writes the statements in one dialect."""

    def __init__(self, dialect: Dialect):
        self.dialect = dialect

    def of_table(self, one: Followed):
        """The triggers of a followed table, and of the table of the readers named on its rows."""
        has_deleted = "deleted" in one.columns
        made = [self._entry(one, "NEW", "NEW.version", Action.CREATED)]
        if not has_deleted:  # a row that is made again has its old id
            made += [self._rows_with(*each) for each in _depending_on(one)]
        if sibling := getattr(one.model, "changes_with_siblings", ""):
            made.append(self._siblings(one, sibling))
        gone = NOT_PURGED + (" AND OLD.deleted IS NULL" if has_deleted else "")
        yield Trigger(one.table, "INSERT", tuple(made))
        yield Trigger(one.table, "UPDATE", tuple(self._updated(one, has_deleted)))
        yield Trigger(
            one.table,
            "DELETE",
            (self._entry(one, "OLD", "OLD.version + 1", Action.DELETED, where=gone),),
        )
        if named := getattr(one.model, "named", None):
            yield from self._of_readers(one, named.through)

    def _updated(self, one, has_deleted):
        action, moved = f"'{Action.CHANGED}'", "OLD.version <> NEW.version"
        if has_deleted:
            action = (
                f"CASE WHEN NEW.deleted IS NOT NULL THEN '{Action.DELETED}'"
                f" WHEN OLD.deleted IS NOT NULL THEN '{Action.CREATED}' ELSE {action} END"
            )
            moved += f" OR {IS_TURNED}"
        yield self._insert(one, "NEW", "NEW.version", action, where=moved)
        for other, name in _depending_on(one):
            if has_deleted:
                yield self._rows_with(other, name, TURNED, IS_TURNED)
            elif getattr(other.model, "changes_with_siblings", "") == name:
                yield self._rows_with(other, name, where=moved)
        if names := one.access_columns:
            columns = [(name, one.columns[name].column) for name in names]
            before = ", ".join(f"'{name}', OLD.{column}" for name, column in columns)
            differs = " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for _, c in columns)
            yield self._insert(
                one,
                "NEW",
                "NEW.version",
                f"'{Action.RESYNC}'",
                f"{self.dialect.json_object}({before})",
                where=differs,
            )

    def _entry(self, one, row, version, action, where="1 = 1"):
        return self._insert(one, row, version, f"'{action}'", where=where)

    def _insert(self, one, row, version, action, before="NULL", where="1 = 1", of=""):
        values = (self.dialect.transaction, f"'{one.key}'", f"{row}.id", version, action)
        more = (self.dialect.now, project_sql(one.model, row), before)
        return (
            f"INSERT INTO {CHANGES} {COLUMNS} "
            f"SELECT {', '.join((*values, *more))} {of} WHERE {where}"
        )

    def _rows_with(self, other, name, action=f"'{Action.CHANGED}'", where="1 = 1"):
        """Enter the rows of another table that refer to this row by `name`."""
        column = other.columns[name].column
        living = " AND d.deleted IS NULL" if "deleted" in other.columns else ""
        where = f"d.{column} = NEW.id{living} AND ({where})"
        of = f"FROM {other.table} d"
        return self._insert(other, "d", "d.version", action, where=where, of=of)

    def _siblings(self, one, name):
        column = one.columns[name].column
        where = f"d.{column} = NEW.{column} AND d.id <> NEW.id"
        of = f"FROM {one.table} d"
        return self._insert(one, "d", "d.version", f"'{Action.CHANGED}'", where=where, of=of)

    def backfill(self, one) -> str:
        """Enter the rows that were there before the table was followed."""
        where = "d.deleted IS NULL" if "deleted" in one.columns else "1 = 1"
        of = f"FROM {one.table} d"
        return self._insert(one, "d", "d.version", f"'{Action.CREATED}'", where=where, of=of)

    # Who may read --------------------------------------------------------------------------------

    def _of_readers(self, one, through):
        """A user is named on a marked record, or no longer."""
        record = through._meta.get_field(one.model._meta.model_name).column
        for event, row in (("INSERT", "NEW"), ("DELETE", "OLD")):
            project = (
                f"(SELECT p.project_id FROM {one.table} p"  # noqa: S608 - our own names
                f" WHERE p.id = {row}.{record})"
            )
            yield Trigger(
                through._meta.db_table,
                event,
                (self._resync(one.key, f"{row}.{record}", project, "user", f"{row}.user_id"),),
            )

    def of_memberships(self):
        """A user joins a project, leaves it, or gets another role."""
        table = Membership._meta.db_table
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            where = "OLD.role <> NEW.role" if event == "UPDATE" else "1 = 1"
            place = f"{row}.project_id"
            statement = self._resync("project", place, place, "user", f"{row}.user_id", where)
            yield Trigger(table, event, (statement,))

    def of_projects(self):
        """A project is opened or closed."""
        differs = "OLD.visibility <> NEW.visibility"
        statement = self._resync(
            "project", "NEW.id", "NEW.id", "visibility", "OLD.visibility", differs
        )
        yield Trigger(Project._meta.db_table, "UPDATE", (statement,))

    def _resync(self, kind, record, project, name, value, where="1 = 1"):
        before = f"{self.dialect.json_object}('{name}', {value})"
        values = (self.dialect.transaction, f"'{kind}'", record, "NULL", f"'{Action.RESYNC}'")
        return (
            f"INSERT INTO {CHANGES} {COLUMNS} "
            f"SELECT {', '.join((*values, self.dialect.now, project, before))}"
            f" WHERE {NOT_PURGED} AND ({where})"
        )


def _depending_on(one) -> list:
    """(followed table, its foreign key) of the rows that a change of a row may show or hide."""
    return [
        (other, name)
        for other in followed().values()
        for name in getattr(other.model, "changes_with", ())
        if other.columns[name].related_model is one.model
    ]


def project_sql(model, row, depth=0) -> str:
    """SQL of the id of the project that a row belongs to."""
    columns = {field.name: field for field in model._meta.concrete_fields}
    if "project" in columns:
        return f"{row}.project_id"
    found = []
    for name in model.visible_through:
        parent, alias = columns[name].related_model, f"p{depth}"
        found.append(
            f"(SELECT {project_sql(parent, alias, depth + 1)} FROM {parent._meta.db_table} {alias}"  # noqa: S608
            f" WHERE {alias}.id = {row}.{columns[name].column})"
        )
        if not columns[name].null:
            break
    return found[0] if len(found) == 1 else f"COALESCE({', '.join(found)})"
