"""Functions of the database that Django lacks, for both databases."""

import json

from django.db.models import Aggregate, BooleanField, CharField, Func, IntegerField


class DaysBetween(Func):
    """Whole days from the first date to the second."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(
            compiler,
            connection,
            template="CAST(julianday(%(expressions)s) AS INTEGER)",
            arg_joiner=") - julianday(",
            **context,
        )


class Joined(Aggregate):
    """Join texts of several rows; Joined(words, column) orders them by the column.

    SQLite supports such an order only since 3.44; here it joins them in the order of its rows.
    """

    template = "STRING_AGG(%(expressions)s)"
    separator = "'; '"
    output_field = CharField()

    @property
    def arg_joiner(self):
        return f", {self.separator} ORDER BY "

    def as_sqlite(self, compiler, connection, **context):
        words = self.copy()
        words.set_source_expressions([self.get_source_expressions()[0], None])
        template = f"GROUP_CONCAT(%(expressions)s, {self.separator})"
        return words.as_sql(compiler, connection, template=template, **context)


class Listed(Joined):
    """As Joined, separated by newlines, for texts that may contain any other separator."""

    separator = "'\n'"


class IdText(Func):
    """An id (a UUID) as text with hyphens, made by the database.

    Python takes longer to make a UUID than SQLite takes to write its text.
    """

    output_field = CharField()
    template = "(%(expressions)s)::text"

    def as_sqlite(self, compiler, connection, **_context):
        sql, params = compiler.compile(self.get_source_expressions()[0])
        parts = [f"substr({sql}, {start}, {size})" for start, size in HYPHENATED]
        return f"({' || char(45) || '.join(parts)})", (*params,) * len(parts)


HYPHENATED = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
"""(first digit, number of digits) of the parts of a UUID."""


class TimeText(Func):
    """A time as ISO 8601 in UTC, made by the database: 2026-11-29T08:00:00.123456Z."""

    output_field = CharField()
    template = (
        "replace(to_char(%(expressions)s AT TIME ZONE 'UTC', "
        """'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z')"""
    )

    def as_sqlite(self, compiler, connection, **context):
        template = "(replace(%(expressions)s, ' ', 'T') || 'Z')"
        return self.as_sql(compiler, connection, template=template, **context)


class IdIn(Func):
    """The condition that an id (a UUID) is among many; they are one parameter of the query.

    `__in` has a parameter for each, and Django takes longer to prepare a thousand of them than the
    database to find their rows.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(self, expression, ids):
        super().__init__(expression)
        self.ids = list(ids)

    def as_postgresql(self, compiler, connection, **_context):
        sql, params = compiler.compile(self.get_source_expressions()[0])
        return f"{sql} = ANY(%s)", (*params, self.ids)

    def as_sqlite(self, compiler, connection, **_context):
        sql, params = compiler.compile(self.get_source_expressions()[0])
        ids = json.dumps([each.hex for each in self.ids])
        return f"{sql} IN (SELECT value FROM json_each(%s))", (*params, ids)  # noqa: S608 - ours
