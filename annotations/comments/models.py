from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotations.annotations.models import Annotation, DeletableQuerySet
from annotations.articles.models.articles import Article
from annotations.links.models.targets import TARGETS as RECORDS
from annotations.links.models.targets import AboutRecord, chosen, exactly_one
from ctplatform.access.records import Row

IN_PROJECTS = ("article", *RECORDS)
"""What belongs to a project; an annotation belongs to that of its article."""
TARGETS = ("annotation", *IN_PROJECTS)


class CommentQuerySet(DeletableQuerySet):
    def visible_to(self, user):
        """Comments that are not deleted; those on a deleted passage are hidden with it."""
        return super().visible_to(user).filter(annotation__deleted=None)

    def on(self, pk):
        """Comments on the object with this id, whatever its type."""
        return self.filter(reduce(or_, (Q(**{name: pk}) for name in TARGETS)))

    def in_project_called(self, slug):
        on_record = reduce(or_, (Q(**{f"{n}__project__slug": slug}) for n in IN_PROJECTS))
        on_passage = Q(annotation__article_version__article__project__slug=slug)
        return self.filter(on_record | on_passage)


class Comment(AboutRecord, Row):
    """A comment of one reader on a text, a passage or a record; replies refer to their `parent`."""

    visible_through = TARGETS
    belongs_to_one_target = True
    changes_with = ("annotation",)

    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_by = None
    article = models.ForeignKey(
        Article, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    annotation = models.ForeignKey(
        Annotation, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    text = models.TextField(_("text"), max_length=20_000)
    mentioned = models.ManyToManyField("accounts.User", related_name="+", editable=False)
    deleted = models.DateTimeField(null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(TARGETS), name="a_comment_is_on_exactly_one_thing"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_comment_says_something"),
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def on_type(self):
        return chosen(self, TARGETS)

    @property
    def on_id(self):
        return getattr(self, f"{self.on_type}_id")

    @property
    def target(self):
        return getattr(self, self.on_type)

    def clean(self):
        if not self.text.strip():
            raise ValidationError({"text": _("Write a comment.")})
        if self.parent and (self.parent.on_type, self.parent.on_id) != (self.on_type, self.on_id):
            raise ValidationError(
                {"parent": _("A reply has the same subject as the comment that it answers.")}
            )
