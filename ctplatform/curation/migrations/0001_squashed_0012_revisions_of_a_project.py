"""Every table of curation at once: a new database needs none of the steps before."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

TABLES = ("curation_revision", "accounts_projectevent", "curation_historyentry")
REFUSAL = "The history is append-only."
RAISE = f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"
FUNCTIONS = f"""
CREATE FUNCTION refuse_to_rewrite_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {RAISE} END $$;
CREATE FUNCTION refuse_to_delete_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM curation_historygate) THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NULL;
  END IF;
  {RAISE}
END $$
"""


def guard(table):
    """The name of the trigger that refuses to change a row; the first table has the oldest."""
    return "history_is_append_only" if table == TABLES[0] else f"{table}_is_not_changed"


def close(apps, schema_editor):
    """Refuse UPDATE, DELETE and TRUNCATE of the history; a purge opens a gate first."""
    if schema_editor.connection.vendor == "sqlite":
        return close_sqlite(schema_editor)
    schema_editor.execute(FUNCTIONS)
    for table in TABLES:
        for name, event, each, what in (
            (guard(table), "UPDATE", "ROW", "rewrite"),
            (f"{table}_is_not_deleted", "DELETE", "ROW", "delete"),
            (f"{table}_is_not_emptied", "TRUNCATE", "STATEMENT", "delete"),
        ):
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_to_{what}_history()"
            )


def close_sqlite(schema_editor):
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for table in TABLES:
        schema_editor.execute(f"CREATE TRIGGER {guard(table)} BEFORE UPDATE ON {table} {refuse}")
        schema_editor.execute(
            f"CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON {table} "
            f"WHEN NOT EXISTS (SELECT 1 FROM curation_historygate) {refuse}"
        )


def reopen(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        on_table = "" if is_sqlite else f" ON {table}"
        for name in (guard(table), f"{table}_is_not_deleted", f"{table}_is_not_emptied"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
    if not is_sqlite:
        schema_editor.execute("DROP FUNCTION refuse_to_rewrite_history(), refuse_to_delete_history()")


class Migration(migrations.Migration):

    replaces = [('curation', '0001_initial'), ('curation', '0002_history_is_append_only'), ('curation', '0003_merge_and_split'), ('curation', '0004_reviewing'), ('curation', '0005_diff_may_be_empty'), ('curation', '0006_evidence_of_revisions'), ('curation', '0007_grave_candidates'), ('curation', '0008_old_proposals'), ('curation', '0009_names_of_records'), ('curation', '0010_history_chain'), ('curation', '0011_notifications_of_all_subjects'), ('curation', '0012_revisions_of_a_project')]

    initial = True

    dependencies = [
        ('accounts', '0005_open_request'),
        ('accounts', '__first__'),
        ('notifications', '0001_initial'),
    ]

    operations = [
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
                ('subject', models.CharField(choices=[('revision', 'revision'), ('event', 'change of a project'), ('decision', 'decision on a proposal'), ('purge', 'removal of a project')], max_length=10)),
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
            name='Proposal',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.project')),
                ('kind', models.CharField(choices=[('create', 'New record'), ('change', 'Change'), ('withdraw', 'Withdrawal'), ('publish', 'Publication'), ('merge', 'Merge'), ('unmerge', 'Undoing of a merge'), ('split', 'Split')], max_length=10, verbose_name='kind')),
                ('target_type', models.CharField(max_length=40, verbose_name='record type')),
                ('target_id', models.UUIDField(verbose_name='record')),
                ('root_type', models.CharField(editable=False, max_length=40)),
                ('root_id', models.UUIDField(editable=False)),
                ('diff', models.JSONField(blank=True, default=dict, verbose_name='changes')),
                ('payload', models.JSONField(editable=False, null=True)),
                ('names', models.JSONField(editable=False, null=True)),
                ('reason', models.TextField(blank=True, default='', validators=[django.core.validators.MaxLengthValidator(4000), django.core.validators.ProhibitNullCharactersValidator()], verbose_name='reason')),
                ('base_version', models.PositiveIntegerField(default=0, verbose_name='base version')),
                ('state', models.CharField(choices=[('open', 'Open'), ('changes_requested', 'Changes requested'), ('applied', 'Applied'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='open', max_length=20, verbose_name='state')),
                ('policy', models.CharField(choices=[('four_eyes', 'a second person reads every change'), ('open', 'changes apply at once and are recorded')], max_length=10, verbose_name='policy')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ('decision', models.TextField(blank=True, default='', validators=[django.core.validators.MaxLengthValidator(4000), django.core.validators.ProhibitNullCharactersValidator()], verbose_name='reason of the decision')),
                ('approvals_needed', models.PositiveSmallIntegerField(default=1, verbose_name='approvals needed')),
                ('grave_because', models.CharField(blank=True, default='', max_length=200)),
                ('first_reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='first approval by')),
                ('first_decision', models.TextField(blank=True, default='', validators=[django.core.validators.MaxLengthValidator(4000), django.core.validators.ProhibitNullCharactersValidator()], verbose_name='reason of the first approval')),
                ('rest_of', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rests', to='curation.proposal')),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('decided', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='decided')),
                ('last_act', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='last act')),
                ('reminded', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='reminded')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'proposal',
                'verbose_name_plural': 'proposals',
                'ordering': ['-id'],
                'abstract': False,
                'indexes': [models.Index(fields=['project', 'state', 'id'], name='proposal_queue'), models.Index(fields=['root_type', 'root_id'], name='proposal_about'), models.Index(condition=models.Q(('state__in', ['open', 'changes_requested'])), fields=['reminded', 'last_act'], name='proposal_age')],
                'constraints': [models.CheckConstraint(condition=models.Q(('policy', 'open'), ('reviewer__isnull', True), models.Q(('reviewer', models.F('author')), _negated=True), _connector='OR'), name='proposal_is_reviewed_by_a_second_person'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['applied', 'rejected', 'changes_requested']), _negated=True), ('reviewer__isnull', False), _connector='OR'), name='proposal_decision_has_a_reviewer'), models.CheckConstraint(condition=models.Q(models.Q(('decided__isnull', True), ('state__in', ['open', 'changes_requested'])), models.Q(('decided__isnull', False), ('state__in', ['applied', 'rejected', 'withdrawn'])), _connector='OR'), name='proposal_says_when_it_was_decided'), models.CheckConstraint(condition=models.Q(('approvals_needed__in', (1, 2))), name='proposal_needs_one_approval_or_two'), models.CheckConstraint(condition=models.Q(('first_reviewer__isnull', True), models.Q(('first_reviewer', models.F('author')), _negated=True), _connector='OR'), name='proposal_is_first_approved_by_a_second_person'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'applied'), _negated=True), ('approvals_needed', 1), models.Q(('first_reviewer__isnull', False), models.Q(('first_reviewer', models.F('reviewer')), _negated=True)), _connector='OR'), name='grave_proposal_is_approved_by_two'), models.UniqueConstraint(condition=models.Q(('kind', 'publish'), ('state__in', ['open', 'changes_requested'])), fields=('root_type', 'root_id'), name='candidate_is_offered_once'), models.CheckConstraint(condition=models.Q(('reminded__isnull', True), ('reminded__gte', models.F('last_act')), _connector='OR'), name='proposal_is_not_old_once_somebody_acts')],
            },
        ),
        migrations.CreateModel(
            name='ProposalComment',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='curation.proposal')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('text', models.TextField(validators=[django.core.validators.MaxLengthValidator(4000), django.core.validators.ProhibitNullCharactersValidator()], verbose_name='text')),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('mentioned', models.ManyToManyField(editable=False, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'comment on a proposal',
                'verbose_name_plural': 'comments on proposals',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='proposal_comment_says_something')],
            },
        ),
        migrations.CreateModel(
            name='ProposalEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_type', models.CharField(max_length=40)),
                ('object_id', models.UUIDField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='curation.proposal')),
            ],
            options={
                'ordering': ['position', 'id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('proposal', 'object_type', 'object_id'), name='proposal_names_each_evidence_once')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.project')),
                ('kind', models.CharField(choices=[('create', 'New record'), ('change', 'Change'), ('withdraw', 'Withdrawal'), ('publish', 'Publication'), ('merge', 'Merge'), ('unmerge', 'Undoing of a merge'), ('split', 'Split')], max_length=10, verbose_name='kind')),
                ('target_type', models.CharField(max_length=40, verbose_name='record type')),
                ('target_id', models.UUIDField(verbose_name='record')),
                ('root_type', models.CharField(editable=False, max_length=40)),
                ('root_id', models.UUIDField(editable=False)),
                ('diff', models.JSONField(blank=True, default=dict, verbose_name='changes')),
                ('payload', models.JSONField(editable=False, null=True)),
                ('names', models.JSONField(editable=False, null=True)),
                ('reason', models.TextField(blank=True, default='', validators=[django.core.validators.MaxLengthValidator(4000), django.core.validators.ProhibitNullCharactersValidator()], verbose_name='reason')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='curation.proposal')),
            ],
            options={
                'verbose_name': 'revision',
                'verbose_name_plural': 'revisions',
                'ordering': ['-id'],
                'abstract': False,
                'indexes': [models.Index(fields=['root_type', 'root_id', 'id'], name='revision_about'), models.Index(fields=['project', 'id'], name='revision_of_project')],
                'constraints': [models.UniqueConstraint(fields=('target_type', 'target_id', 'version'), name='revision_is_the_only_one_of_its_version')],
            },
        ),
        migrations.CreateModel(
            name='RevisionEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_type', models.CharField(max_length=40)),
                ('object_id', models.UUIDField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='curation.revision')),
            ],
            options={
                'ordering': ['position', 'id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('revision', 'object_type', 'object_id'), name='revision_names_each_evidence_once')],
            },
        ),
        migrations.RunPython(close, reopen),
    ]
