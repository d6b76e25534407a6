"""Takedowns: the one change of a file of a release that the database permits.

The content of a file may be deleted once, if an approved takedown of its release names it; its
name, size and hash stay. A takedown itself never changes but by its decision. The triggers of files
(0042) are made again, since SQLite writes their table again. A later step that lets SQLite make
one of the three tables again has to make its triggers again.
"""

import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


REFUSAL = "A release never changes."
RELEASE, FILE, TAKEDOWN = "incidents_release", "incidents_releasefile", "incidents_takedown"
GATE = "EXISTS (SELECT 1 FROM curation_historygate)"
KEPT = ("id", "release_id", "name", "media_type", "sha256", "size", "rows")
REQUESTED = ("id", "release_id", "files", "reason", "created_by_id", "created", "is_alone")


def same(columns, comparison):
    return " AND ".join(f"OLD.{each} {comparison} NEW.{each}" for each in columns)


def is_taken_down(comparison, names_file):
    """The condition under which an update of a file deletes its content and does nothing else."""
    return (
        "OLD.takedown_id IS NULL AND NEW.takedown_id IS NOT NULL AND NEW.file = ''"
        f" AND {same(KEPT, comparison)} AND EXISTS (SELECT 1 FROM {TAKEDOWN} t"
        " WHERE t.id = NEW.takedown_id AND t.release_id = OLD.release_id"
        f" AND t.state = 'approved' AND {names_file})"
    )


POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION refuse_to_change_file_of_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND {GATE} THEN RETURN OLD; END IF;
  IF TG_OP = 'UPDATE' AND {is_taken_down("IS NOT DISTINCT FROM", "t.files @> to_jsonb(OLD.name)")}
  THEN RETURN NEW; END IF;
  IF TG_OP <> 'INSERT' AND EXISTS (
    SELECT 1 FROM {RELEASE} WHERE id = OLD.release_id AND state = 'released'
  ) OR TG_OP <> 'DELETE' AND EXISTS (
    SELECT 1 FROM {RELEASE} WHERE id = NEW.release_id AND state = 'released'
  ) THEN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION refuse_to_change_takedown() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND {GATE} THEN RETURN OLD; END IF;
  IF TG_OP = 'UPDATE' AND OLD.state = 'requested'
    AND {same(REQUESTED, "IS NOT DISTINCT FROM")} THEN RETURN NEW; END IF;
  RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER takedown_is_not_changed BEFORE UPDATE OR DELETE ON {TAKEDOWN}
FOR EACH ROW EXECUTE FUNCTION refuse_to_change_takedown();
CREATE TRIGGER takedown_is_not_emptied BEFORE TRUNCATE ON {TAKEDOWN}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_delete_history();
"""

OF_RELEASED = f"EXISTS (SELECT 1 FROM {RELEASE} WHERE id = {{}}.release_id AND state = 'released')"
NAMES_FILE = "EXISTS (SELECT 1 FROM json_each(t.files) e WHERE e.value = OLD.name)"
SQLITE = [
    (FILE, "INSERT", OF_RELEASED.format("NEW")),
    (
        FILE,
        "UPDATE",
        f"({OF_RELEASED.format('OLD')} OR {OF_RELEASED.format('NEW')})"
        f" AND NOT ({is_taken_down('IS', NAMES_FILE)})",
    ),
    (FILE, "DELETE", f"{OF_RELEASED.format('OLD')} AND NOT {GATE}"),
    (TAKEDOWN, "UPDATE", f"OLD.state <> 'requested' OR NOT ({same(REQUESTED, 'IS')})"),
    (TAKEDOWN, "DELETE", f"NOT {GATE}"),
]


def open_files(apps, schema_editor):
    """Drop the triggers of files on SQLite, before their table is written again."""
    if schema_editor.connection.vendor == "sqlite":
        for act in ("insert", "update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {FILE}_refuses_{act}")


def close(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute(POSTGRESQL)
        return
    for table, act, condition in SQLITE:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
            f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0053_findings_follow_edits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(open_files),
        migrations.CreateModel(
            name='Takedown',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('files', models.JSONField(verbose_name='files')),
                ('reason', models.TextField(max_length=1000, verbose_name='reason')),
                ('state', models.CharField(choices=[('requested', 'awaiting approval'), ('approved', 'taken down'), ('refused', 'refused')], default='requested', max_length=30, verbose_name='state')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, verbose_name='requested')),
                ('decided', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('is_alone', models.BooleanField(default=False, verbose_name='without a second person')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='takedowns', to='incidents.release')),
            ],
            options={
                'verbose_name': 'takedown',
                'verbose_name_plural': 'takedowns',
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='releasefile',
            name='takedown',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='incidents.takedown'),
        ),
        migrations.AddConstraint(
            model_name='releasefile',
            constraint=models.CheckConstraint(condition=models.Q(('takedown__isnull', True), ('file', ''), _connector='OR'), name='a_file_that_is_taken_down_has_no_content'),
        ),
        migrations.AddConstraint(
            model_name='takedown',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'requested')), fields=('release',), name='a_release_has_one_open_takedown', violation_error_message='Another request waits: decide on that one first.'),
        ),
        migrations.AddConstraint(
            model_name='takedown',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'approved', 'refused']), ('state__isnull', True), _connector='OR'), name='takedown_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='takedown',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided__isnull', True), ('decided_by__isnull', True), ('state', 'requested')), models.Q(models.Q(('state', 'requested'), _negated=True), ('decided__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='a_takedown_says_who_decided'),
        ),
        migrations.AddConstraint(
            model_name='takedown',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('is_alone', True), models.Q(('decided_by', models.F('created_by')), _negated=True), _connector='OR'), name='a_takedown_is_approved_by_a_second_person'),
        ),
        migrations.RunPython(close),
    ]
