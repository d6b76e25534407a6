"""The computed outcomes of checks: the present one, and those before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import VisibleQuerySet
from ctplatform.markings.levels import up_to
from ctplatform.markings.models import marking_column
from incidents import vocabularies
from incidents.checks.models.checks import DataCheck
from incidents.records.models import term_column


class CheckOutcomeQuerySet(VisibleQuerySet):
    def open_to_readers_of(self, check):
        """The outcomes that everybody who sees the check may see.

        Those that were computed under a stricter marking may rest on records that today's readers
        must not know of.
        """
        series = check.series
        allowed = {*up_to(check.ceiling)} if series is None else {*up_to(series.marking)}
        return self.filter(data_check=check, marking__in=allowed)


class CheckOutcome(models.Model):
    """One computed outcome of a check; a new row is added when the outcome or its figures change.

    `figures` are {name: value} (CHECK_FIGURES), `records` [[type, id]] the records that it rests
    on, at most MOST_RECORDS of them, and `coverage` {"start", "end", "share", "sources",
    "by_source", "gaps", "gap_days"} the days on which somebody looked. `computed` is when it was
    first found, `confirmed` when it was last found again. `version`, `recounts`, `series_version`
    and `revision` are the state of the check, of its series and of the project's history that it
    was computed from; it is computed again when one of them changes, and once a day. `marking` is
    the strictest marking of the records that it may rest on. `seconds` is how long it took.
    """

    visible_through = ("data_check",)

    data_check = models.ForeignKey(
        DataCheck, models.CASCADE, related_name="outcomes", verbose_name=_("check")
    )
    outcome = term_column(vocabularies.CHECK_OUTCOMES, _("outcome"), null=False, blank=False)
    reason = models.CharField(_("reason"), max_length=40, blank=True, default="")
    figures = models.JSONField(_("figures"), default=dict)
    records = models.JSONField(_("records"), default=list)
    coverage = models.JSONField(_("coverage"), default=dict)
    computed = models.DateTimeField(_("computed"))
    confirmed = models.DateTimeField(_("last computed"))
    is_current = models.BooleanField(default=True)
    version = models.PositiveIntegerField()
    recounts = models.PositiveIntegerField(null=True)
    series_version = models.PositiveIntegerField(null=True)
    revision = models.UUIDField(null=True)
    marking = marking_column()
    seconds = models.FloatField(default=0)

    objects = CheckOutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome of a check")
        verbose_name_plural = _("outcomes of checks")
        indexes = [models.Index(fields=["data_check", "-id"], name="outcome_of_check")]
        constraints = [
            models.UniqueConstraint(
                fields=["data_check"],
                condition=Q(is_current=True),
                name="a_check_has_one_current_outcome",
            )
        ]

    def __str__(self):
        return self.get_outcome_display()
