from collections import defaultdict

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from annotations import excerpts
from annotations.models.articles import ArticleVersion
from annotations.models.codebooks import Code
from annotations.vocabularies import CERTAINTY
from ctplatform.records import Row, VisibleQuerySet


class DeletableQuerySet(VisibleQuerySet):
    """Rows that are marked deleted before they are purged, so that Undo can bring them back."""

    def visible_to(self, user):
        """Living rows of what this person may see."""
        return super().visible_to(user).filter(deleted=None)

    def deleted_within_reach_of(self, user):
        """Deleted rows of what this person may see: the trash from which they are restored."""
        return super().visible_to(user).exclude(deleted=None)


class Annotation(Row):
    """A passage and what one reader says of it.

    `start` and `end` are code points of the version's text, end exclusive, and
    `text[start:end] == quote` held when it was written, which the text's immutability keeps.
    `told` is how much of the quote those read who may not read the whole text; of many at once
    `limit_excerpts` finds it.
    """

    visible_through = ("article_version",)
    told = None

    article_version = models.ForeignKey(
        ArticleVersion, models.CASCADE, related_name="annotations", verbose_name=_("text")
    )
    author = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("author")
    )
    created_by = None
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    quote = models.TextField(_("quote"))
    prefix = models.CharField(max_length=32, blank=True)
    suffix = models.CharField(max_length=32, blank=True)
    code = models.ForeignKey(
        Code, models.PROTECT, null=True, blank=True, related_name="annotations"
    )
    certainty = models.CharField(_("certainty"), max_length=8, choices=CERTAINTY, default="certain")
    note = models.TextField(_("note"), blank=True)
    deleted = models.DateTimeField(null=True, editable=False)

    objects = DeletableQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["article_version", "updated"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__lt=F("end")), name="a_passage_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(certainty__in=list(CERTAINTY)), name="annotation_certainty_is_known"
            ),
            models.UniqueConstraint(
                fields=["article_version", "start", "end", "author", "code"],
                condition=Q(deleted=None),
                name="a_reader_codes_a_passage_with_a_code_once",
            ),
        ]

    def __str__(self):
        return self.quote if len(self.quote) <= 60 else f"{self.quote[:59]}…"

    @property
    def state(self) -> str:
        return "deleted" if self.deleted else "active"

    def excerpt_for(self, user):
        """(prefix, quote, suffix), cut short where this person may not read the whole text."""
        if self.article_version.article.is_whole_for(user):
            return self.prefix, self.quote, self.suffix
        if self.told is None:
            limit_excerpts([self], user)
        cut = len(self.quote) > self.told
        return "", f"{self.quote[: self.told]}…" if cut else self.quote, ""

    @property
    def anchor_state(self) -> str:
        """How surely the passage is where it says; a text never changes under its annotations."""
        return "exact"


def limit_excerpts(annotations, user) -> None:
    """Find how much of each quote this person reads, in one query for all of them.

    None where they may read the whole texts. Deleted passages count until they are purged: what was
    told was told.
    """
    bound = [each for each in annotations if not each.article_version.article.is_whole_for(user)]
    if not bound:
        return
    texts, found = defaultdict(list), {}
    versions = {each.article_version_id for each in bound}
    rows = Annotation.objects.filter(article_version__in=versions).order_by("id")
    columns = ("article_version", "article_version__length", "pk", "start", "end")
    for version, length, *span in rows.values_list(*columns):
        texts[version, length].append(span)
    for (_version, length), spans in texts.items():
        found |= excerpts.told(spans, excerpts.budget(length))
    for each in bound:
        each.told = found.get(each.pk, 0)  # it may have been purged just now
