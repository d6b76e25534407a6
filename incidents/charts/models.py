"""Models of pinned charts: the numbers of a series at one moment, and where they are shown."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import Row, VisibleQuerySet
from ctplatform.accounts.models import Project
from ctplatform.markings.levels import STRICT
from ctplatform.markings.models import marking_column, marking_is_known
from incidents.assessments.models.assessments import Assessment
from incidents.charts.vocabulary import PINNED_KINDS
from incidents.series.models.series import Series


class ChartSnapshot(Row):
    """The definition, the points and the findings of a series as they were; never changed.

    `marking` is the one that the series had: the points count records up to it, so that a lower
    marking of the series later shows nobody more. Who sees it must also see the series, as long as
    there is one. `definition` are its fields as JSON; `definition_version` and `recounts` name the
    state of the series. `points` are [[bucket, group, ...]], see `charts.packed_points`; `findings`
    are the results of the methods. Triggers of the database refuse every change, except that a
    deleted series is taken out of it (migration 0045).
    """

    visible_through = ("series",)

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    series = models.ForeignKey(
        Series, models.SET_NULL, null=True, related_name="+", verbose_name=_("series")
    )
    title = models.CharField(_("title"), max_length=200)
    marking = marking_column(STRICT)
    definition = models.JSONField(_("definition"))
    definition_version = models.PositiveIntegerField()
    recounts = models.PositiveIntegerField()
    recounted = models.DateTimeField(_("counted"))
    points = models.JSONField(default=list)
    findings = models.JSONField(default=list)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("pinned chart")
        verbose_name_plural = _("pinned charts")
        constraints = [marking_is_known("snapshot_marking_is_known", STRICT)]

    def __str__(self):
        return self.title

    def save(self, *args, **options):
        if not self._state.adding:
            raise TypeError("A snapshot is never changed; pin the series again.")
        super().save(*args, **options)


def kind_is_known(name):
    """The CHECK of the column of a kind of chart that can be pinned."""
    return models.CheckConstraint(condition=Q(kind__in=list(PINNED_KINDS)), name=name)


class PlacedChart(Row):
    """The base of a pinned chart on the page of something else, with a caption.

    `PLACE` is the path of the project of what it is shown on, `place` that row.
    """

    snapshot = models.ForeignKey(
        ChartSnapshot, models.PROTECT, related_name="+", verbose_name=_("pinned chart")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=list(PINNED_KINDS.items()))
    caption = models.CharField(_("caption"), max_length=300, blank=True, default="")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return self.caption or str(self.snapshot)


class AssessmentChart(PlacedChart):
    """A pinned chart that an assessment rests on."""

    visible_through = ("assessment", "snapshot")
    PLACE = "assessment__project"

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("chart of an assessment")
        verbose_name_plural = _("charts of assessments")
        constraints = [kind_is_known("assessment_chart_kind_is_known")]

    @property
    def place(self):
        """What the chart is shown on."""
        return self.assessment
