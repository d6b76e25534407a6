"""Who was harmed in an incident: estimates with open sides."""

from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated
from incidents import vocabularies
from incidents.models.dirty import part_changed
from incidents.models.facts import Child, known, term, whole_number
from incidents.models.incidents import Incident


@curated(
    key="casualty",
    fields=("kind", "group", "low", "best", "high", "qualifier", "stated"),
    parent="incident",
    on_change=part_changed,
    hears_new=False,
)
class CasualtyEstimate(Child):
    """How many were harmed, as one estimate: whole persons, null where that side is open.

    `stated` are the source's words; “more than 150” is low 151 with best and high null.
    """

    visible_through = ("incident",)

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="casualties")
    kind = term(vocabularies.CASUALTY_KINDS, _("harm"), null=False, blank=False)
    group = models.CharField(_("among"), max_length=100, blank=True)
    low = whole_number(_("at least"))
    best = whole_number(_("best"))
    high = whole_number(_("at most"))
    qualifier = term(vocabularies.CASUALTY_QUALIFIERS, _("qualifier"))
    stated = models.CharField(_("in the source's words"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("casualty estimate")
        verbose_name_plural = _("casualty estimates")
        constraints = [
            models.CheckConstraint(
                condition=(
                    (Q(low__isnull=True) | Q(best__isnull=True) | Q(low__lte=F("best")))
                    & (Q(best__isnull=True) | Q(high__isnull=True) | Q(best__lte=F("high")))
                    & (Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")))
                ),
                name="casualty_low_is_at_most_best_and_best_at_most_high",
                violation_error_message=_("Low is at most best, and best at most high."),
            ),
            models.CheckConstraint(
                condition=Q(qualifier__isnull=True)
                | ~Q(qualifier="contradictory")
                | Q(low__isnull=True, best__isnull=True, high__isnull=True),
                name="contradictory_figures_leave_the_range_empty",
                violation_error_message=_("Of contradictory figures none is chosen."),
            ),
            known("kind", vocabularies.CASUALTY_KINDS, "casualty_kind_is_known"),
            known("qualifier", vocabularies.CASUALTY_QUALIFIERS, "casualty_qualifier_is_known"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.figures}"

    def clean(self):
        super().clean()
        names = [name for name in ("low", "best", "high") if getattr(self, name) is not None]
        for first, second in pairwise(names):
            if getattr(self, first) > getattr(self, second):
                message = _("This is more than “%s”.") % second
                raise ValidationError({first: message}, code="order")

    @property
    def figures(self):
        """“39 to 40”, “at least 151”, “at most 60”, “about 90”, or “unknown”."""
        low, best, high = self.low, self.best, self.high
        if low is not None and high is not None:
            return (
                str(low) if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
            )
        if low is not None:
            return _("at least %s") % low
        if high is not None:
            return _("at most %s") % high
        return _("about %s") % best if best is not None else _("unknown")
