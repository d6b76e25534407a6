from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0003_contents_of_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='sent',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='workerheartbeat',
            name='queues',
            field=models.CharField(default='short,long', max_length=200),
        ),
    ]
