
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_blind_judgements'),
        ("incidents", "0027_series_count_roles_and_summaries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RegionSet',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('updated', models.DateTimeField(auto_now=True)),
                ('absences', models.JSONField(blank=True, default=dict, verbose_name='absences')),
                ('key', models.SlugField(help_text='In addresses: south-asia.', max_length=60, verbose_name='key')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('countries', models.JSONField(verbose_name='countries')),
                ('note', models.TextField(blank=True, verbose_name='whose use this is')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.project', verbose_name='project')),
            ],
            options={
                'verbose_name': 'region set',
                'verbose_name_plural': 'region sets',
                'constraints': [models.UniqueConstraint(fields=('project', 'key'), name='a_project_has_a_region_set_of_a_key_once', violation_error_message='The project has a region set of this key already.'), models.UniqueConstraint(condition=models.Q(('project__isnull', True)), fields=('key',), name='a_region_set_is_shared_once', violation_error_message='There is a shared region set of this key already.')],
            },
        ),
    ]
