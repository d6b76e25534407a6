"""Every table of jobs at once: a new database needs none of the steps before."""

import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('jobs', '0001_initial'), ('jobs', '0002_checkpoints'), ('jobs', '0003_contents_of_files')]

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.project')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('parameters', models.JSONField(blank=True, default=dict, verbose_name='parameters')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Stopped')], default='waiting', max_length=10, verbose_name='state')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='done')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='of')),
                ('errors', models.JSONField(blank=True, default=list, verbose_name='errors')),
                ('cause', models.TextField(blank=True, verbose_name='cause')),
                ('result', models.JSONField(blank=True, null=True, verbose_name='result')),
                ('file', models.FileField(blank=True, max_length=300, upload_to='jobs/', verbose_name='file')),
                ('contents', models.JSONField(editable=False, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('checkpoint', models.JSONField(blank=True, null=True, verbose_name='checkpoint')),
                ('attempts_without_progress', models.PositiveSmallIntegerField(default=0, verbose_name='attempts since the last checkpoint')),
                ('due', models.DateTimeField(default=django.utils.timezone.now, verbose_name='due')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked for')),
                ('started', models.DateTimeField(blank=True, null=True, verbose_name='started')),
                ('finished', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
            ],
            options={
                'verbose_name': 'job',
                'verbose_name_plural': 'jobs',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'running'])), fields=['due'], name='job_due'), models.Index(fields=['kind', 'created'], name='job_kind_created')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finished__isnull', True), ('state__in', ['waiting', 'running'])), models.Q(('finished__isnull', False), ('state__in', ['done', 'failed', 'cancelled'])), _connector='OR'), name='job_says_when_it_ended'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('cause', ''), _negated=True), _connector='OR'), name='job_that_failed_says_why'), models.UniqueConstraint(condition=models.Q(('created_by__isnull', True), ('state__in', ['waiting', 'running'])), fields=('kind',), name='the_systems_jobs_wait_once')],
            },
        ),
        migrations.CreateModel(
            name='WorkerHeartbeat',
            fields=[
                ('worker', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('seen', models.DateTimeField()),
            ],
        ),
    ]
