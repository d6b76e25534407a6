"""Which texts a user has begun and not finished."""

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Greatest

from annotations.articles.models.articles import Article
from annotations.reading.models import ReadingPosition


def with_positions(articles, user):
    """Annotate `read_at` and `read_share` (percent) of texts the user has begun and not finished.

    Both are null for all other texts.
    """
    begun = ReadingPosition.objects.filter(
        user=user.pk,
        article=OuterRef("pk"),
        version=OuterRef("current_version"),
        offset__gt=0,
        offset__lt=F("version__length"),
    )
    share = begun.annotate(share=F("offset") * 100 / Greatest(F("version__length"), 1))
    return articles.annotate(
        read_at=Subquery(begun.values("updated")[:1]),
        read_share=Subquery(share.values("share")[:1]),
    )


def last_unfinished(user, project):
    """The unfinished text that the user read last, with `.read_share`; or None."""
    if not user.is_authenticated:
        return None
    rows = with_positions(Article.objects.visible_to(user).in_project(project), user)
    rows = rows.without_text().filter(read_at__isnull=False)
    return rows.order_by("-read_at").first()
