from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from annotations.articles.models.articles import Article, ArticleVersion


class ReadingPositionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The user's own, in texts that the user may still see."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user, article__in=Article.objects.visible_to(user))


class ReadingPosition(models.Model):
    """Where a user stopped reading a text: `offset` is a code point of `version`.

    Only that user can see it. An offset equal to the version's length means read to the end.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, models.CASCADE, related_name="reading_positions")
    version = models.ForeignKey(ArticleVersion, models.CASCADE, related_name="+")
    offset = models.PositiveIntegerField(_("offset"))
    updated = models.DateTimeField(_("updated"))

    objects = ReadingPositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading position")
        verbose_name_plural = _("reading positions")
        indexes = [models.Index(fields=["user", "-updated"], name="reading_position_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "article"], name="one_reading_position_in_a_text"
            )
        ]

    def __str__(self):
        return f"{self.article_id}: {self.offset}"
