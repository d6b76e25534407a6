"""The audit log; the database refuses UPDATE, DELETE and TRUNCATE of it on its own."""

import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

TABLES = ("audit_auditentry", "audit_auditedproject")
REFUSAL = "The audit log is append-only."
OPERATIONS = {
    "changed": ("UPDATE", "ROW", "refuse_to_rewrite_history"),
    "deleted": ("DELETE", "ROW", "refuse_to_delete_history"),
    "emptied": ("TRUNCATE", "STATEMENT", "refuse_to_delete_history"),
}
# What is old is deleted while a row is in curation_historygate, as in a purge.


def close(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        for what, (operation, each, function) in OPERATIONS.items():
            head = f"CREATE TRIGGER {table}_is_not_{what} BEFORE {operation} ON {table} "
            if not is_sqlite:
                schema_editor.execute(f"{head} FOR EACH {each} EXECUTE FUNCTION {function}()")
            elif operation != "TRUNCATE":
                closed = "WHEN NOT EXISTS (SELECT 1 FROM curation_historygate)"
                when = closed if operation == "DELETE" else ""
                schema_editor.execute(f"{head} {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")


def reopen(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        for what in OPERATIONS:
            on_table = "" if is_sqlite else f" ON {table}"
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_is_not_{what}{on_table}")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('curation', '0013_decisions_of_a_project'),
        ('accounts', '0007_token_scopes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditedProject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.project')),
            ],
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('token', models.CharField(blank=True, max_length=100, verbose_name='token')),
                ('channel', models.CharField(choices=[('page', 'page'), ('api', 'API'), ('admin', 'admin'), ('command', 'command'), ('job', 'background job')], max_length=10, verbose_name='channel')),
                ('resource', models.CharField(max_length=60, verbose_name='records')),
                ('format', models.CharField(max_length=40, verbose_name='format')),
                ('name', models.CharField(blank=True, max_length=300, verbose_name='file')),
                ('query', models.TextField(blank=True, verbose_name='filters')),
                ('rows', models.BigIntegerField(null=True, verbose_name='rows')),
                ('bytes', models.BigIntegerField(verbose_name='bytes')),
                ('is_complete', models.BooleanField(verbose_name='complete')),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('projects', models.ManyToManyField(related_name='+', through='audit.AuditedProject', to='accounts.project')),
            ],
            options={
                'verbose_name': 'entry of the audit log',
                'verbose_name_plural': 'audit log',
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='auditedproject',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='audited', to='audit.auditentry'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['at'], name='audit_entry_at'),
        ),
        migrations.AddConstraint(
            model_name='auditedproject',
            constraint=models.UniqueConstraint(fields=('entry', 'project'), name='an_audit_entry_names_a_project_once'),
        ),
        migrations.RunPython(close, reopen),
    ]
