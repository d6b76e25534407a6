"""Counts over time, as rows that can be thrown away and rebuilt from the register."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.models import Project
from ctplatform.markings.levels import STRICT
from ctplatform.markings.models import marking_column, marking_is_known
from ctplatform.records import Row, VisibleQuerySet
from incidents import buckets
from incidents.models.definitions import FULL, full, read_coverage, read_filters
from incidents.models.facts import known, term
from incidents.vocabularies import SERIES_BUCKETS, SERIES_GROUPS, SERIES_MEASURES

TOTAL = ""
"""The group of a point that counts everything."""

MOST_BUCKETS = 2400  # two centuries of months


class Series(Row):
    """What to count: published events of a project, by bucket and perhaps by group.

    `start` and `end` are widened to whole buckets. `coverage` says where a zero is a datum:
    "full", or [{"start", "end", "sources"}] with days; outside it there are no points, and
    an empty list covers nothing: nobody has looked yet.
    `filters` are {name: value or list} of SERIES_FILTERS. `recounts` grows with each recount, so
    that a page can tell whether it is up to date; `version` counts edits of the definition.
    What is counted is marked no stricter than the series, so its points tell nobody more than
    they may know; none is red.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    measure = term(SERIES_MEASURES, _("counts"), null=False, blank=False, default="count")
    bucket = term(SERIES_BUCKETS, _("by"), null=False, blank=False, default="month")
    group_by = term(SERIES_GROUPS, _("for each"))
    marking = marking_column(STRICT)
    filters = models.JSONField(_("only"), default=dict, blank=True)
    start = models.DateField(_("from"))
    end = models.DateField(_("to"))
    coverage = models.JSONField(_("coverage"), default=full, blank=True)
    recounts = models.PositiveIntegerField(default=0, editable=False)
    recounted = models.DateTimeField(_("counted"), null=True, blank=True, editable=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints = [
            models.CheckConstraint(
                condition=Q(start__lte=F("end")),
                name="series_does_not_end_before_it_begins",
                violation_error_message=_("The end lies before the start."),
            ),
            marking_is_known("series_marking_is_known", STRICT),
            known("measure", SERIES_MEASURES, "series_measure_is_known"),
            known("bucket", SERIES_BUCKETS, "series_bucket_is_known"),
            known("group_by", SERIES_GROUPS, "series_group_is_known"),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        self.group_by = self.group_by or None  # a form and a program may say nothing as ""
        self.filters = read_filters(self.filters)
        if not (self.start and self.end and self.bucket in buckets.MONTHS):
            return
        if self.end < self.start:
            raise ValidationError({"end": _("The end lies before the start.")})
        self.start = buckets.first_day(self.start, self.bucket)
        self.end = buckets.last_day(buckets.first_day(self.end, self.bucket), self.bucket)
        if (self.end - self.start).days > MOST_BUCKETS * 30.5 * buckets.MONTHS[self.bucket]:
            text = _("That is more than %(most)d buckets.") % {"most": MOST_BUCKETS}
            raise ValidationError({"end": text})
        self.coverage = read_coverage(self.coverage)

    @property
    def windows(self) -> list[tuple[dt.date, dt.date]]:
        """The covered days inside start..end, as disjoint windows in order."""
        if self.coverage == FULL:
            return [(self.start, self.end)]
        given = (
            (dt.date.fromisoformat(each["start"]), dt.date.fromisoformat(each["end"]))
            for each in self.coverage
        )
        inside = ((max(start, self.start), min(end, self.end)) for start, end in given)
        return buckets.merged((start, end) for start, end in inside if start <= end)

    def covered_buckets(self) -> dict[dt.date, str]:
        """{bucket: "full" or "partial"} of every bucket with a covered day, in order."""
        windows = self.windows
        all_of_them = buckets.between(self.start, self.end, self.bucket)
        found = {each: buckets.coverage(each, self.bucket, windows) for each in all_of_them}
        return {each: how for each, how in found.items() if how != "none"}


class SeriesPoint(models.Model):
    """One bucket of one group. Derived: a recount deletes it and writes it anew.

    `n_min` counts incidents that lie in the bucket with all the days on which they may have
    happened, `n_max` those with any, `n_expected` weighs each by its share of days. For fatalities
    they sum the lowest, best and highest figures, and `is_open` says that some incident has no
    highest one: then n_max is "at least". `incidents` are those behind n_max.
    """

    visible_through = ("series",)

    series = models.ForeignKey(Series, models.CASCADE, related_name="points")
    bucket = models.DateField()
    group = models.CharField(max_length=36, blank=True, default=TOTAL)
    n_min = models.PositiveIntegerField()
    n_expected = models.FloatField()
    n_max = models.PositiveIntegerField()
    incidents = models.PositiveIntegerField()
    is_open = models.BooleanField(default=False)
    coverage = models.CharField(max_length=10, choices=[("full", "full"), ("partial", "partial")])

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("point")
        verbose_name_plural = _("points")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "group", "bucket"], name="a_series_has_a_point_once"
            ),
            models.CheckConstraint(
                condition=Q(n_min__lte=F("n_max")), name="point_minimum_is_at_most_its_maximum"
            ),
        ]

    def __str__(self):
        return f"{self.bucket} {self.group}: {self.n_expected}"
