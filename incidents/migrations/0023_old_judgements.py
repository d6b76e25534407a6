"""Old judgements take the server's time at which they were saved; proposals of some are closed."""

from django.db import migrations
from django.db.models import F, Max, OuterRef, Subquery
from django.utils import timezone

CLOSED = "A judgement no longer waits for a second person: its analyst adds it, dated by the server."


def take_server_time(apps, _editor):
    """The day that was stated stays beside it as `stated_on`, where it is another."""
    judgement = apps.get_model("incidents", "Judgement")
    judgement.objects.update(made_at=F("created"))
    for row in judgement.objects.only("id", "date", "created").iterator(chunk_size=2000):
        day = timezone.localdate(row.created)
        if row.date != day:
            judgement.objects.filter(pk=row.pk).update(date=day, stated_on=row.date)
    last = judgement.objects.filter(assessment=OuterRef("pk")).order_by().values("assessment")
    last = last.annotate(last=Max("date")).values("last")
    rows = apps.get_model("incidents", "Assessment").objects.filter(last_judged__isnull=False)
    rows.update(last_judged=Subquery(last))


def close_proposals(apps, _editor):
    proposals = apps.get_model("curation", "Proposal").objects.filter(
        target_type="judgement", state__in=("open", "changes_requested")
    )
    proposals.update(
        state="withdrawn", decided=timezone.now(), decision=CLOSED, version=F("version") + 1
    )


def give_back_stated_days(apps, _editor):
    judgement = apps.get_model("incidents", "Judgement")
    judgement.objects.filter(stated_on__isnull=False).update(date=F("stated_on"))


class Migration(migrations.Migration):
    dependencies = [
        ("curation", "0008_old_proposals"),
        ("incidents", "0022_judgements_have_server_time"),
    ]

    operations = [
        migrations.RunPython(take_server_time, give_back_stated_days),
        migrations.RunPython(close_proposals, migrations.RunPython.noop),
    ]
