"""Models of series and their points: counts over time, which can be rebuilt from the register."""

import datetime as dt
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import Row, VisibleQuerySet
from ctplatform.accounts.models import Project
from ctplatform.charts import buckets
from ctplatform.markings.levels import STRICT
from ctplatform.markings.models import marking_column, marking_is_known
from incidents.records.models import known_term, term_column
from incidents.recounts.models import record_type_of
from incidents.regions.models import regions_of
from incidents.series.models.chart_events import read_events, require_events_within
from incidents.series.models.definitions import (
    FULL,
    DefinitionColumn,
    full_coverage,
    initiating_roles,
    read_breakpoints,
    read_coverage,
    read_roles,
)
from incidents.series.models.filters import read_filters
from incidents.series.models.group_limits import require_groups
from incidents.series.models.measured_records import require_fitting
from incidents.series.models.named_records import require_known_records
from incidents.series.models.transform_settings import read_transform
from incidents.sources.lineage import repeating
from incidents.vocabularies import (
    BRANCHES,
    SERIES_BUCKETS,
    SERIES_GROUPS,
    SERIES_HARMS,
    SERIES_MEASURES,
)

TOTAL = ""
"""The group of a point that counts everything."""

MOST_BUCKETS = 2400  # two centuries of months


class Series(Row):
    """A definition of what to count in a project, by bucket and perhaps by group.

    The `measure` says whether it counts published events, their people, assessments or warnings.

    `start` and `end` are widened to whole buckets. `coverage` says where a zero is an observation:
    "full", or [{"start", "end", "sources"}] with days. There are no points outside it; an empty
    list covers nothing, as nobody has searched yet.
    `filters` are {name: value or list} of SERIES_FILTERS. An actor counts in one of the `roles`,
    alone or with its `branches` (see BRANCHES); a suspected participation only adds to the maximum.
    `summaries`: records that sum up several events count as well, each as one. `recounts` grows
    with each recount that changes a point, so that a page can check whether it is up to date;
    `edits` grows with each edit of a record on its days, and is never shown; `version` counts edits
    of the definition.
    Only records whose marking is no stricter than the series' own are counted, so that points
    reveal nothing that its readers may not know; no series is marked red.
    `breakpoints` are [{"day", "label"}]: days chosen beforehand, before and after which findings
    compare the rates. `events` are marked on the chart (see models.chart_events).
    `transform` says how the numbers are shown (see models.transform_settings); points stay as
    counted. `copied_from` is the series whose definition it began with, if that still exists.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    measure = term_column(SERIES_MEASURES, _("counts"), null=False, blank=False, default="count")
    bucket = term_column(SERIES_BUCKETS, _("by"), null=False, blank=False, default="month")
    group_by = term_column(SERIES_GROUPS, _("for each"))
    marking = marking_column(STRICT)
    filters = models.JSONField(_("only"), default=dict, blank=True)
    roles = DefinitionColumn(_("roles that count"), default=initiating_roles, blank=True)
    branches = term_column(
        BRANCHES, _("counted with an actor"), null=False, blank=False, default="none"
    )
    summaries = models.BooleanField(_("summaries of several events count"), default=False)
    start = models.DateField(_("from"))
    end = models.DateField(_("to"))
    coverage = DefinitionColumn(_("coverage"), default=full_coverage, blank=True)
    breakpoints = DefinitionColumn(_("breakpoints"), default=list, blank=True)
    events = DefinitionColumn(_("events"), default=list, blank=True)
    transform = DefinitionColumn(_("transform"), default=dict, blank=True)
    copied_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("copied from"),
    )
    recounts = models.PositiveIntegerField(default=0, editable=False)
    recounted = models.DateTimeField(_("counted"), null=True, blank=True, editable=False)
    edits = models.PositiveIntegerField(default=0, editable=False)

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
            known_term("measure", SERIES_MEASURES, "series_measure_is_known"),
            known_term("bucket", SERIES_BUCKETS, "series_bucket_is_known"),
            known_term("group_by", SERIES_GROUPS, "series_group_is_known"),
            known_term("branches", BRANCHES, "series_branches_are_known"),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        self.group_by = self.group_by or None  # forms and programs may send "" for none
        self.filters = read_filters(self.filters)
        self.roles = read_roles(self.roles)
        require_fitting(self)
        self.breakpoints = read_breakpoints(self.breakpoints)
        self.events = read_events(self.events)
        self._require_regions()
        require_known_records(self)
        require_groups(self)
        if not (self.start and self.end and self.bucket in SERIES_BUCKETS):
            return
        if self.end < self.start:
            raise ValidationError({"end": _("The end lies before the start.")})
        self.start = buckets.first_day(self.start, self.bucket)
        self.end = buckets.last_day(buckets.first_day(self.end, self.bucket), self.bucket)
        if (self.end - self.start).days > MOST_BUCKETS * 366 / buckets.A_YEAR[self.bucket]:
            text = _("That is more than %(most)d buckets.") % {"most": MOST_BUCKETS}
            raise ValidationError({"end": text})
        self.coverage = read_coverage(self.coverage)
        require_events_within(self)
        self.transform = read_transform(self.transform, self)

    def _require_regions(self):
        """Refuse a region that the project does not have."""
        if not self.project_id:
            return
        for value, region in zip(self.filters.get("within", []), self.read_regions(), strict=True):
            if not region.countries:
                text = _("within: there is no region “%(value)s” in this project.")
                raise ValidationError({"filters": text % {"value": value}})

    def values_of(self, name) -> list[str]:
        """The values of a filter; [] if it is not set."""
        found = self.filters.get(name, [])
        return found if isinstance(found, list) else [found]

    def read_regions(self) -> list:
        """The regions that the series is limited to, by their present definitions."""
        return regions_of([self])[self.pk]

    @cached_property
    def regions(self) -> list:
        """`read_regions()`, cached."""
        return self.read_regions()

    @cached_property
    def source_families(self) -> dict:
        """{id of a source that the series is limited to: ids of it and of all that repeat it}."""
        return {each: repeating([each]) for each in self.values_of("source")}

    @property
    def group_countries(self):
        """The countries that may be groups of the series; None if it is not limited to any."""
        found = set(self.countries) if self.countries else None
        if "within" in self.filters:
            inside = {code for region in self.regions for code in region.countries}
            found = inside if found is None else found & inside
        return found

    @property
    def countries(self) -> list[str]:
        """The countries (alpha-2) that the series is limited to; [] if it is not limited to any."""
        return self.values_of("country")

    @property
    def record_type(self) -> str:
        """The type of record that is counted: incident, assessment or warning."""
        return record_type_of(self.measure)

    @property
    def harms(self) -> tuple[str, ...]:
        """The kinds of casualty estimates that are added up; () if incidents are counted."""
        return SERIES_HARMS.get(self.measure, ())

    @property
    def record_kinds(self) -> list[str]:
        """The kinds of record that count."""
        return ["event", "series"] if self.summaries else ["event"]

    @property
    def windows(self) -> list[tuple[dt.date, dt.date]]:
        """The covered days within start..end, as disjoint windows in order."""
        if self.coverage == FULL:
            return [(self.start, self.end)]
        given = (
            (dt.date.fromisoformat(each["start"]), dt.date.fromisoformat(each["end"]))
            for each in self.coverage
        )
        inside = ((max(start, self.start), min(end, self.end)) for start, end in given)
        return buckets.merge_windows((start, end) for start, end in inside if start <= end)

    def covered_buckets(self) -> dict[dt.date, str]:
        """{bucket: "full" or "partial"} of every bucket with a covered day, in order."""
        windows = self.windows
        all_of_them = buckets.buckets_between(self.start, self.end, self.bucket)
        found = {each: buckets.coverage_of(each, self.bucket, windows) for each in all_of_them}
        return {each: how for each, how in found.items() if how != "none"}


class SeriesPointQuerySet(VisibleQuerySet):
    def begun(self):
        """Points of buckets that have begun; the future is never covered."""
        return self.filter(bucket__lte=timezone.localdate())

    def covered_until_today(self, size):
        """Annotate `coverage_now`: `coverage`, but "partial" for the present bucket."""
        now = buckets.first_day(timezone.localdate(), size)
        return self.annotate(
            coverage_now=Case(When(bucket=now, then=Value("partial")), default=F("coverage"))
        )


class SeriesPoint(models.Model):
    """One bucket of one group, derived from incidents: a recount deletes and rewrites it.

    `n_min` counts incidents all of whose possible days lie in the bucket, `n_max` those with any
    day in it, and `n_expected` weighs each by the share of its days. Of people they sum
    the lowest, best and highest figures; `is_open` means that some incident has no highest figure,
    so that n_max is "at least". `incidents` are those behind n_max. Of them, `suspected` are only
    suspected to be the group's and count only in n_max; `unknown` have no figure of the people;
    `without_best` have no best figure, or none at all: with them n_expected is "at least", and it
    is null where it would be "at least 0".
    """

    visible_through = ("series",)

    series = models.ForeignKey(Series, models.CASCADE, related_name="points")
    bucket = models.DateField()
    group = models.CharField(max_length=60, blank=True, default=TOTAL)
    n_min = models.PositiveIntegerField()
    n_expected = models.FloatField(null=True)
    n_max = models.PositiveIntegerField()
    incidents = models.PositiveIntegerField()
    suspected = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    without_best = models.PositiveIntegerField(default=0)
    is_open = models.BooleanField(default=False)
    coverage = models.CharField(max_length=10, choices=[("full", "full"), ("partial", "partial")])

    objects = SeriesPointQuerySet.as_manager()

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
