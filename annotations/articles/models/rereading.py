from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import VisibleQuerySet


class Rereading(models.Model):
    """The result of reading the original of a version again with a corrected file reader.

    `changes` are [{"before", "after"}], parts of the two texts; `suspicious` are figures with a
    note mark that seems to be attached, [{"offset", "figure", "likely"}].
    """

    visible_through = ("version",)
    OUTCOMES = {
        "same": _("the same text"),
        "differs": _("another text"),
        "lost": _("the original was not kept"),
        "refused": _("the original can no longer be read"),
    }

    version = models.OneToOneField(
        "ArticleVersion", models.CASCADE, primary_key=True, related_name="rereading"
    )
    outcome = models.CharField(max_length=10, choices=list(OUTCOMES.items()))
    reader = models.PositiveSmallIntegerField()
    changes = models.JSONField(default=list)
    suspicious = models.JSONField(default=list)
    checked = models.DateTimeField(auto_now=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["same", "differs", "lost", "refused"]),
                name="rereading_outcome_is_known",
            )
        ]

    def __str__(self):
        return f"{self.version_id}: {self.outcome}"
