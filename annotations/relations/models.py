from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotations.annotations.models import Annotation, DeletableQuerySet
from annotations.articles.models.articles import ArticleVersion
from annotations.codebooks.models import Code
from ctplatform.access.records import Row, VisibleQuerySet


class AnnotationRelation(Row):
    """A relation between annotations of one text.

    `code` is what relates them; a relation from a file has the `label` of the file instead, its
    `key` there, `attributes`, and the `annotator` who has no account here. It is deleted with any
    of its annotations, and restored when the last of them is.
    """

    visible_through = ("article_version",)

    article_version = models.ForeignKey(ArticleVersion, models.CASCADE, related_name="+")
    author = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    code = models.ForeignKey(
        Code,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="relations",
        verbose_name=_("code"),
    )
    note = models.TextField(_("note"), blank=True)
    deleted = models.DateTimeField(null=True, editable=False)
    imported_from = models.ForeignKey(
        "AnnotationImport", models.PROTECT, null=True, editable=False, related_name="relations"
    )
    key = models.CharField(max_length=200, blank=True, default="", editable=False)
    label = models.CharField(_("label"), max_length=200, blank=True)
    annotator = models.CharField(_("annotator"), max_length=200, blank=True)
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)

    objects = DeletableQuerySet.as_manager()

    class Meta:
        verbose_name = _("relation of annotations")
        verbose_name_plural = _("relations of annotations")
        constraints = [
            models.CheckConstraint(
                condition=Q(author__isnull=False, code__isnull=False)
                | Q(imported_from__isnull=False),
                name="a_relation_made_here_has_author_and_code",
            ),
        ]

    def __str__(self):
        return self.name or self.key

    @property
    def name(self) -> str:
        """What relates the annotations: the label of its code, or what the file calls it."""
        return self.code.label if self.code_id else self.label


class RelationMemberQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """Members of relations that are not deleted."""
        return super().visible_to(user).filter(relation__deleted=None)


class RelationMember(models.Model):
    """An annotation in a relation, with its role there; `position` counts from 0."""

    visible_through = ("relation", "annotation")

    relation = models.ForeignKey(AnnotationRelation, models.CASCADE, related_name="members")
    position = models.PositiveIntegerField()
    role = models.CharField(_("role"), max_length=200, blank=True)
    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="relation_members")

    objects = RelationMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relation", "position"], name="a_relation_has_one_member_at_a_position"
            )
        ]

    def __str__(self):
        return self.role
