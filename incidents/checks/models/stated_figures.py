"""Figures that sources state for what a check counts, shown beside the computed ones."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated
from incidents import vocabularies
from incidents.checks.models.checks import DataCheck
from incidents.records.models import ChildRecord, edtf_column, known_term
from incidents.records.models.estimated import (
    Estimated,
    contradictory_without_figures,
    ordered_figures,
)
from incidents.sources.models import Source


@curated(
    key="checkfigure",
    fields=("source", "low", "best", "high", "qualifier", "stated", "date", "note"),
    parent="data_check",
)
class CheckFigure(Estimated, ChildRecord):
    """What one source states for what a check counts: “365 attacks”, for the period `date` (EDTF).

    It decides nothing: sources that disagree are shown beside each other and beside the number that
    the register gives.
    """

    visible_through = ("data_check", "source")

    data_check = models.ForeignKey(
        DataCheck, models.CASCADE, related_name="stated_figures", verbose_name=_("check")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    date = edtf_column(_("for the period"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("stated figure")
        verbose_name_plural = _("stated figures")
        constraints = [
            known_term("qualifier", vocabularies.CASUALTY_QUALIFIERS, "stated_qualifier_is_known"),
            contradictory_without_figures("contradictory_stated_figures_leave_the_range_empty"),
            ordered_figures("stated_low_is_at_most_best_and_best_at_most_high"),
            models.CheckConstraint(
                condition=Q(low__isnull=False)
                | Q(best__isnull=False)
                | Q(high__isnull=False)
                | ~Q(stated=""),
                name="a_stated_figure_says_something",
                violation_error_message=_("Give a figure, or the source's words."),
            ),
        ]

    def __str__(self):
        return f"{self.figures} ({self.source})" if self.source else self.figures
