"""Models of files of other annotation tools: imports, their texts, relations of annotations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from annotations.annotations.models import Annotation
from annotations.articles.models.articles import ArticleVersion
from annotations.codebooks.models import Codebook
from ctplatform.access.records import Record, Row, VisibleQuerySet


class AnnotationImport(Record):
    """One import of a file of another annotation tool, which is undone as one act.

    `name` is the file's, `format` one of `document_formats()`; `undone` is when it was undone.
    `made_codebook` is the draft of the codes that were not here. `updated` is when it ended, until
    it is undone.
    """

    absences = None
    name = models.CharField(_("file"), max_length=200)
    format = models.CharField(_("format"), max_length=40)
    undone = models.DateTimeField(_("undone"), null=True, editable=False)
    made_codebook = models.ForeignKey(
        Codebook, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("import of annotations")
        verbose_name_plural = _("imports of annotations")

    def __str__(self):
        return self.name


class ImportedText(Row):
    """What a file states of a text beyond its annotations, so that an export gives it back.

    `made_text` says whether the import added the text. `whole_text_annotations` are those of the
    whole text, as JSON of `documents.TextAnnotation`.
    """

    visible_through = ("article_version",)

    imported_from = models.ForeignKey(AnnotationImport, models.PROTECT, related_name="texts")
    article_version = models.ForeignKey(ArticleVersion, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    identifier = models.CharField(max_length=500, blank=True)
    metadata = models.JSONField(default=dict)
    whole_text_annotations = models.JSONField(default=list)
    made_text = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("imported text")
        verbose_name_plural = _("imported texts")

    def __str__(self):
        return self.name


class AnnotationRelation(Row):
    """A relation between annotations of one text, as the file of another tool states it.

    `size` is the number of its members; where fewer are left, since an annotation was deleted, the
    relation is neither shown nor exported.
    """

    visible_through = ("article_version",)

    imported_from = models.ForeignKey(AnnotationImport, models.PROTECT, related_name="relations")
    article_version = models.ForeignKey(ArticleVersion, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    label = models.CharField(_("label"), max_length=200, blank=True)
    author = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("author")
    )
    annotator = models.CharField(_("annotator"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    attributes = models.JSONField(_("attributes"), default=dict)
    size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("relation of annotations")
        verbose_name_plural = _("relations of annotations")

    def __str__(self):
        return self.label or self.key


class RelationMember(models.Model):
    """An annotation in a relation, with its role there; `position` counts from 0."""

    visible_through = ("relation", "annotation")

    relation = models.ForeignKey(AnnotationRelation, models.CASCADE, related_name="members")
    position = models.PositiveIntegerField()
    role = models.CharField(_("role"), max_length=200, blank=True)
    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="relation_members")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relation", "position"], name="a_relation_has_one_member_at_a_position"
            )
        ]

    def __str__(self):
        return self.role
