from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_checkpoints")]
    operations = [
        migrations.AddField("job", "contents", models.JSONField(editable=False, null=True)),
    ]
