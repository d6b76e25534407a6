"""Scopes of assessments: the actors and places that they are about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated, one_by_one
from incidents.actors.models.actors import Actor
from incidents.assessments.models.assessments import Assessment
from incidents.places.models.places import Place
from incidents.records.models import ChildRecord
from incidents.recounts.record_days import mark_scope_days


@curated(
    key="assessment-scope",
    fields=("actor", "place"),
    parent="assessment",
    on_change=one_by_one(mark_scope_days),
    called_for_new=False,
)
class AssessmentScope(ChildRecord):
    """An actor or a place that an assessment is about."""

    visible_through = ("assessment", "actor", "place")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scopes")
    actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("actor")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )

    class Meta:
        verbose_name = _("scope")
        verbose_name_plural = _("scopes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(actor__isnull=False, place__isnull=True)
                | models.Q(actor__isnull=True, place__isnull=False),
                name="scope_is_one_actor_or_one_place",
                violation_error_message=_("Name an actor or a place, not both."),
            ),
            models.UniqueConstraint(
                fields=["assessment", "actor"], name="assessment_names_an_actor_once",
                violation_error_message=_("This actor is named already."),
            ),
            models.UniqueConstraint(
                fields=["assessment", "place"], name="assessment_names_a_place_once",
                violation_error_message=_("This place is named already."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return str(self.actor or self.place)
