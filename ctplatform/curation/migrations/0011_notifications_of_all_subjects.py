"""Notifications move to an app of their own, where they are about any subject."""

from django.conf import settings
from django.db import migrations, models

BATCH = 1000


def move(apps, schema_editor):
    """Keep what people have not read and what they have, about proposals."""
    old = apps.get_model("curation", "Notification")
    new = apps.get_model("notifications", "Notification")
    kept = []
    for row in old.objects.select_related("proposal").defer("proposal__diff").iterator(BATCH):
        kept.append(
            new(
                id=row.id, user_id=row.user_id, by_id=row.by_id, kind=row.kind,
                project_id=row.proposal.project_id, subject_type="proposal",
                subject_id=row.proposal_id, created=row.created, read=row.read,
            )
        )
        if len(kept) == BATCH:
            new.objects.bulk_create(kept)
            kept = []
    new.objects.bulk_create(kept)


class Migration(migrations.Migration):

    dependencies = [
        ("curation", "0010_history_chain"),
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="proposalcomment",
            name="mentioned",
            field=models.ManyToManyField(editable=False, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(move, migrations.RunPython.noop, elidable=True),
        migrations.DeleteModel(name="Notification"),
    ]
