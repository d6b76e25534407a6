"""Chain the history by hashes; the database refuses UPDATE, DELETE and TRUNCATE of it.

A purge deletes while a row is in `curation_historygate`, which it inserts and removes in its own
transaction.
"""

import django.utils.timezone
import uuid_utils.compat
from django.db import migrations, models

TABLES = ("curation_revision", "accounts_projectevent", "curation_historyentry")
REFUSAL = "The history is append-only."

FUNCTION = f"""
CREATE FUNCTION refuse_to_delete_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM curation_historygate) THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def close(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            _close_sqlite(schema_editor, table)
        return
    schema_editor.execute(FUNCTION)
    for table in TABLES:
        if table != "curation_revision":  # it has this one since 0002
            schema_editor.execute(
                f"CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history()"
            )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_delete_history()"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_delete_history()"
        )


def _close_sqlite(schema_editor, table):
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    if table != "curation_revision":
        schema_editor.execute(
            f"CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table} {refuse}"
        )
    schema_editor.execute(
        f"CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON {table} "
        f"WHEN NOT EXISTS (SELECT 1 FROM curation_historygate) {refuse}"
    )


def reopen(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        on_table = "" if is_sqlite else f" ON {table}"
        for what in ("changed", "deleted", "emptied"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_is_not_{what}{on_table}")
    if not is_sqlite:
        schema_editor.execute("DROP FUNCTION refuse_to_delete_history()")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_token_use'),
        ('curation', '0009_names_of_records'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoryGate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='HistoryPending',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject', models.CharField(choices=[('revision', 'revision'), ('event', 'change of a project'), ('decision', 'decision on a proposal'), ('purge', 'removal of a project')], max_length=10)),
                ('subject_id', models.CharField(max_length=40)),
                ('project_id', models.UUIDField(null=True)),
                ('content', models.TextField(blank=True, default='')),
                ('digest', models.CharField(max_length=64)),
                ('mac', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HistoryEntry',
            fields=[
                ('subject', models.CharField(choices=[('revision', 'revision'), ('event', 'change of a project'), ('decision', 'decision on a proposal'), ('purge', 'removal of a project')], max_length=10)),
                ('subject_id', models.CharField(max_length=40)),
                ('project_id', models.UUIDField(null=True)),
                ('content', models.TextField(blank=True, default='')),
                ('digest', models.CharField(max_length=64)),
                ('mac', models.CharField(max_length=64)),
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['position'],
                'abstract': False,
                'indexes': [models.Index(fields=['subject', 'subject_id'], name='historyentry_subject')],
            },
        ),
        migrations.RunPython(close, reopen),
    ]
