"""What methods have found in a series: computed in the background from its points."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import VisibleQuerySet
from incidents.series.models.series import Series


class SeriesFindings(models.Model):
    """The findings of a series, as its points were at one recount.

    `results` are [{"method", "group", ...}], see `incidents.findings.results`. They are
    computed again where `recounts`, `version` or `edits` differ from the series', and once a day,
    since buckets end. `checked` is when that was done last, and `seconds` how long it took;
    `computed` stays where nothing has changed, so that edits of hidden records do not show.
    `states` are what the series was in the last days, and `movement` is what has changed since (see
    `incidents.findings.movement`); `moved` is the number of findings and buckets that have, 0 for
    none.
    """

    visible_through = ("series",)

    series = models.OneToOneField(
        Series, models.CASCADE, primary_key=True, related_name="findings", verbose_name=_("series")
    )
    recounts = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    results = models.JSONField(default=list)
    edits = models.PositiveIntegerField(default=0)
    computed = models.DateTimeField(_("computed"))
    checked = models.DateTimeField(default=timezone.now)
    seconds = models.FloatField()
    states = models.JSONField(default=list)
    movement = models.JSONField(default=dict)
    moved = models.PositiveIntegerField(default=0)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("findings of a series")
        verbose_name_plural = _("findings of series")

    def __str__(self):
        return str(self.series)
