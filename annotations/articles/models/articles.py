import re

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from annotations.articles.vocabulary import DIRECTIONS, RIGHTS
from ctplatform.access.export_rights import RESTRICTED
from ctplatform.access.records import Record, VisibleQuerySet
from ctplatform.accounts.roles import is_member, joined_by
from ctplatform.edtf import dates
from ctplatform.markings.models import Marked, marking_is_known
from ctplatform.search.folding import fold
from incidents.models import Source

LANGUAGE = re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # the form of BCP 47 tags


def annotations_of(version):
    """The annotations, without deleted ones, of the version at a path, for a subquery."""
    rows = apps.get_model("annotations", "Annotation").objects
    return rows.filter(article_version=OuterRef(version), deleted=None).order_by()


def count_of(version):
    """The number of annotations, without deleted ones, of the version at a path.

    They are counted in a subquery: a join would also group by the version's text.
    """
    counted = annotations_of(version).values("article_version").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


class ArticleQuerySet(VisibleQuerySet):
    def matching(self, words, user):
        """Articles whose title, authors or text contain every word, ignoring accents and case.

        Only members of its project search the text of a restricted article; others find it by title
        and authors.
        """
        rows, parts = self, fold(words).split()[:20]
        inside, outside = Q(), Q()
        for word in parts:
            inside &= Q(search_text__contains=word)
            outside &= Q(public_search_text__contains=word)
        if not parts or user.is_superuser:
            return rows.filter(inside)
        whole = ~Q(rights=RESTRICTED) | Q(project__in=joined_by(user))
        return rows.filter((whole & inside) | outside)

    def with_counts(self):
        """Annotate `annotation_count`: annotations of the current version, without deleted ones."""
        return self.annotate(annotation_count=count_of("current_version"))

    def annotated(self, wanted, user):
        """Articles whose current version has annotations: "none", "some", or "mine" of the user."""
        found = annotations_of("current_version")
        if wanted == "mine":
            found = found.filter(author=user.pk)
        return self.filter(~Exists(found) if wanted == "none" else Exists(found))

    def without_text(self):
        """Defer the long columns, which lists never show."""
        return self.defer("search_text", "public_search_text")


class Article(Marked, Record):
    """A text that a project reads; its content is in its immutable versions.

    `repeats` is the source whose report it repeats (a wire report, a communiqué), where that is not
    its own `source`.
    """

    title = models.CharField(_("title"), max_length=500)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    repeats = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("repeats a report of"),
    )
    authors = models.JSONField(_("authors"), default=list, blank=True)
    published = models.CharField(_("published (EDTF)"), max_length=60, blank=True)
    language = models.CharField(_("language (BCP 47)"), max_length=35, default="und")
    direction = models.CharField(
        _("direction of writing"),
        max_length=3,
        choices=list(DIRECTIONS.items()),
        blank=True,
        default="",
    )
    url = models.URLField(_("address"), max_length=2000, blank=True)
    rights = models.CharField(_("rights"), max_length=20, choices=RIGHTS, default="unknown")
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    current_version = models.ForeignKey(
        "ArticleVersion", models.PROTECT, null=True, editable=False, related_name="+"
    )
    search_text = models.TextField(editable=False, default="")
    public_search_text = models.TextField(editable=False, default="")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="an_article_has_a_title"),
            models.CheckConstraint(
                condition=Q(rights__in=list(RIGHTS)), name="article_rights_are_known"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=["", *DIRECTIONS]), name="article_direction_is_known"
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
        for name in ("source", "repeats"):
            source = getattr(self, name)
            if source and source.project_id not in (None, self.project_id):
                wrong[name] = _("This source belongs to another project.")
        if wrong:
            raise ValidationError(wrong)

    def is_whole_for(self, user):
        """Whether the user may read the whole text; others see excerpts of restricted texts."""
        return is_member(user, self.project_id) or self.rights != RESTRICTED

    def index(self, text):
        """Fill the two search columns: with the text, and without it for restricted readers."""
        self.public_search_text = fold(self.title, *self.authors)
        self.search_text = fold(self.title, *self.authors, text)


class ArticleVersion(models.Model):
    """One immutable version of an article's text.

    `text` is in normal form (extraction.normalisation): NFC, LF; `length` counts its code points;
    `segments` is what `normalisation.segment` returned; `normalisation` lists what was changed.
    `notes` are the notes that were set apart, [{"mark", "offset", "text"}], with the offset of the
    mark in the text or None; `warnings` are doubts of the file reader; `encoding` is the one that
    was used; `original` is the uploaded file unchanged. `reader` is the edition of the file reader
    (extraction.normalisation.READER).
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
    notes = models.JSONField(_("notes"), default=list)
    warnings = models.JSONField(_("warnings"), default=list)
    encoding = models.CharField(_("encoding"), max_length=40, blank=True)
    original = models.FileField(_("original"), upload_to="originals/", max_length=300, blank=True)
    original_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    reader = models.PositiveSmallIntegerField(_("edition of the reader"), default=1)
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
