"""The groups of a series that count an incident: its countries, or the actors that act in it."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from incidents.actors.models.branches import branch_graph
from incidents.events.models.incident_places import in_other_countries, of_owner
from incidents.events.models.incidents import Incident
from incidents.events.models.membership import SeenByAll, is_suspected, membership_of
from incidents.events.models.participations import Participation
from incidents.series.models.series import Series

COUNTRY = "country"
"""The column of incidents by which a series by country groups them in the database."""


class CountryGroups:
    """The countries that count incidents of a series: of the main place and of further places.

    Each country counts an incident once. A series that is limited to some countries or regions has
    no other groups. `places` are the further places visible to everybody who sees the series.
    """

    columns = (COUNTRY,)

    def __init__(self, series: Series, places):
        self.codes, self.places = series.group_countries, places
        self.has_further = places.filter(incident__project=series.project_id).exists()

    def has_group(self, code) -> bool:
        return code is not None and (self.codes is None or code in self.codes)

    def of_value(self, code) -> list:
        """The groups that count the incidents whose main place has this country."""
        return [code] if self.has_group(code) else []

    def of(self, rows) -> dict:
        """{incident: set of countries} for rows of (id, first day, last day, country)."""
        found = {row[0]: {row[3]} for row in rows}
        if self.has_further:
            some = Incident.objects.filter(pk__in=list(found))
            for owner, code in in_other_countries(some, self.places).values_list(
                "owner", "country"
            ):
                found[owner].add(code)
        return {pk: set(filter(self.has_group, codes)) for pk, codes in found.items()}

    def further_sums(self, rows):
        """(first day, last day, country, number of incidents) for the countries of further places.

        `rows` are incidents.
        """
        if not self.has_further:
            return
        places = in_other_countries(rows, self.places)
        days = (of_owner("date_earliest"), of_owner("date_latest"))
        sums = places.values_list(*days, "country").annotate(n=Count("owner", distinct=True))
        for first, last, code, n in sums.iterator(chunk_size=5000):
            if self.has_group(code):
                yield first, last, code, n


class ActorGroups:
    """The actors that count incidents of a series by actor, with branches if the series has them.

    A merged actor counts as its canonical record, as in incidents.events.models.membership.
    """

    columns = ()

    def __init__(self, series: Series, reader: SeenByAll):
        self.series, self.reader, self.above = series, reader, {}
        self.parents = defaultdict(list)
        if series.branches != "none":
            graph = branch_graph([series.project_id], series.branches, reader.relations())
            for branch in graph:
                self.parents[branch.actor].append(branch)

    def of(self, rows) -> dict:
        """{incident: {actor: whether its part is certain}} for rows (id, first, last day, ...)."""
        days = {row[0]: row[1:3] for row in rows}
        found = defaultdict(dict)
        for incident, actor, role, certainty in self._pairs(list(days)):
            certain = not is_suspected(role, certainty)
            for group in self._groups(actor, *days[incident]):
                found[incident][group] = found[incident].get(group) or certain
        return found

    def condition(self, group) -> Q:
        """The condition that an actor (its id) counts an incident."""
        try:
            actor = UUID(group)
        except ValueError:
            return Q(pk__in=[])
        series = self.series
        found = membership_of([actor], self.reader, roles=series.roles, branches=series.branches)
        return found.condition()

    def _pairs(self, ids):
        """(incident, actor, role, certainty), including the participations of merged records."""
        actor = Coalesce("actor__merged_into", "actor")
        standing = Q(actor__merged_into=None) | self.reader.actors("actor__merged_into__")
        parts = Participation.objects.filter(
            standing, self.reader.actors("actor__"), role__in=self.series.roles
        ).order_by()
        own = parts.filter(incident__in=ids)
        merged = parts.filter(self.reader.incidents("incident__"), incident__merged_into__in=ids)
        yield from own.values_list("incident", actor, "role", "certainty")
        yield from merged.values_list("incident__merged_into", actor, "role", "certainty")

    def _groups(self, actor, first, last):
        """The actor and those that it counts with on some of these days."""
        if actor not in self.above:
            self.above[actor] = self._above(actor)
        for group, start, end in self.above[actor]:
            if (start is None or last >= start) and (end is None or first <= end):
                yield str(group)

    def _above(self, actor):
        """{(actor, start, end)}: the actor itself without dates, and its parents at all levels with
        the days on which it counts with them."""
        found, todo = {(actor, None, None)}, [(actor, None, None)]
        while todo:
            child, start, end = todo.pop()
            for branch in self.parents[child]:
                step = (branch.parent, *branch.within(start, end))
                is_known = step in found or (branch.parent, None, None) in found
                if not is_known and not (step[1] and step[2] and step[1] > step[2]):
                    found.add(step)
                    todo.append(step)
        return found
