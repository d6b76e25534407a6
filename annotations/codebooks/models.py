from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from annotations.codebooks.vocabulary import COLOURS
from ctplatform.access.records import Record, Row, VisibleQuerySet


class CodebookQuerySet(VisibleQuerySet):
    def usable_in(self, project):
        """The project's codebooks and the shared ones."""
        return self.filter(Q(project=project) | Q(project=None))

    def default_for(self, project):
        """The project's newest published codebook, else its newest draft, else the shared one."""
        rows = self.usable_in(project).order_by(
            models.F("project").asc(nulls_last=True), "-state", "-id"
        )
        return rows.first()


class CodeQuerySet(VisibleQuerySet):
    def with_uses(self, project, user):
        """Annotate `used`: the annotations in a project with this code that the user may see.

        The model of annotations, which is in a higher layer, is looked up by its name.
        """
        annotations = apps.get_model("annotations", "Annotation").objects.visible_to(user)
        seen = annotations.filter(article_version__article__project=project)
        return self.annotate(used=Count("annotations", filter=Q(annotations__in=seen)))


class Codebook(Record):
    """A hierarchy of codes. Drafts can be edited; published ones are frozen, and can be copied."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    slug = models.SlugField(_("name"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    edition = models.CharField(_("edition"), max_length=20, default="1.0")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="copies"
    )

    objects = CodebookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "slug", "edition"],
                name="editions_of_a_codebook_are_unique",
            ),
            models.UniqueConstraint(
                fields=["slug", "edition"],
                condition=Q(project=None),
                name="editions_of_a_shared_codebook_are_unique",
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.edition}"


class Code(Row):
    """One code. `guid` is the same in every copy; the colour is that of its parent."""

    visible_through = ("codebook",)

    codebook = models.ForeignKey(Codebook, models.CASCADE, related_name="codes")
    guid = models.UUIDField(default=uuid7, editable=False)
    slug = models.CharField(_("slug"), max_length=60)
    label = models.CharField(_("label"), max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    definition = models.TextField(_("definition"), blank=True)
    guidance = models.TextField(_("include and exclude"), blank=True)
    colour = models.CharField(_("colour"), max_length=10, choices=COLOURS, default="graphite")
    is_codable = models.BooleanField(_("may be used on text"), default=True)
    key = models.CharField(_("key"), max_length=1, blank=True)
    sort = models.PositiveIntegerField(default=0)

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering = ["codebook", "sort", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["codebook", "slug"], name="code_slugs_of_a_codebook_are_unique"
            ),
            models.UniqueConstraint(
                fields=["codebook", "guid"], name="code_guids_of_a_codebook_are_unique"
            ),
            models.CheckConstraint(
                condition=Q(colour__in=list(COLOURS)), name="code_colour_is_in_the_palette"
            ),
        ]

    def __str__(self):
        return self.label

    def clean(self):
        above, seen = self.parent, {self.pk}
        while above is not None:
            if above.codebook_id != self.codebook_id:
                raise ValidationError({"parent": _("The parent is in another codebook.")})
            if above.pk in seen:
                raise ValidationError({"parent": _("A code cannot be its own parent.")})
            seen.add(above.pk)
            above = above.parent
