"""Base classes of curated records: their state, publication and merging."""

from django.conf import settings
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import Record, VisibleQuerySet
from ctplatform.accounts.models import ReviewPolicy

REASON_LENGTH = 4000  # characters


def person(**options):
    """A foreign key to a user who cannot be deleted, because a CHECK or the history names them."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options
    )


def reason(label):
    return models.TextField(
        label,
        blank=True,
        default="",
        validators=[MaxLengthValidator(REASON_LENGTH), ProhibitNullCharactersValidator()],
    )


class CuratedQuerySet(VisibleQuerySet):
    def canonical(self):
        """Without the records that were merged into another one."""
        return self.filter(merged_into=None)


class CuratedRecord(Record):
    """A top-level record of the register: a candidate until a second person publishes it.

    `publish_policy` is the project's review policy at the moment of publishing. `merged_into` is
    the record that replaces this one in lists and counts; a merged record has no records merged
    into it. `summed` are columns derived from the child rows: the hooks of those rows write them,
    never an edit of the record itself.
    """

    summed = ()

    class State(models.TextChoices):
        CANDIDATE = "candidate", _("Candidate")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.CANDIDATE, editable=False
    )
    published_by = person(null=True, blank=True, editable=False, verbose_name=_("published by"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    publish_policy = models.CharField(
        _("policy when published"),
        max_length=10,
        choices=ReviewPolicy,
        blank=True,
        default="",
        editable=False,
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    objects = CuratedQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="%(class)s_merged",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="%(class)s_is_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(publish_policy="open")
                | Q(published_by__isnull=True)
                | Q(created_by__isnull=True)
                | ~Q(published_by=F("created_by")),
                name="%(class)s_is_published_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="candidate", published_at__isnull=True, publish_policy="")
                | Q(state="published", published_at__isnull=False, publish_policy__gt="")
                | Q(state="withdrawn"),
                name="%(class)s_says_when_it_was_published",
            ),
        ]

    @property
    def canonical_record(self):
        """The record that replaces this one after a merge, or this record itself."""
        return self.merged_into or self

    def family_ids(self) -> list:
        """The ids of this record and of those merged into it; it shows the rows of all of them."""
        return with_merged_ids(type(self), [self.pk])


def with_merged_ids(model, ids) -> list:
    """Add to the ids of records those of the records merged into them."""
    merged = model._base_manager.filter(merged_into__in=ids).order_by("pk")
    return [*ids, *merged.values_list("pk", flat=True)]
