from collections import defaultdict

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from annotations.annotations import excerpts
from annotations.annotations.vocabulary import CERTAINTY
from annotations.articles.models.articles import ArticleVersion
from annotations.codebooks.models import Code
from ctplatform.access.records import Row, VisibleQuerySet


class DeletableQuerySet(VisibleQuerySet):
    """Rows that are marked as deleted before they are purged, so that they can be restored."""

    def visible_to(self, user):
        """Rows that are not deleted and that the user may see."""
        return super().visible_to(user).filter(deleted=None)

    def deleted_within_reach_of(self, user):
        """Deleted rows that the user may see: the trash from which they are restored."""
        return super().visible_to(user).exclude(deleted=None)


class Annotation(Row):
    """A passage of a text, with the code, certainty and note of one reader.

    `start` and `end` are code points of the version's text, end exclusive; `text[start:end] ==
    quote` was checked on writing and stays true, since the text is immutable. `shown_length` is how
    many code points of the quote are shown to users who may not read the whole text;
    `limit_excerpts` sets it for many annotations.

    The fields from `imported_from` on keep what the file of another tool states besides: the
    `key` there, the tool's `layer`, `further_spans` [[start, end], ...] of a discontinuous one
    after the first, `attributes`, and the time `annotated` as the file has it. `annotator` is who
    made it, where that is nobody with an account here; `author` is null then, and where the file
    does not say.
    """

    visible_through = ("article_version",)
    shown_length = None

    article_version = models.ForeignKey(
        ArticleVersion, models.CASCADE, related_name="annotations", verbose_name=_("text")
    )
    author = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
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
    imported_from = models.ForeignKey(
        "AnnotationImport", models.PROTECT, null=True, editable=False, related_name="annotations"
    )
    key = models.CharField(max_length=200, blank=True, default="", editable=False)
    layer = models.CharField(max_length=200, blank=True, default="", editable=False)
    annotator = models.CharField(_("annotator"), max_length=200, blank=True, default="")
    further_spans = models.JSONField(_("further passages"), default=list, blank=True)
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    annotated = models.CharField(max_length=40, blank=True, default="", editable=False)

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
                condition=Q(deleted=None, imported_from=None),
                name="a_reader_codes_a_passage_with_a_code_once",
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=False) | Q(imported_from__isnull=False),
                name="an_annotation_without_author_is_imported",
            ),
        ]

    def __str__(self):
        return self.quote if len(self.quote) <= 60 else f"{self.quote[:59]}…"

    @property
    def author_name(self) -> str | None:
        """The user name of its author; None for an annotator who has no account here."""
        return self.author.username if self.author_id else None

    @property
    def state(self) -> str:
        return "deleted" if self.deleted else "active"

    def excerpt_for(self, user):
        """(prefix, quote, suffix), cut where the user may not read the whole text."""
        if self.article_version.article.is_whole_for(user):
            return self.prefix, self.quote, self.suffix
        if self.shown_length is None:
            limit_excerpts([self], user)
        cut = len(self.quote) > self.shown_length
        return "", f"{self.quote[: self.shown_length]}…" if cut else self.quote, ""

    @property
    def anchor_state(self) -> str:
        """Whether the passage is at its position; always "exact", since texts never change."""
        return "exact"


def limit_excerpts(annotations, user) -> None:
    """Set `shown_length` on annotations, with one query: how much of each quote the user sees.

    It stays unset where the user may read the whole text. Deleted passages count until they are
    purged, since they have been shown.
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
        found |= excerpts.shown_lengths(spans, excerpts.budget(length))
    for each in bound:
        each.shown_length = found.get(each.pk, 0)  # 0 if it was purged in the meantime
