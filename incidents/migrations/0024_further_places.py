
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('incidents', '0023_old_judgements'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IncidentPlace',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('updated', models.DateTimeField(auto_now=True)),
                ('role', models.CharField(choices=[('also', 'also there'), ('target', 'what was aimed at'), ('origin', 'where it began or came from'), ('transit', 'on the way'), ('staging', 'where it was prepared')], default='also', max_length=30, verbose_name='the place is')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('country', models.CharField(blank=True, editable=False, max_length=2, null=True)),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='further_places', to='incidents.incident')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='further_incidents', to='incidents.place', verbose_name='place')),
            ],
            options={
                'verbose_name': 'further place',
                'verbose_name_plural': 'further places',
                'indexes': [models.Index(fields=['country', 'incident'], name='incident_place_by_country')],
                'constraints': [models.UniqueConstraint(fields=('incident', 'place', 'role'), name='an_incident_has_a_place_in_a_role_once', violation_error_message='The incident has this place in this role already.'), models.CheckConstraint(condition=models.Q(('role__in', ['also', 'target', 'origin', 'transit', 'staging']), ('role__isnull', True), _connector='OR'), name='incident_place_role_is_known')],
            },
        ),
    ]
