from django.db import migrations, models


def forget_answers(apps, schema_editor):
    """Answers that say nothing of what they are about cannot be checked; they last a day at most."""
    apps.get_model("rest", "IdempotencyKey").objects.update(body=None)


class Migration(migrations.Migration):
    dependencies = [("rest", "0001_initial")]
    operations = [
        migrations.AddField("idempotencykey", "rows", models.JSONField(default=list)),
        migrations.AddField("idempotencykey", "roles", models.JSONField(default=dict)),
        migrations.RunPython(forget_answers, migrations.RunPython.noop),
    ]
