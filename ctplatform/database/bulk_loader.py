"""Insert and update many rows: with COPY or large INSERTs, and with one statement for each model.

Checking half a million rows takes longer than a transaction should hold locks. So the checked rows
go to temporary files, in the form in which the database stores them, and the transaction only
copies them.
"""

import tempfile
from contextlib import ExitStack
from enum import Enum
from functools import cache
from operator import itemgetter

import orjson
from django.db import connection, models

from ctplatform.database.batches import in_batches

IN_MEMORY = 1024 * 1024  # bytes of rows of one model, before they go to the disk
BATCH = 2000  # rows per executemany of an INSERT


class BulkLoader:
    """Rows of several models, kept in the order in which they were added. Close it after use."""

    def __init__(self):
        self.files, self.stack = {}, ExitStack()

    def close(self):
        self.stack.close()

    def add(self, record: models.Model) -> None:
        """Keep a row; columns that `save()` would derive must be set already."""
        self.write(type(record), stored_values(record))

    def write(self, model, values: list) -> None:
        """Keep a row given as the values of its columns, in the model's order."""
        if model not in self.files:
            file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - see close
            self.files[model] = self.stack.enter_context(file)
        self.files[model].write(orjson.dumps(values, default=str, option=LINE))

    def insert(self, tick=lambda rows: None) -> None:
        """Insert all rows, model by model; `tick(n)` is called after every BATCH of them."""
        write = _copy if connection.vendor == "postgresql" else _insert
        for model, file in self.files.items():
            file.seek(0)
            write(model, (orjson.loads(line) for line in file), tick)


def insert_rows(rows: list) -> None:
    """Insert rows in their order; columns that `save()` would derive must be set already."""
    if len(rows) == 1:  # COPY and a file would take longer
        type(rows[0])._base_manager.bulk_create(rows)
        return
    loader = BulkLoader()
    try:
        for row in rows:
            loader.add(row)
        loader.insert()
    finally:
        loader.close()


def update_rows(model, changes, columns) -> int:
    """Write columns of rows of a model; return how many of them were still at their version.

    `changes` are (row, version): only a row that is stored with that version is written, any where
    it is None. `columns` are names of attributes, such as `place_id`.
    """
    fields = [field for field in model._meta.concrete_fields if field.attname in columns]
    key, versioned = model._meta.pk, changes[0][1] is not None
    values = [
        [_stored_value(each, row) for each in (*fields, key)] + ([version] if versioned else [])
        for row, version in changes
    ]
    where = [key, *([model._meta.get_field("version")] if versioned else [])]
    with connection.cursor() as cursor:
        if len(values) > 1 and connection.vendor == "postgresql":
            columns = [list(column) for column in zip(*values, strict=True)]
            cursor.execute(_update_many(model, fields, where), columns)
        elif len(values) > 1:
            cursor.executemany(_update_row(model, fields, where), values)
        else:
            cursor.execute(_update_row(model, fields, where), values[0])
        return cursor.rowcount


def _stored_value(field, row):
    value = getattr(row, field.attname)
    value = value.value if isinstance(value, Enum) else value
    return field.get_db_prep_save(value, connection)


def _update_row(model, fields, where) -> str:
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    same = " AND ".join(f"{quote(field.column)} = %s" for field in where)
    return f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {same}"  # noqa: S608 - our names


def _update_many(model, fields, where) -> str:
    """One statement for all rows, with a list for each column."""
    quote = connection.ops.quote_name
    names = [quote(field.column) for field in fields] + [f"was_{each.column}" for each in where]
    lists = ", ".join(f"%s::{_type_of(field)}[]" for field in (*fields, *where))
    sets = ", ".join(f"{quote(field.column)} = v.{quote(field.column)}" for field in fields)
    same = " AND ".join(f"t.{quote(each.column)} = v.was_{each.column}" for each in where)
    return (
        f"UPDATE {quote(model._meta.db_table)} t SET {sets} "  # noqa: S608 - our own names
        f"FROM unnest({lists}) v ({', '.join(names)}) WHERE {same}"
    )


def _type_of(field) -> str:
    """The type of a column without its length: a cast to one would cut longer texts off."""
    return field.db_type(connection).partition("(")[0]


LINE = orjson.OPT_APPEND_NEWLINE


def stored_values(record) -> list:
    """The values of a row's columns as the loader stores them, in the order of the model."""
    values, encoders = _columns_of(type(record))
    found = list(values(record.__dict__))
    for place, encode in encoders:
        found[place] = encode(record)
    return found


@cache
def _columns_of(model) -> tuple:
    """(function from the attributes of a row to its columns, [(place, function)] of some)."""
    fields = written_fields(model)
    encoders = [(place, found) for place, each in enumerate(fields) if (found := _encoder(each))]
    return itemgetter(*(field.attname for field in fields)), encoders


def written_fields(model) -> list:
    """The columns of a model, without an id that the database gives."""
    return [each for each in model._meta.concrete_fields if not isinstance(each, models.AutoField)]


def _encoder(field):
    """The function that encodes a column of a row; None where the value is stored as it is."""
    name = field.attname
    if isinstance(field, models.JSONField):

        def encode(record):
            value = getattr(record, name)
            return None if value is None else orjson.dumps(value).decode()

    elif getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):

        def encode(record):
            return field.pre_save(record, True)

    else:
        return None

    return encode


def _copy(model, rows, tick):
    """Copy the values as they are: PostgreSQL reads all types from text."""
    names = ", ".join(connection.ops.quote_name(f.column) for f in written_fields(model))
    table = connection.ops.quote_name(model._meta.db_table)
    sql = f"COPY {table} ({names}) FROM STDIN"
    cursor = connection.cursor()
    with cursor, connection.wrap_database_errors, cursor.copy(sql) as copy:
        for number, row in enumerate(rows, 1):
            copy.write_row(row)
            if number % BATCH == 0:
                tick(BATCH)


def _insert(model, rows, tick):
    fields = written_fields(model)
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
    changes = [(place, change) for place, f in enumerate(fields) if (change := _sqlite(f))]
    with connection.cursor() as cursor:
        for batch in in_batches(_changed(rows, changes), BATCH):
            cursor.executemany(sql, batch)
            tick(len(batch))


def _changed(rows, changes):
    for row in rows:
        for place, change in changes:
            if row[place] is not None:
                row[place] = change(row[place])
        yield row


def _sqlite(field):
    """Converter to SQLite's form: ids without dashes, UTC times without zone; None if unneeded."""
    target = field.target_field if field.is_relation else field
    if isinstance(target, models.UUIDField):
        return lambda text: text.replace("-", "")
    if isinstance(target, models.DateTimeField):
        return lambda text: text.replace("T", " ").removesuffix("+00:00")
    return None
