"""Queries whose SQL is built once: Django takes ten times longer to build a lookup than to run it.

A query is built with placeholders, values that no row has, instead of the values of one use, and
compiled; each use replaces them by its values and runs the same SQL. The user is a placeholder as
well, so the visibility rule is built by the same code as everywhere else.
"""

import copy
import datetime
import uuid
from functools import lru_cache

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import ModelIterable

FIELDS = {uuid.UUID: models.UUIDField(), datetime.datetime: models.DateTimeField()}


class Prepared:
    """A prepared query for rows of a model, with placeholders `stand_ins` ({name: value}).

    Each placeholder must differ from every other value in the query.
    """

    def __init__(self, rows: models.QuerySet, stand_ins: dict):
        self.rows, connection = rows, connections[rows.db]
        self.compiler = rows.query.get_compiler(rows.db)
        try:
            self.sql, params = self.compiler.as_sql()
        except EmptyResultSet:  # a rule that shows nobody anything
            self.sql, params = None, ()
        names = {written(value, connection): name for name, value in stand_ins.items()}
        self.params = [
            (param, names.get(param) if isinstance(param, (str, *FIELDS)) else None)
            for param in params
        ]

    def bound(self, values: dict) -> tuple:
        """The parameters of the SQL for these values ({name of a placeholder: value})."""
        connection = connections[self.rows.db]
        found = {name: written(value, connection) for name, value in values.items()}
        return tuple(param if name is None else found[name] for param, name in self.params)

    def count(self, values: dict) -> int:
        """The number of rows for these values."""
        if self.sql is None:
            return 0
        with connections[self.rows.db].cursor() as cursor:
            sql = f"SELECT COUNT(*) FROM ({self.sql}) counted"  # noqa: S608 - made by Django
            cursor.execute(sql, self.bound(values))
            return cursor.fetchone()[0]

    def all(self, values: dict) -> list:
        """The rows for these values."""
        if self.sql is None:
            return []
        connection, params = connections[self.rows.db], self.bound(values)
        compiler, query = copy.copy(self.compiler), copy.copy(self.rows.query)
        compiler.connection = connection  # each thread has its own
        compiler.as_sql = lambda *_args, **_options: (self.sql, params)
        query.get_compiler = lambda *_args, **_options: compiler
        return list(ModelIterable(models.QuerySet(self.rows.model, query, self.rows.db)))


def written(value, connection):
    """A value as this database takes it as a parameter."""
    field = FIELDS.get(type(value))
    return field.get_db_prep_value(value, connection, prepared=True) if field else value


@lru_cache(maxsize=512)  # about 40 kB each
def prepare(build, *shape) -> Prepared:
    """Build and prepare the query `build(*shape)`, which returns (rows, placeholders); cached."""
    with connections[DEFAULT_DB_ALIAS].execute_wrapper(_refuse):
        return Prepared(*build(*shape))


def _refuse(*_args):
    raise TypeError("A query that asks another one while it is built cannot be prepared.")
