"""Texts to continue reading: unfinished ones, then recently annotated ones, then the newest."""

from django.db.models import Count, F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from annotations.library import queries as annotation_counts
from annotations.models import Annotation, Article
from annotations.reading.queries import with_positions

SHOWN = 3


def go_on_reading(user, project) -> list:
    """Articles to continue reading.

    They have `.lanes` for the strip, `.marked`, the number of annotated passages, and
    `.read_share`, the percentage read of an unfinished text.
    """
    living = Annotation.objects.filter(article_version__article=OuterRef("pk"), deleted=None)
    living = living.order_by().values("article_version__article")
    mine = living.filter(author=user.pk).annotate(last=Max("created")).values("last")
    rows = (
        with_positions(Article.objects.visible_to(user).in_project(project), user)
        .without_text()
        .annotate(
            last=Subquery(mine),
            marked=Coalesce(Subquery(living.annotate(n=Count("pk")).values("n")), 0),
        )
        .order_by(F("read_at").desc(nulls_last=True), F("last").desc(nulls_last=True), "-id")
    )[:SHOWN]
    found = annotation_counts.strips([row.current_version_id for row in rows])
    for row in rows:
        row.lanes = found.get(row.current_version_id)
    return rows
