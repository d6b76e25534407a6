"""The groups of a series that count an incident: its countries, or the actors that act in it."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from incidents.actors.models.branches import branch_graph
from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.membership import SeenByAll, is_suspected, membership_of
from incidents.events.models.participations import Participation
from incidents.series.models.series import Series

COUNTRY = "country"
"""The column of incidents by which a series by country groups them in the database."""
MERGED = Q(incident__merged_into__isnull=False)
OWNER_DAYS = ("incident__merged_into__date_earliest", "incident__merged_into__date_latest")
"""The days of the incident that shows a further place of a record merged into it."""


class CountryGroups:
    """The countries that count incidents of a series: of the main place and of further places.

    Each country counts an incident once. A series that is limited to some countries or regions has
    no other groups. `places` are the further places visible to everybody who sees the series.
    """

    columns = (COUNTRY,)

    def __init__(self, series: Series, places):
        self.codes, self.places = series.group_countries, places
        mine = places.filter(incident__project=series.project_id)
        self.has_further = mine.exists()
        self.has_merged = self.has_further and mine.filter(MERGED).exists()

    def has_group(self, code) -> bool:
        return code is not None and (self.codes is None or code in self.codes)

    def of_value(self, code) -> list:
        """The groups that count the incidents whose main place has this country."""
        return [code] if self.has_group(code) else []

    def further_sums(self, rows):
        """(first day, last day, country, number of incidents) for the countries of further places.

        `rows` are incidents.
        """
        if not self.has_further:
            return
        own = _in_other_countries(rows).values_list("date_earliest", "date_latest", "elsewhere")
        merged = self._of_merged(rows).values_list(*OWNER_DAYS, "country")
        number = Count("incident__merged_into", distinct=True)
        for sums in (own.annotate(n=Count("pk", distinct=True)), merged.annotate(n=number)):
            for first, last, code, n in sums:
                if self.has_group(code):
                    yield first, last, code, n

    def further_pairs(self, rows):
        """(incident, first day, last day, country) for the countries of further places, once each.

        `rows` are incidents.
        """
        if not self.has_further:
            return
        own = _in_other_countries(rows).values_list(
            "pk", "date_earliest", "date_latest", "elsewhere"
        )
        merged = self._of_merged(rows).values_list("incident__merged_into", *OWNER_DAYS, "country")
        for pairs in (own, merged):
            for pair in pairs.distinct():
                if self.has_group(pair[3]):
                    yield pair

    def _of_merged(self, rows):
        """Further places of records merged into the rows, in countries that the rows lack."""
        if not self.has_merged:
            return self.places.none()
        owner = "incident__merged_into"
        places = self.places.order_by().filter(
            MERGED, country__isnull=False, **{f"{owner}__in": rows.order_by().values("pk")}
        )
        own = IncidentPlace.objects.filter(incident=OuterRef(owner), country=OuterRef("country"))
        return places.filter(_is_elsewhere("country", "place", f"{owner}__"), ~Exists(own))


def _in_other_countries(rows):
    """The rows once for each further place in another country, `elsewhere`, than their main one."""
    further = {"elsewhere": F("further_places__country"), "other_place": F("further_places__place")}
    # Filtered first, so that the join leaves out incidents without further places, which are most.
    found = rows.order_by().filter(further_places__country__isnull=False).annotate(**further)
    return found.filter(_is_elsewhere("elsewhere", "other_place"))


def _is_elsewhere(country, place, owner="") -> Q:
    """The condition that a further place is neither the main place of its owner nor in its
    country."""
    main_country, main_place = f"{owner}country", f"{owner}place"
    other_country = Q(**{f"{main_country}__isnull": True}) | ~Q(**{country: F(main_country)})
    other_place = Q(**{f"{main_place}__isnull": True}) | ~Q(**{place: F(main_place)})
    return other_country & other_place


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

    def acting(self, rows):
        """Those of the rows in which somebody takes part in a role that counts."""
        own, merged = self._parts()
        return rows.filter(
            Q(pk__in=own.values("incident")) | Q(pk__in=merged.values("incident__merged_into"))
        )

    def _parts(self):
        """The participations in roles that count: of incidents, and of records merged into one."""
        standing = Q(actor__merged_into=None) | self.reader.actors("actor__merged_into__")
        parts = Participation.objects.filter(
            standing,
            self.reader.actors("actor__"),
            role__in=self.series.roles,
            incident__project=self.series.project_id,
        ).order_by()
        merged = parts.filter(
            self.reader.incidents("incident__"), incident__merged_into__isnull=False
        )
        return parts, merged

    def _pairs(self, ids):
        """(incident, actor, role, certainty), including the participations of merged records."""
        actor = Coalesce("actor__merged_into", "actor")
        own, merged = self._parts()
        own, merged = own.filter(incident__in=ids), merged.filter(incident__merged_into__in=ids)
        yield from own.values_list("incident", actor, "role", "certainty")
        yield from merged.values_list("incident__merged_into", actor, "role", "certainty")

    def _groups(self, actor, first, last):
        """The actor and those that it counts with on some of these days."""
        if actor not in self.above:
            self.above[actor] = self._above(actor)
        for group, start, end in self.above[actor]:
            begun, lasting = start is None or last is None, end is None or first is None
            if (begun or last >= start) and (lasting or first <= end):
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
