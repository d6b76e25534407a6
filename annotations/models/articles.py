import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from annotations.vocabularies import RIGHTS
from ctplatform.accounts.roles import is_member
from ctplatform.folding import fold
from ctplatform.markings.models import Marked, marking_is_known
from ctplatform.records import Record, VisibleQuerySet
from ctplatform.rights import RESTRICTED
from incidents import dates
from incidents.models import Source

LANGUAGE = re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # the shape of BCP 47


class ArticleQuerySet(VisibleQuerySet):
    def matching(self, words):
        """Those whose title, authors or text hold every word, whatever its accents or case."""
        rows = self
        for word in fold(words).split()[:20]:
            rows = rows.filter(search_text__contains=word)
        return rows

    def with_counts(self):
        """Add `annotation_count`: living annotations of the current version."""
        from_version = (
            ArticleVersion.objects.filter(pk=OuterRef("current_version"))
            .annotate(n=Count("annotations", filter=Q(annotations__deleted=None)))
            .values("n")
        )
        return self.annotate(annotation_count=Subquery(from_version))

    def without_text(self):
        """Leave the long columns in the database; lists never show them."""
        return self.defer("search_text")


class Article(Marked, Record):
    """A text that the team reads. What it says lives in its immutable versions."""

    title = models.CharField(_("title"), max_length=500)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    authors = models.JSONField(_("authors"), default=list, blank=True)
    published = models.CharField(_("published (EDTF)"), max_length=60, blank=True)
    language = models.CharField(_("language (BCP 47)"), max_length=35, default="en")
    url = models.URLField(_("address"), max_length=2000, blank=True)
    rights = models.CharField(_("rights"), max_length=20, choices=RIGHTS, default="unknown")
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    current_version = models.ForeignKey(
        "ArticleVersion", models.PROTECT, null=True, editable=False, related_name="+"
    )
    search_text = models.TextField(editable=False, default="")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="an_article_has_a_title"),
            models.CheckConstraint(
                condition=Q(rights__in=list(RIGHTS)), name="article_rights_are_known"
            ),
            marking_is_known("article_marking_is_known"),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        wrong = {}
        if self.published:
            try:
                dates.parse(self.published)
            except ValueError as error:
                wrong["published"] = str(error)
        if not isinstance(self.authors, list) or not all(
            isinstance(name, str) and name.strip() for name in self.authors
        ):
            wrong["authors"] = _("Give a list of names.")
        if not LANGUAGE.fullmatch(self.language):
            wrong["language"] = _("Give a language tag, such as en, ar or zh-Hant.")
        if self.source and self.source.project_id not in (None, self.project_id):
            wrong["source"] = _("This source belongs to another project.")
        if wrong:
            raise ValidationError(wrong)

    def is_whole_for(self, user):
        """Whether this person may read all of its text; of a restricted one others see excerpts."""
        return is_member(user, self.project_id) or self.rights != RESTRICTED

    def index(self, text):
        """Fill `search_text` from the title, the authors and the text."""
        self.search_text = fold(self.title, *self.authors, text)


class ArticleVersion(models.Model):
    """One immutable state of an article's text.

    `text` is in normal form (annotations.texts): NFC, LF; `length` counts its code points;
    `segments` is what texts.segment returned; `normalisation` says what was changed.
    """

    visible_through = ("article",)

    id = models.UUIDField(primary_key=True, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    length = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    raw_sha256 = models.CharField(max_length=64)
    normalisation = models.JSONField(default=list)
    segments = models.JSONField(default=list)
    capture = models.CharField(max_length=10, choices=[(c, c) for c in ("paste", "file", "api")])
    reason = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="version_numbers_of_an_article_are_unique"
            ),
            models.UniqueConstraint(
                fields=["article", "sha256"], name="two_versions_of_an_article_differ"
            ),
            models.CheckConstraint(condition=Q(length__gt=0), name="a_version_has_text"),
        ]

    def __str__(self):
        return f"{self.article_id} v{self.number}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("A version of a text never changes; make a new one.")
        super().save(*args, **kwargs)
