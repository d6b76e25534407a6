"""Insert rows as they are, many at a time."""

from collections.abc import Sequence

from django.core.serializers.base import DeserializedObject
from django.db import connection, models


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model, with the times that they have.

    Django's `bulk_create` would set the times of `auto_now` columns, which `loaddata` leaves alone.
    Rows whose id the database numbers get it: one by one where they have such a column.
    """
    if not rows:
        return
    model = type(rows[0])
    if not isinstance(model._meta.pk, models.AutoField):
        _insert(model, rows)
    elif any(getattr(field, "auto_now_add", False) for field in model._meta.concrete_fields):
        for row in rows:
            DeserializedObject(row).save(force_insert=True)
    else:
        model._base_manager.bulk_create(rows)


def _insert(model, rows):
    fields = model._meta.concrete_fields
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
        for row in rows
    ]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f"COPY {table} ({names}) FROM STDIN", values)
        else:
            marks = ", ".join(["%s"] * len(fields))
            sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
            cursor.executemany(sql, values)


def _copy(cursor, sql, values):
    with connection.wrap_database_errors, cursor.copy(sql) as copy:
        for row in values:
            copy.write_row(row)
