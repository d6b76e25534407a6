"""Where to go on reading: the texts one marked last, then the newest."""

from django.db.models import Count, F, Max, Q

from annotations.aggregates import marks
from annotations.models import Article

SHOWN = 3


def go_on_reading(user, project) -> list:
    """Articles with `.lanes` for the strip and `.marked`, how many passages are marked."""
    living = Q(versions__annotations__deleted=None)
    mine = living & Q(versions__annotations__author=user.pk)
    rows = (
        Article.objects.visible_to(user)
        .in_project(project)
        .without_text()
        .annotate(
            last=Max("versions__annotations__created", filter=mine),
            marked=Count("versions__annotations", filter=living),
        )
        .order_by(F("last").desc(nulls_last=True), "-id")[:SHOWN]
    )
    found = marks.strips([row.current_version_id for row in rows])
    for row in rows:
        row.lanes = found.get(row.current_version_id)
    return rows
