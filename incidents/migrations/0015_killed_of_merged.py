from django.db import migrations
from django.db.models import Case, Count, F, Max, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone

MARKINGS = ("clear", "green", "amber", "amber+strict", "red")


def as_open():
    """A record that was merged is marked no stricter than the other, and not longer under embargo."""
    into, until = "incident__merged_into", "incident__embargo_until"
    marked = Q()
    for n, level in enumerate(MARKINGS, 1):
        marked |= Q(**{f"{into}__marking": level}, incident__marking__in=MARKINGS[:n])
    lifted = Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__lte": timezone.now()})
    return marked & (lifted | Q(**{f"{until}__lte": F(f"{into}__embargo_until")}))


def bare(apps):
    """Records into which others were merged, without an estimate of the killed of their own."""
    incidents = apps.get_model("incidents", "Incident").objects
    killed = apps.get_model("incidents", "CasualtyEstimate").objects.filter(kind="killed")
    into = incidents.filter(merged_into__isnull=False).values("merged_into")
    rows = incidents.filter(pk__in=into).exclude(pk__in=killed.values("incident"))
    return rows, killed.order_by()


def take_over(apps, _editor):
    rows, killed = bare(apps)
    figure = Coalesce("best", "low")
    found = killed.filter(as_open(), incident__merged_into=OuterRef("pk")).values("incident")
    found = found.annotate(
        chosen=Count("pk", filter=Q(selected=True)), whole=Count("pk", filter=Q(group=""))
    ).annotate(
        rung=Case(When(chosen__gt=0, then=0), When(whole__gt=0, then=1), default=2),
        figure=Case(
            When(chosen__gt=0, then=Max(figure, filter=Q(selected=True))),
            default=Coalesce(Max(figure, filter=Q(group="")), Sum(figure)),
        ),
    )
    first = found.order_by("rung", "incident").values("figure")[:1]
    rows.update(killed_figure=Subquery(first))


def give_back(apps, _editor):
    rows, _killed = bare(apps)
    rows.update(killed_figure=None)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0014_compare_what_has_no_place")]

    operations = [migrations.RunPython(take_over, give_back, elidable=True)]
