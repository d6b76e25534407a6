"""Participations: which actor took part in an incident, and in which role."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ctplatform.access.records import VisibleQuerySet
from ctplatform.curation.registry import curated
from ctplatform.markings import levels
from incidents import vocabularies
from incidents.actors.models.actors import Actor
from incidents.events.models.incidents import Incident
from incidents.records.models import ChildRecord, known_term, term_column, whole_number
from incidents.recounts.models import mark_part_days


class ParticipationQuerySet(VisibleQuerySet):
    def with_marking_for(self, user):
        """Participations in visible incidents whose actor's marking lets the user see the actor.

        They include people whose names only members see; `Actor.shown_to` hides those.
        """
        return (
            self
            if user.is_superuser
            else self.filter(levels.marking_condition(Actor, user, "actor__"))
        )


@curated(
    key="participation",
    fields=("actor", "role", "certainty", "count", "note"),
    parent="incident",
    on_change=mark_part_days,
    called_for_new=False,
)
class Participation(ChildRecord):
    """An actor's part in an incident; for claims of responsibility see incidents.responsibility."""

    visible_through = ("incident", "actor")

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="participations")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="participations")
    role = term_column(vocabularies.PARTICIPATION_ROLES, _("role"), null=False, blank=False)
    certainty = term_column(vocabularies.PARTICIPATION_CERTAINTIES, _("certainty"))
    count = whole_number(_("how many"))
    note = models.TextField(_("note"), blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "actor", "role"],
                name="an_actor_has_a_role_in_an_incident_once",
                violation_error_message=_("This actor has this role in the incident already."),
            ),
            known_term("role", vocabularies.PARTICIPATION_ROLES, "participation_role_is_known"),
            known_term(
                "certainty",
                vocabularies.PARTICIPATION_CERTAINTIES,
                "participation_certainty_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.actor}, {self.get_role_display()}"
