"""Models of files of other annotation tools: imports and their texts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from annotations.articles.models.articles import ArticleVersion
from annotations.codebooks.models import Codebook
from ctplatform.access.records import Record, Row


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
