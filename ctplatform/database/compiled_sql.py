"""SQL of an expression that Django compiles once, with new parameters at each use.

Building the condition under which a row is visible takes Django longer than the database takes to
evaluate it. The expression is built with placeholders, values that no row has, and each use
replaces them.
"""

import datetime
import uuid
from functools import lru_cache

from django.core.exceptions import EmptyResultSet
from django.db import models

FIELDS = {uuid.UUID: models.UUIDField(), datetime.datetime: models.DateTimeField()}


class _Compiled:
    """The SQL of `build(*shape)`, which returns (expression, {name: placeholder})."""

    def __init__(self, build, shape):
        self.build, self.shape, self.parts = build, shape, None

    def parts_for(self, compiler, connection):
        """(SQL, [(parameter, name of a placeholder or None)]); the SQL is None without rows."""
        if self.parts is None:
            with connection.execute_wrapper(_refuse):
                expression, placeholders = self.build(*self.shape)
            try:
                sql, params = compiler.compile(expression)
            except EmptyResultSet:  # a rule that shows nobody anything
                sql, params = None, ()
            names = {as_parameter(value, connection): name for name, value in placeholders.items()}
            self.parts = sql, [(each, _name_of(each, names)) for each in params]
        return self.parts


def compile_once(build, shape, values, compiler, connection) -> tuple:
    """(SQL, parameters) of the expression of `build(*shape)` for `values` ({placeholder: value}).

    Called by `as_sql` of an expression, with the same arguments. `build` is a module-level function
    and makes no query. The SQL is None if there can be no rows.
    """
    sql, params = _kept(build, shape, connection.alias).parts_for(compiler, connection)
    found = {name: as_parameter(value, connection) for name, value in values.items()}
    return sql, tuple(each if name is None else found[name] for each, name in params)


def as_parameter(value, connection):
    """A value as this database takes it as a parameter."""
    field = FIELDS.get(type(value))
    return field.get_db_prep_value(value, connection, prepared=True) if field else value


@lru_cache(maxsize=2048)  # about 20 kB each
def _kept(build, shape, _alias) -> _Compiled:
    return _Compiled(build, shape)


def _name_of(param, names):
    return names.get(param) if isinstance(param, (str, *FIELDS)) else None


def _refuse(*_args):
    raise TypeError("An expression that makes a query while it is built cannot be compiled once.")
