"""The database itself refuses to rewrite the history.

Only UPDATE is refused: a project that is deleted takes its history along, and SQLite empties
tables between tests with DELETE. Written by hand, so it stands apart from the generated 0001.
"""

from django.db import migrations

TABLE = "curation_revision"
REFUSAL = "The history is append-only."

POSTGRESQL = f"""
CREATE FUNCTION refuse_to_rewrite_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER history_is_append_only BEFORE UPDATE ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history();
"""
SQLITE = f"""
CREATE TRIGGER history_is_append_only BEFORE UPDATE ON {TABLE}
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""


def close(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def reopen(apps, schema_editor):
    on_table = "" if schema_editor.connection.vendor == "sqlite" else f" ON {TABLE}"
    schema_editor.execute(f"DROP TRIGGER history_is_append_only{on_table}")
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute("DROP FUNCTION refuse_to_rewrite_history()")


class Migration(migrations.Migration):
    dependencies = [("curation", "0001_initial")]
    operations = [migrations.RunPython(close, reopen)]
