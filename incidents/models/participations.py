"""Who took part in an incident, and as what."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import curated
from incidents import vocabularies
from incidents.models.actors import Actor
from incidents.models.dirty import part_changed
from incidents.models.facts import Child, known, term, whole_number
from incidents.models.incidents import Incident


@curated(
    key="participation", fields=("actor", "role", "certainty", "count", "note"),
    parent="incident", on_change=part_changed, hears_new=False,
)  # fmt: skip
class Participation(Child):
    """An actor's part in an incident; responsibility is another matter (see there)."""

    visible_through = ("incident", "actor")

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="participations")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="participations")
    role = term(vocabularies.PARTICIPATION_ROLES, _("role"), null=False, blank=False)
    certainty = term(vocabularies.PARTICIPATION_CERTAINTIES, _("certainty"))
    count = whole_number(_("how many"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "actor", "role"],
                name="an_actor_has_a_role_in_an_incident_once",
                violation_error_message=_("This actor has this role in the incident already."),
            ),
            known("role", vocabularies.PARTICIPATION_ROLES, "participation_role_is_known"),
            known(
                "certainty",
                vocabularies.PARTICIPATION_CERTAINTIES,
                "participation_certainty_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.actor}, {self.get_role_display()}"


def with_part(**which) -> Q:
    """The condition (of incidents) that they, or one merged into them, have such a participation.

    Two subqueries, each answered by an index: joined by OR in one, none is used.
    """
    parts = Participation.objects.filter(**which)
    merged = parts.filter(incident__merged_into__isnull=False)
    return Q(pk__in=parts.values("incident")) | Q(pk__in=merged.values("incident__merged_into"))
