"""The register of a demo: places, actors, assessments, incidents, and what hangs on them."""

from ctplatform.curation import services as door
from ctplatform.curation.models import Notification
from ctplatform.demo import files
from ctplatform.demo.keys import Keys, each_of
from incidents.models import (
    ActorAlias,
    ActorKindPeriod,
    ActorRelation,
    ActorSizeEstimate,
    Allegation,
    Assessment,
    Claimant,
    Hypothesis,
    Incident,
    IncidentLink,
    Judgement,
    Participation,
    Place,
    ResponsibilityStatement,
    Verdict,
    Warning,
)
from incidents.services import add_casualties, create_actor


class Facts(Keys):
    """Makes candidates with all their rows, which a second person then publishes."""

    def make_facts(self):
        self.make_places()
        self.make_actors()
        self.make_assessments()
        self.make_incidents()
        self.make_claims()
        self.see_what_was_told()

    def see_what_was_told(self):
        """Who publishes dozens of records in a second has nothing to read about it."""
        for person in self.people.values():
            told = Notification.objects.filter(user=person, proposal__project=self.project)
            door.mark_read(by=person, ids=told.values("pk"))

    def make(self, model, row):
        """A candidate of the person that the row names."""
        values = self.values(row) | {"project": self.project}
        made = door.create_record(model, values, by=self.person(row)).record
        return self.keep(row, made)

    def add(self, model, parent, rows, by):
        """Child rows of a candidate; `parent` is {the field that names it: the candidate}."""
        for row in rows:
            values = self.values(row) | parent
            self.keep(row, door.create_record(model, values, by=by).record)

    def publish(self, row, record):
        """By a second person, and what is grave by a third as well.

        `published_by = ""` leaves a candidate that waits, `approved_by = ""` one approval.
        """
        if row.get("published_by") == "":
            return
        waits = door.publish(record, by=self.person(row, "published_by")).proposal
        if waits and row.get("approved_by") != "":
            door.publish(record, by=self.person(row, "approved_by"))

    def make_places(self):
        for row in self.rows("place"):
            with files.named(row):
                if code := row.get("shared"):
                    self.keep(row, self.shared(code))
                else:
                    self.publish(row, self.make(Place, row))

    def make_actors(self):
        made = self.rows("actor")
        for row in made:
            with files.named(row):
                self.make_actor(row)
        for row in made:  # relations name actors that stand further down
            for relation in row.get("relations", ()):
                self.relate({"subject": row["key"], "by": row.get("by", "")} | relation)
        for row in self.rows("relation"):
            with files.named(row):
                self.relate(row)
        for row in made:
            self.publish(row, self.records[row["key"]])

    def make_actor(self, row):
        values = self.values(row) | {"project": self.project}
        by, aliases = self.person(row), row.get("aliases", ())
        plain = [each for each in aliases if isinstance(each, str)]
        actor = self.keep(row, create_actor(values, by=by, aliases=plain).record)
        parent = {"actor": actor}
        self.add(ActorAlias, parent, [each for each in aliases if isinstance(each, dict)], by)
        self.add(ActorKindPeriod, parent, row.get("kinds", ()), by)
        self.add(ActorSizeEstimate, parent, row.get("sizes", ()), by)

    def relate(self, row):
        """A relation, or one for each combination where the row lists several ends."""
        for one in each_of(row):
            subject = {"subject": self.record(one["subject"])}
            self.add(ActorRelation, subject, [one], self.person(one))

    def make_assessments(self):
        for row in self.rows("assessment"):
            with files.named(row):
                made = self.make(Assessment, row)
                parent = {"assessment": made}
                self.add(Hypothesis, parent, row.get("hypotheses", ()), self.person(row))
                self.add(Judgement, parent, row.get("judgements", ()), self.person(row))
                self.publish(row, made)

    def make_incidents(self):
        made = []
        for row in self.rows("incident"):
            with files.named(row):
                made.append((row, self.make_incident(row)))
        for row in self.rows("link"):  # names incidents that stand further down
            incident = self.record(row["incident"])
            self.add(IncidentLink, {"incident": incident}, [row], self.person(row))
        for row, incident in made:
            self.publish(row, incident)

    def make_incident(self, row):
        if row.get("record_kind", "event") == "event":
            row.setdefault("lifecycle", "completed")
        made = self.make(Incident, row)
        by, parent = self.person(row), {"incident": made}
        self.add(Participation, parent, row.get("participants", ()), by)
        self.add(ResponsibilityStatement, parent, row.get("responsibility", ()), by)
        for estimate in row.get("casualties", ()):
            outcome = add_casualties(self.values(estimate) | parent, by=by)
            self.keep(estimate, outcome.record)
        return made

    def make_claims(self):
        """What was warned of, and what is alleged: both name incidents."""
        for row in self.rows("warning"):
            with files.named(row):
                self.publish(row, self.make(Warning, row))
        for row in self.rows("allegation"):
            with files.named(row):
                made = self.make(Allegation, row)
                parent = {"allegation": made}
                self.add(Claimant, parent, row.get("claimants", ()), self.person(row))
                self.add(Verdict, parent, row.get("verdicts", ()), self.person(row))
                self.publish(row, made)
