"""Index the names that pickers search by groups of three letters, where PostgreSQL can."""

from django.db import migrations

INDEXED = ("actor", "place", "source")


def trigrams(schema_editor):
    """Whether this database can index text by its groups of three letters."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_available_extensions a WHERE name = 'pg_trgm' AND"
            " (installed_version IS NOT NULL OR has_database_privilege(current_database(), 'CREATE'))"
        )
        return cursor.fetchone()[0] == 1


def add_indexes(apps, schema_editor):
    if trigrams(schema_editor):
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for name in INDEXED:
            schema_editor.execute(
                f"CREATE INDEX {name}_by_trigrams ON incidents_{name}"
                " USING gin (search_text gin_trgm_ops)"
            )


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXED:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}_by_trigrams")


class Migration(migrations.Migration):
    dependencies = [("incidents", "0030_names_in_any_spelling")]
    operations = [migrations.RunPython(add_indexes, drop_indexes)]
