"""The register of a demo: places, actors, assessments, incidents, and their child rows."""

from datetime import date, datetime, time

from django.utils import timezone

from ctplatform.curation import services as curation
from ctplatform.demo import files
from ctplatform.demo.keys import Keys, each_of
from ctplatform.notifications.models import Notification
from ctplatform.notifications.services import mark_read
from incidents.assessments.models.judgements import update_last_judged
from incidents.checks.services import compute as compute_check
from incidents.models import (
    ActorAlias,
    ActorKindPeriod,
    ActorRelation,
    ActorSizeEstimate,
    Allegation,
    AllegationSubject,
    Assessment,
    AssessmentScope,
    CheckFigure,
    Claimant,
    DataCheck,
    Hypothesis,
    Incident,
    IncidentLink,
    IncidentPlace,
    Judgement,
    Participation,
    Place,
    ResponsibilityStatement,
    Verdict,
    Warning,
)
from incidents.services import add_casualties, create_actor


class Facts(Keys):
    """Creates candidates with all their rows, which a second person then publishes."""

    def make_facts(self):
        self.make_places()
        self.make_actors()
        self.make_assessments()
        self.make_incidents()
        self.make_claims()
        self.mark_notifications_seen()

    def mark_notifications_seen(self):
        """Mark the notifications about the demo's own publications as read."""
        for person in self.people.values():
            seen = Notification.objects.filter(user=person, project=self.project)
            mark_read(by=person, ids=seen.values("pk"))

    def make(self, model, row):
        """A candidate created by the user that the row names."""
        values = self.values(row) | {"project": self.project}
        made = curation.create_record(model, values, by=self.person(row)).record
        return self.keep(row, made)

    def add(self, model, parent, rows, by):
        """Add child rows to a candidate; `parent` is {name of the foreign key: the candidate}."""
        for row in rows:
            values = self.values(row) | parent
            self.keep(row, curation.create_record(model, values, by=by).record)

    def publish(self, row, record):
        """Publish by a second person, and by a third if it needs two approvals.

        `published_by = ""` leaves a waiting candidate, `approved_by = ""` only one approval.
        """
        if row.get("published_by") == "":
            return
        waits = curation.publish(record, by=self.person(row, "published_by")).proposal
        if waits and row.get("approved_by") != "":
            curation.publish(record, by=self.person(row, "approved_by"))

    def make_places(self):
        for row in self.rows("place"):
            with files.errors_naming_row(row):
                if code := row.get("shared"):
                    self.keep(row, self.shared(code))
                else:
                    self.publish(row, self.make(Place, row))

    def make_actors(self):
        made = self.rows("actor")
        for row in made:
            with files.errors_naming_row(row):
                self.make_actor(row)
        for row in made:  # relations may name later actors
            for relation in row.get("relations", ()):
                self.relate({"subject": row["key"], "by": row.get("by", "")} | relation)
        for row in self.rows("relation"):
            with files.errors_naming_row(row):
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
        """A relation, or one per combination if the row lists several ends."""
        for one in each_of(row):
            subject = {"subject": self.record(one["subject"])}
            self.add(ActorRelation, subject, [one], self.person(one))

    def make_assessments(self):
        for row in self.rows("assessment"):
            with files.errors_naming_row(row):
                made = self.make(Assessment, row)
                parent = {"assessment": made}
                self.add(AssessmentScope, parent, scopes_of(row), self.person(row))
                self.add(Hypothesis, parent, row.get("hypotheses", ()), self.person(row))
                self.judge(parent, row.get("judgements", ()), self.person(row))
                self.publish(row, made)

    def judge(self, parent, rows, by):
        """Judgements with the dates in the files; the curation services would date them today."""
        for row in rows:
            values = self.values(row)
            day = date.fromisoformat(values.pop("date"))
            made = curation.create_record(Judgement, values | parent, by=by).record
            noon = timezone.make_aware(datetime.combine(day, time(12)))
            Judgement.objects.filter(pk=made.pk).update(date=day, made_at=noon)
            update_last_judged(None, None, made)

    def make_incidents(self):
        made = []
        # Incidents whose date is relative to another incident come after it.
        for row in sorted(self.rows("incident"), key=lambda row: "counted_from" in row):
            with files.errors_naming_row(row):
                made.append((row, self.make_incident(row)))
        for row in self.rows("link"):  # may name later incidents
            incident = self.record(row["incident"])
            self.add(IncidentLink, {"incident": incident}, [row], self.person(row))
        for row, incident in made:
            self.publish(row, incident)

    def make_incident(self, row):
        if row.get("record_kind", "event") == "event":
            row.setdefault("lifecycle", "completed")
        made = self.make(Incident, row)
        by, parent = self.person(row), {"incident": made}
        self.add(IncidentPlace, parent, row.get("further_places", ()), by)
        self.add(Participation, parent, row.get("participants", ()), by)
        self.add(ResponsibilityStatement, parent, row.get("responsibility", ()), by)
        for estimate in row.get("casualties", ()):
            outcome = add_casualties(self.values(estimate) | parent, by=by)
            self.keep(estimate, outcome.record)
        return made

    def make_claims(self):
        """Warnings and allegations, which refer to incidents."""
        for row in self.rows("warning"):
            with files.errors_naming_row(row):
                self.publish(row, self.make(Warning, row))
        for row in self.rows("allegation"):
            with files.errors_naming_row(row):
                made = self.make(Allegation, row)
                parent = {"allegation": made}
                subjects = row.get("further_subjects", ())
                self.add(AllegationSubject, parent, subjects, self.person(row))
                self.add(Claimant, parent, row.get("claimants", ()), self.person(row))
                self.add(Verdict, parent, row.get("verdicts", ()), self.person(row))
                self.publish(row, made)

    def make_checks(self):
        """Claims that are compared with the register; they refer to series as well."""
        for row in self.rows("check"):
            with files.errors_naming_row(row):
                parameters = {
                    name: self.id_of(value) for name, value in row.get("parameters", {}).items()
                }
                made = self.make(DataCheck, row | {"parameters": parameters})
                figures = row.get("stated_figures", ())
                self.add(CheckFigure, {"data_check": made}, figures, self.person(row))
                self.publish(row, made)

    def id_of(self, value):
        """A parameter with the ids of the records whose keys it holds: “@A04” is that of A04."""
        if isinstance(value, list):
            return [self.id_of(each) for each in value]
        is_key = isinstance(value, str) and value.startswith("@")
        return str(self.record(value[1:]).pk) if is_key else value

    def compute_checks(self):
        """Compute the outcomes at once, so that the first page shows them before a worker runs."""
        for check in DataCheck.objects.filter(project=self.project).select_related("series"):
            compute_check(check)


def scopes_of(row):
    """The actors and places that an assessment is about, one row each."""
    scopes = row.get("scopes", {})
    actors = [{"actor": key} for key in scopes.get("actors", ())]
    return [*actors, *({"place": key} for key in scopes.get("places", ()))]
