"""Casualty estimates: several for one harm, of which one may be chosen."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated
from incidents import vocabularies
from incidents.casualties.approval_rules import many_killed, many_killed_together
from incidents.events.models.incidents import Incident
from incidents.events.models.killed import keep_killed
from incidents.records.models import ChildRecord, edtf_column, known_term, term_choices, term_column
from incidents.records.models.estimated import (
    Estimated,
    contradictory_without_figures,
    ordered_figures,
)
from incidents.recounts.models import mark_part_days
from incidents.sources.models import Source


class OneChosen(models.UniqueConstraint):
    """The constraint that one estimate is chosen; choosing another replaces it at once."""

    def validate(self, *args, **kwargs):
        """Skip validation: `unselect_rivals` changes the other estimate before this is written."""

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.UniqueConstraint", args, kwargs


def unselect_rivals(estimates, write):
    """Before chosen estimates are written, unselect those that were chosen before."""
    chosen = {(each.incident_id, each.kind): each for each in estimates if each.selected}
    if not chosen:
        return
    rivals = CasualtyEstimate.objects.filter(
        incident__in={pk for pk, _kind in chosen},
        kind__in={kind for _pk, kind in chosen},
        selected=True,
    )
    rivals = rivals.exclude(pk__in=[each.pk for each in chosen.values()]).order_by("pk")
    for other in rivals.select_for_update(no_key=True):
        if estimate := chosen.get((other.incident_id, other.kind)):
            other.incident = estimate.incident
            write(other, selected=False, selection_method=None)


def harm_changed(changes):
    """Update the stored fatalities figures, then do what any change of a child row does."""
    incidents = [estimate.incident for _before, _after, estimate in changes]
    keep_killed(Incident, {pk for each in incidents for pk in (each.pk, each.merged_into_id)})
    mark_part_days(changes)


@curated(
    key="casualty",
    fields=(
        "kind",
        "group",
        "low",
        "best",
        "high",
        "qualifier",
        "stated",
        "includes_perpetrators",
        "as_of",
        "source",
        "credibility",
        "selected",
        "selection_method",
    ),
    parent="incident",
    before_write=unselect_rivals,
    on_change=harm_changed,
    called_for_new=False,
    two_approvals_reason=many_killed,
    two_approvals_reason_of_rows=many_killed_together,
)
class CasualtyEstimate(Estimated, ChildRecord):
    """One estimate of how many people were harmed: whole numbers, null where that side is open.

    `stated` holds the source's words; “more than 150” is low 151 with best and high null. `as_of`
    is the day (EDTF) on which the source said so, `credibility` the Admiralty grade 1 to 6 of the
    information. One estimate of each harm may be `selected`, by `selection_method`.
    """

    visible_through = ("incident",)

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="casualties")
    kind = term_column(
        vocabularies.CASUALTY_KINDS, _("kind of casualties"), null=False, blank=False
    )
    group = models.CharField(_("victim group"), max_length=100, blank=True)
    includes_perpetrators = models.BooleanField(_("attackers included"), null=True, blank=True)
    as_of = edtf_column(_("as of"))
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    credibility = models.PositiveSmallIntegerField(
        _("credibility"), null=True, blank=True, choices=term_choices(vocabularies.CREDIBILITIES)
    )
    selected = models.BooleanField(_("chosen"), default=False)
    selection_method = term_column(vocabularies.SELECTION_METHODS, _("chosen as"))

    class Meta:
        verbose_name = _("casualty estimate")
        verbose_name_plural = _("casualty estimates")
        constraints = [
            ordered_figures("casualty_low_is_at_most_best_and_best_at_most_high"),
            contradictory_without_figures("contradictory_figures_leave_the_range_empty"),
            known_term("kind", vocabularies.CASUALTY_KINDS, "casualty_kind_is_known"),
            known_term(
                "qualifier", vocabularies.CASUALTY_QUALIFIERS, "casualty_qualifier_is_known"
            ),
            known_term("credibility", vocabularies.CREDIBILITIES, "casualty_credibility_is_known"),
            known_term(
                "selection_method",
                vocabularies.SELECTION_METHODS,
                "casualty_selection_method_is_known",
            ),
            OneChosen(
                fields=["incident", "kind"],
                condition=Q(selected=True),
                name="one_estimate_of_a_harm_is_chosen",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.figures}"

    def clean(self):
        super().clean()
        if self.selection_method and not self.selected:
            message = _("Only a chosen estimate says how it was chosen.")
            raise ValidationError({"selection_method": message})
