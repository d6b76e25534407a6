"""The chain over the audit log; the database refuses UPDATE, DELETE and TRUNCATE of it."""

import uuid_utils.compat
from django.db import migrations, models

TABLE = "audit_auditchainentry"
REFUSAL = "The audit log is append-only."
OPERATIONS = {
    "changed": ("UPDATE", "ROW", "refuse_to_rewrite_history"),
    "deleted": ("DELETE", "ROW", "refuse_to_delete_history"),
    "emptied": ("TRUNCATE", "STATEMENT", "refuse_to_delete_history"),
}


def close(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for what, (operation, each, function) in OPERATIONS.items():
        head = f"CREATE TRIGGER {TABLE}_is_not_{what} BEFORE {operation} ON {TABLE} "
        if not is_sqlite:
            schema_editor.execute(f"{head} FOR EACH {each} EXECUTE FUNCTION {function}()")
        elif operation != "TRUNCATE":
            closed = "WHEN NOT EXISTS (SELECT 1 FROM curation_historygate)"
            when = closed if operation == "DELETE" else ""
            schema_editor.execute(f"{head} {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")


def reopen(apps, schema_editor):
    on_table = "" if schema_editor.connection.vendor == "sqlite" else f" ON {TABLE}"
    for what in OPERATIONS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_is_not_{what}{on_table}")


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditChainPending',
            fields=[
                ('subject', models.CharField(max_length=10)),
                ('subject_id', models.CharField(max_length=40)),
                ('project_id', models.UUIDField(null=True)),
                ('content', models.TextField(blank=True, default='')),
                ('digest', models.CharField(max_length=64)),
                ('mac', models.CharField(max_length=64)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AuditChainEntry',
            fields=[
                ('subject', models.CharField(max_length=10)),
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
                'indexes': [models.Index(fields=['subject'], name='auditchainentry_subject')],
            },
        ),
        migrations.RunPython(close, reopen),
    ]
