"""An import may change records of any type: `incident` becomes a type and an id."""

from django.db import migrations, models


def name_incidents(apps, _schema_editor):
    changes = apps.get_model("incidents", "ImportedChange").objects
    changes.update(record_type="incident", record_id=models.F("incident_id"))


class Migration(migrations.Migration):

    dependencies = [("incidents", "0056_undoing_of_imports")]

    operations = [
        migrations.AddField(
            "importedchange", "record_type",
            models.CharField(max_length=40, default="incident"), preserve_default=False,
        ),
        migrations.AddField("importedchange", "record_id", models.UUIDField(null=True)),
        migrations.RunPython(name_incidents, migrations.RunPython.noop),
        migrations.AlterField("importedchange", "record_id", models.UUIDField()),
        migrations.RemoveField("importedchange", "incident"),
    ]
