"""Whether an incident belongs to an actor: the one rule of series, lists, actor pages and facets.

An incident belongs to an actor if it, or a record that was merged into it, has a participation in
one of the given roles by that actor or by one that counts as it (`branches`).
"""

from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.utils import timezone

from ctplatform.access.visibility import visible_condition
from incidents.actors.models.actors import Actor
from incidents.actors.models.branches import ALWAYS, with_branches
from incidents.actors.models.relations import ActorRelation
from incidents.events.models.incidents import Incident
from incidents.events.models.participations import Participation
from incidents.vocabularies import SUSPECTED_CERTAINTIES, SUSPECTED_ROLES


def suspected_part(path="") -> Q:
    """The condition that a participation is suspected, by its role or by its certainty."""
    return Q(**{f"{path}role__in": SUSPECTED_ROLES}) | Q(
        **{f"{path}certainty__in": SUSPECTED_CERTAINTIES}
    )


def is_suspected(role, certainty) -> bool:
    """Whether a participation with this role and certainty is only suspected."""
    return role in SUSPECTED_ROLES or certainty in SUSPECTED_CERTAINTIES


def embargo_is_over(path="", now=None) -> Q:
    """The condition that an incident has no embargo, or that its embargo is over."""
    name = f"{path}embargo_until"
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": now or timezone.now()})


@dataclass(frozen=True)
class SeenBy:
    """The actors, incidents and relations that one user may see."""

    user: object

    def actors(self, path="") -> Q:
        return visible_condition(Actor, self.user, path)

    def incidents(self, path="") -> Q:
        return visible_condition(Incident, self.user, path)

    def relations(self):
        return ActorRelation.objects.visible_to(self.user)


@dataclass(frozen=True)
class SeenByAll:
    """The actors, incidents and relations that everyone sees who may see these markings."""

    markings: tuple
    now: object = None  # compared with embargoes; the present time by default

    def actors(self, path="") -> Q:
        return Q(**{f"{path}marking__in": self.markings})

    def incidents(self, path="") -> Q:
        return Q(**{f"{path}marking__in": self.markings}) & embargo_is_over(path, self.now)

    def relations(self):
        ends = self.actors("subject__") & self.actors("object__")
        for name in ("claimant", "subject__merged_into", "object__merged_into"):
            ends &= Q(**{f"{name}__isnull": True}) | self.actors(f"{name}__")
        return ActorRelation.objects.filter(ends)


@dataclass(frozen=True)
class Membership:
    """Which participations make an incident count for some actors.

    `spans` is {(start, end): ids of the actors that count on those days}, None for every actor;
    `roles` and `certainties` are the slugs that count, all if empty.
    """

    reader: SeenBy | SeenByAll
    spans: dict | None = field(default=None, hash=False)
    roles: tuple = ()
    certainties: tuple = ()

    def in_roles(self, roles) -> "Membership":
        """A copy with these roles alone."""
        return replace(self, roles=tuple(roles))

    def condition(self, *, certain=False) -> Q:
        """The condition on incidents; `certain` leaves out participations that are only suspected.

        It is two subqueries that each use an index; one subquery joined by OR uses none.
        """
        merged = self.parts("incident__merged_into", certain=certain)
        return Q(pk__in=self.parts("incident", certain=certain).values("incident")) | Q(
            pk__in=merged.values("incident__merged_into")
        )

    def parts(self, incident, *, certain=False):
        """The participations that count.

        With the path `incident` they are those of the incidents, with `incident__merged_into` those
        of the records that were merged into them.
        """
        rows = Participation.objects.filter(self._who(incident)).order_by()
        if self.roles:
            rows = rows.filter(role__in=self.roles)
        if self.certainties:
            rows = rows.filter(certainty__in=self.certainties)
        if certain:
            rows = rows.filter(~suspected_part())
        if incident == "incident":
            return rows
        return rows.filter(self.reader.incidents("incident__"), **{f"{incident}__isnull": False})

    def _who(self, incident) -> Q:
        if self.spans is None:
            return self.reader.actors("actor__")
        found = Q(pk__in=[])
        for (start, end), actors in self.spans.items():
            found |= Q(actor__in=actors) & _on_days(incident, start, end)
        return found


def _on_days(incident, start, end) -> Q:
    """The condition that an incident may have happened between two days, or is undated."""
    found = Q()
    if start:
        name = f"{incident}__date_latest"
        found &= Q(**{f"{name}__gte": start}) | Q(**{f"{name}__isnull": True})
    if end:
        name = f"{incident}__date_earliest"
        found &= Q(**{f"{name}__lte": end}) | Q(**{f"{name}__isnull": True})
    return found


def membership_of(actors, reader, *, roles=(), certainties=(), branches="none") -> Membership:
    """The Membership of some actors (ids; none for every actor), within what `reader` sees."""
    spans = None
    if actors:
        spans = with_branches(actors, branches or "none", reader.relations())
        ids = {each for found in spans.values() for each in found}
        known = set(Actor.objects.filter(reader.actors(), pk__in=ids).values_list("pk", flat=True))
        spans = {days: tuple(sorted(found & known)) for days, found in spans.items()}
        always = set(spans.get(ALWAYS, ()))
        spans = {
            days: found if days == ALWAYS else tuple(each for each in found if each not in always)
            for days, found in spans.items()
        }
        spans = {days: found for days, found in spans.items() if found}
    return Membership(reader, spans, tuple(roles), tuple(certainties))
