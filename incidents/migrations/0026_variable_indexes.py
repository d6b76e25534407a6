from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_blind_judgements"),
        ("incidents", "0025_dataset_ids"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="incident",
            name="doubt_alternative",
            field=models.CharField(
                blank=True,
                choices=[
                    ("insurgency", "insurgency or guerrilla action"),
                    ("other_crime", "other crime"),
                    ("conflict_between_groups", "conflict within or between groups"),
                    ("no_intent", "no intent"),
                    ("state_actors", "act of state actors"),
                ],
                max_length=30,
                null=True,
                verbose_name="What it may be, if not terrorism",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("suicide__isnull", False)),
                fields=["project", "suicide", "date_latest", "id"],
                name="incident_by_suicide",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("transnational__isnull", False)),
                fields=["project", "transnational", "date_latest", "id"],
                name="incident_by_transnational",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("doubt__isnull", False)),
                fields=["project", "doubt", "date_latest", "id"],
                name="incident_by_doubt",
            ),
        ),
    ]
