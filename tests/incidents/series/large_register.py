"""A generated register of any size in which every field that series count by is coded."""

from random import Random

from django.db import connection

from ctplatform.benchmarks import growing
from incidents.models import (
    CasualtyEstimate,
    ExternalRecord,
    Incident,
    IncidentPlace,
    Participation,
    Place,
    Source,
)
from incidents.regions.services import create_region_set
from incidents.vocabularies import SERIES_COLUMNS, SERIES_LISTS
from tests.factories.curation import Team
from tests.factories.incidents import ActorFactory, CountryFactory

ROWS = 2000
"""Incidents with a row of each kind beside those of the benchmark."""
ROLES = ("perpetrator", "suspected_perpetrator", "target", "belligerent")
CERTAINTIES = (None, "confirmed", "suspected", "alleged")


class LargeRegister:
    """A project with as many incidents as asked for; `names` are the values of named groups."""

    def __init__(self, count):
        if connection.vendor == "postgresql":  # to copy a million rows takes longer
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
        self.team, self.pick, self.names = Team("open"), Random(5), {}
        self.project = self.team.project
        self.add_places()
        self.add_incidents(count)
        growing.add_busy_actor(self.project)
        growing.add_places(self.project)
        growing.add_estimates(self.project)
        self.add_participants()
        self.add_estimates()
        self.add_further_places()
        self.add_datasets()
        self.add_regions()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def add_places(self):
        """Two countries, a province, a town in it, and a town that is in none of them."""
        first, second = CountryFactory(), CountryFactory(iso_alpha2="PK", name="Pakistan")
        self.places = [first, second]
        for name, parent in (("Herat province", first), ("Herat", None), ("Elsewhere", second)):
            above = parent or self.places[-1]
            place = Place(project=self.project, name=name, kind="city", parent=above)
            place.country = above.country or above.iso_alpha2
            place.save()
            self.places.append(place)
        self.names["place"] = [str(each.pk) for each in (first, self.places[2], self.places[4])]

    def add_incidents(self, count):
        made = min(count, growing.MADE)
        rows = [self.coded(row) for row in growing.incidents(self.project, self.team.owner, made)]
        Incident.objects.bulk_create(rows, batch_size=1000)
        growing.multiply(Incident, self.project, count // made)

    def coded(self, incident):
        """The incident with a value, or none, in each field that series read."""
        pick = self.pick
        for column, terms in SERIES_COLUMNS.values():
            setattr(incident, column, pick.choice([None, *list(terms)[:3]]))
        for column, terms in SERIES_LISTS.values():
            setattr(incident, column, pick.choice([None, *self.lists(list(terms)[:4])]))
        incident.sub_event_type = "armed_clash" if incident.event_type == "battle" else None
        incident.marking = pick.choice(["clear"] * 8 + ["green", "amber"])
        incident.target_nationalities = pick.choice([None, ["AF"], ["AF", "PK"]])
        incident.record_kind = pick.choice(["event"] * 8 + ["series", "context"])
        if pick.random() < 0.1:
            incident.state, incident.publish_policy, incident.published_at = "candidate", "", None
        if pick.random() < 0.3:
            incident.place = pick.choice(self.places)
            incident.country = incident.place.country
        return incident

    def lists(self, terms):
        return [terms[:1], terms[1:3], terms[:3]]

    def spread(self):
        return growing.spread_over(Incident.objects.filter(project=self.project), ROWS)

    def add_participants(self):
        """Some incidents with two actors, in several roles and of several certainties."""
        actors = [ActorFactory(project=self.project) for _ in range(3)]
        parts = {
            (incident, self.pick.choice(actors), self.pick.choice(ROLES)): self.pick.choice(
                CERTAINTIES
            )
            for incident in self.spread()
            for _ in range(2)
        }
        Participation.objects.bulk_create(
            Participation(incident_id=pk, actor=actor, role=role, certainty=certainty)
            for (pk, actor, role), certainty in parts.items()
        )

    def add_estimates(self):
        """Injured and held, with open sides, several groups, rivals, chosen and unclear ones."""
        sources = [Source.objects.create(project=self.project, name=f"S{n}") for n in range(3)]
        for name in ("source", "publisher"):
            self.names[name] = [str(each.pk) for each in sources[:2]]
        made = []
        for pk in self.spread():
            for kind in ("injured", "hostages", "abducted"):
                made += self.estimates(pk, kind, self.pick.choice([None, *sources]))
        CasualtyEstimate.objects.bulk_create(made, batch_size=1000)

    def estimates(self, pk, kind, source):
        """None, one, or several estimates of one harm of an incident."""
        low, given = self.pick.randrange(9), {"incident_id": pk, "kind": kind, "source": source}
        full = {"low": low, "best": low + 1, "high": low + 5}
        shapes = (
            [],
            [full],
            [{"low": low}],
            [{"high": low}],
            [{"best": low}],
            [{"low": low, "best": low + 2}],
            [{"qualifier": "contradictory"}],
            [{"qualifier": "contradictory"}, {"low": low, "group": "guards"}],
            [full | {"group": "guards"}, {"best": low, "group": "guests"}],
            [full, {"low": low + 1, "best": low + 9, "high": low + 20}, {"best": 3, "group": "x"}],
            [full, {"best": low + 30, "selected": True}],
        )
        shape = self.pick.choice(shapes)
        return [CasualtyEstimate(**given, **each) for each in shape]

    def add_further_places(self):
        rows = {(pk, self.pick.choice(self.places)) for pk in self.spread()[::3]}
        IncidentPlace.objects.bulk_create(
            IncidentPlace(incident_id=pk, place=place, role="origin", country=place.country)
            for pk, place in sorted(rows, key=str)
        )

    def add_datasets(self):
        self.names["dataset"] = ["one", "two"]
        ExternalRecord.objects.bulk_create(
            ExternalRecord(project=self.project, incident_id=pk, dataset=name, external_id=str(pk))
            for pk in self.spread()
            for name in self.pick.choice([["one"], ["two"], ["one", "two"]])
        )

    def add_regions(self):
        self.regions = {"west": ["AF", "IQ", "SY"], "east": ["AF", "PK"]}
        for key, countries in self.regions.items():
            create_region_set(
                by=self.team.owner, project=self.project, key=key, name=key, countries=countries
            )
        self.names["within"] = [*self.regions]
