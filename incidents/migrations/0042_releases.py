"""Releases and their files, which the database refuses to change once they are released.

A purge of a project deletes them while a row is in `curation_historygate`. A later step that lets
SQLite make one of the two tables again has to make its triggers again.
"""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

REFUSAL = "A release never changes."
RELEASE, FILE = "incidents_release", "incidents_releasefile"
GATE = "EXISTS (SELECT 1 FROM curation_historygate)"

POSTGRESQL = f"""
CREATE FUNCTION refuse_to_change_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND {GATE} THEN RETURN OLD; END IF;
  RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION refuse_to_change_file_of_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND {GATE} THEN RETURN OLD; END IF;
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
CREATE TRIGGER release_is_not_changed BEFORE UPDATE OR DELETE ON {RELEASE}
FOR EACH ROW WHEN (OLD.state = 'released') EXECUTE FUNCTION refuse_to_change_release();
CREATE TRIGGER release_is_not_emptied BEFORE TRUNCATE ON {RELEASE}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_delete_history();
CREATE TRIGGER file_of_release_is_not_changed BEFORE INSERT OR UPDATE OR DELETE ON {FILE}
FOR EACH ROW EXECUTE FUNCTION refuse_to_change_file_of_release();
CREATE TRIGGER file_of_release_is_not_emptied BEFORE TRUNCATE ON {FILE}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_delete_history();
"""

OF_RELEASED = f"EXISTS (SELECT 1 FROM {RELEASE} WHERE id = {{}}.release_id AND state = 'released')"
SQLITE = [
    (RELEASE, "UPDATE", "OLD.state = 'released'"),
    (RELEASE, "DELETE", f"OLD.state = 'released' AND NOT {GATE}"),
    (FILE, "INSERT", OF_RELEASED.format("NEW")),
    (FILE, "UPDATE", f"{OF_RELEASED.format('OLD')} OR {OF_RELEASED.format('NEW')}"),
    (FILE, "DELETE", f"{OF_RELEASED.format('OLD')} AND NOT {GATE}"),
]


def close(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute(POSTGRESQL)
        return
    for table, act, condition in SQLITE:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
            f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def reopen(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table, act, _condition in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {table}_refuses_{act.lower()}")
        return
    for table, name in ((RELEASE, "release"), (FILE, "file_of_release")):
        schema_editor.execute(f"DROP TRIGGER {name}_is_not_changed ON {table}")
        schema_editor.execute(f"DROP TRIGGER {name}_is_not_emptied ON {table}")
    schema_editor.execute("DROP FUNCTION refuse_to_change_release()")
    schema_editor.execute("DROP FUNCTION refuse_to_change_file_of_release()")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_invitations'),
        ('curation', '0010_history_chain'),
        ('incidents', '0041_data_checks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.SlugField(max_length=60, verbose_name='short name')),
                ('number', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='number')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('description', models.TextField(blank=True, max_length=5000, verbose_name='description')),
                ('creators', models.JSONField(default=list, verbose_name='creators')),
                ('publisher', models.CharField(max_length=200, verbose_name='publisher')),
                ('licence', models.CharField(choices=[('CC0-1.0', 'CC0 1.0'), ('CC-BY-4.0', 'CC BY 4.0'), ('CC-BY-SA-4.0', 'CC BY-SA 4.0'), ('CC-BY-NC-4.0', 'CC BY-NC 4.0'), ('ODbL-1.0', 'ODbL 1.0')], max_length=20, verbose_name='licence')),
                ('query', models.TextField(blank=True, max_length=4000, verbose_name='selection')),
                ('state', models.CharField(choices=[('making', 'being made'), ('ready', 'awaiting approval'), ('released', 'released')], default='making', max_length=30, verbose_name='state')),
                ('policy', models.CharField(choices=[('four_eyes', 'a second person reads every change'), ('open', 'changes apply at once and are recorded')], max_length=10, verbose_name='review')),
                ('address', models.CharField(blank=True, max_length=500)),
                ('manifest', models.JSONField(blank=True, default=dict)),
                ('manifest_sha256', models.CharField(blank=True, max_length=64)),
                ('job', models.UUIDField(blank=True, editable=False, null=True)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                ('approved', models.DateTimeField(blank=True, null=True, verbose_name='approved')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('previous', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='incidents.release')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.project')),
            ],
            options={
                'verbose_name': 'release',
                'verbose_name_plural': 'releases',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ReleaseFile',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('media_type', models.CharField(max_length=100)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('rows', models.PositiveIntegerField(blank=True, null=True)),
                ('file', models.FileField(max_length=300, upload_to='releases/')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='incidents.release')),
            ],
            options={
                'verbose_name': 'file of a release',
                'verbose_name_plural': 'files of releases',
                'ordering': ['name'],
            },
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(fields=('project', 'name', 'number'), name='a_release_has_a_number_of_its_own', violation_error_message='A release of this name is being prepared already.'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['making', 'ready', 'released']), ('state__isnull', True), _connector='OR'), name='release_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('policy__in', ['four_eyes', 'open'])), name='release_policy_is_known'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('licence__in', ['CC0-1.0', 'CC-BY-4.0', 'CC-BY-SA-4.0', 'CC-BY-NC-4.0', 'ODbL-1.0'])), name='release_licence_is_known'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), models.Q(('approved__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='a_release_says_who_approved_it'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), ('policy', 'open'), models.Q(('approved_by', models.F('created_by')), _negated=True), _connector='OR'), name='a_release_is_approved_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'making'), models.Q(('manifest_sha256', ''), _negated=True), _connector='OR'), name='a_release_that_is_made_has_a_manifest'),
        ),
        migrations.AddConstraint(
            model_name='releasefile',
            constraint=models.UniqueConstraint(fields=('release', 'name'), name='a_release_has_a_file_of_a_name_once'),
        ),
        migrations.RunPython(close, reopen),
    ]
