"""From the demo's files to a project, through the same services that people use."""

from functools import cached_property
from pathlib import Path

from annotations.models import Code
from annotations.models.links import TARGETS
from annotations.services.annotations import annotate
from annotations.services.articles import add_article
from annotations.services.comments import comment
from annotations.services.links import link_passage
from ctplatform.accounts.services import create_project, set_member
from ctplatform.curation import services as door
from ctplatform.demo import files
from incidents.aggregates.series import rebuild
from incidents.models import (
    ActorRelation,
    Assessment,
    Incident,
    Judgement,
    Participation,
    Place,
    ResponsibilityStatement,
)
from incidents.services import add_casualties, create_actor, create_series, create_source

DECISIONS = {
    "accept": door.accept,
    "reject": door.reject,
    "request_changes": door.request_changes,
}
CHILDREN = ("participants", "casualties", "responsibility", "judgements", "relations", "aliases")
NOT_FIELDS = ("key", "by", "published_by", *CHILDREN)
REFERENCES = ("actor", "speaker", "about", "object", "holder", "parent", "place")


class Builder:
    """One project in the making. `records` are all rows by the keys that the files give them."""

    def __init__(self, folder: Path, people: dict):
        self.folder, self.people = folder, people
        self.about = files.read(folder / "project.toml")
        self.records, self.passages = {}, {}

    def build(self):
        """Make everything, the facts before what is said of them; return the Project."""
        self.make_project()
        self.make_places()
        self.make_actors()
        self.make_assessments()
        self.make_incidents()
        for _name, text, about in files.texts(self.folder):
            self.make_article(text, about)
        for row in files.rows(self.folder, "proposal", "review"):
            self.make_proposal(row)
        for row in self.about.get("series", ()):
            self.make_series(row)
        return self.project

    # Who and what -----------------------------------------------------------------------------

    def person(self, row, name="by"):
        """Whom a row names, else the project's owner (or, to publish, its second person)."""
        default = self.about["owner"]
        if name == "published_by":
            default = next(iter(self.about.get("members", ())), default)
        return self.people[row.get(name) or default]

    def record(self, key):
        """The row of that key, or the country of that ISO code."""
        if key in self.records:
            return self.records[key]
        if len(key) == 2 and key.isupper():
            return Place.objects.get(project=None, iso_alpha2=key)
        raise files.DemoError(f"{self.folder.name}: nothing has the key “{key}”.")

    def values(self, row):
        """A row's fields: keys become records, empty strings no value."""
        return {
            name: self.record(value) if name in REFERENCES else None if value == "" else value
            for name, value in row.items()
            if name not in NOT_FIELDS
        }

    @cached_property
    def codes(self):
        return {code.slug: code for code in Code.objects.filter(codebook__slug="iskp-core")}

    # Facts ------------------------------------------------------------------------------------

    def make_project(self):
        names = ("slug", "title", "description", "visibility", "review_policy")
        values = {name: self.about[name] for name in names}
        owner = self.people[self.about["owner"]]
        self.project = create_project(by=owner, **values)
        for username, role in self.about.get("members", {}).items():
            set_member(self.project, self.people[username], role, by=owner)
        for row in self.about.get("source", ()):
            key = row.pop("key")
            self.records[key] = create_source(by=owner, project=self.project, **row)

    def make(self, model, row):
        """A candidate of the person that the row names."""
        values = self.values(row) | {"project": self.project}
        made = door.create_record(model, values, by=self.person(row)).record
        return self.keep(row, made)

    def keep(self, row, record):
        if key := row.get("key"):
            if key in self.records:
                raise files.DemoError(f"{self.folder.name}: two rows have the key “{key}”.")
            self.records[key] = record
        return record

    def add(self, model, parent, rows, by):
        """Child rows of a candidate."""
        for row in rows:
            values = self.values(row) | parent
            self.keep(row, door.create_record(model, values, by=by).record)

    def publish(self, row, record):
        """By a second person; `published_by = ""` leaves a candidate that waits for one."""
        if row.get("published_by") != "":
            door.publish(record, by=self.person(row, "published_by"))

    def make_places(self):
        for row in files.rows(self.folder, "place", "places"):
            self.publish(row, self.make(Place, row))

    def make_actors(self):
        made = files.rows(self.folder, "actor", "actors")
        for row in made:
            values = self.values(row) | {"project": self.project}
            outcome = create_actor(values, by=self.person(row), aliases=row.get("aliases", ()))
            self.keep(row, outcome.record)
        for row in made:  # relations name actors that stand further down
            actor = self.records[row["key"]]
            parent = {"subject": actor}
            self.add(ActorRelation, parent, row.get("relations", ()), self.person(row))
        for row in made:
            self.publish(row, self.records[row["key"]])

    def make_assessments(self):
        for row in files.rows(self.folder, "assessment", "assessments"):
            made = self.make(Assessment, row)
            parent = {"assessment": made}
            self.add(Judgement, parent, row.get("judgements", ()), self.person(row))
            self.publish(row, made)

    def make_incidents(self):
        for row in files.rows(self.folder, "incident", "incidents", "more_incidents"):
            with files.named(row):
                self.make_incident(row)

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
        self.publish(row, made)

    def make_series(self, row):
        """Counted at once, so that the first page shows it before a worker is there."""
        owner = self.people[self.about["owner"]]
        series = create_series(by=owner, project=self.project, **row)
        rebuild(series, report=lambda done, total: None)

    # What is said of them -----------------------------------------------------------------------

    def make_article(self, text, about):
        values = {name: about[name] for name in ("title", "authors", "published", "language")}
        article = add_article(
            by=self.person(about),
            project=self.project,
            text=text,
            source=self.records[about["source"]],
            rights=about["rights"],
            **values,
        )
        for row in about.get("passage", ()):
            with files.named(row):
                self.make_passage(article.current_version, row)

    def make_passage(self, version, row):
        by = self.person(row)
        start, end = files.locate(version.text, row["quote"], row.get("nth", 1))
        passage = annotate(
            by=by,
            article_version=version,
            start=start,
            end=end,
            quote=row["quote"],
            code=self.codes[row["code"]],
            note=row.get("note", ""),
            certainty=row.get("certainty", "certain"),
        )
        self.passages[row.get("key")] = passage
        for said in row.get("says", ()):
            self.link(passage, said, by)
        first = None
        for username, words in row.get("comments", ()):
            said = comment("annotation", passage, words, by=self.people[username], parent=first)
            first = first or said

    def link(self, passage, said, by):
        target = self.record(said["of"])
        kind = next(name for name, model in TARGETS.items() if isinstance(target, model))
        link_passage(
            passage,
            kind,
            target,
            by=by,
            role=said["role"],
            field=said.get("field", ""),
            stated_value=said.get("value"),
            credibility=said.get("grade"),
        )

    # Four eyes ----------------------------------------------------------------------------------

    def propose(self, row):
        return door.propose(
            self.record(row["about"]),
            self.values(row["values"]),
            by=self.people[row["by"]],
            reason=row["reason"],
            evidence=[self.passages[key] for key in row.get("evidence", ())],
        )

    def make_proposal(self, row):
        proposal = self.propose(row)
        for other in row.get("meanwhile", ()):
            self.propose(other)
        if verb := row.get("decided"):
            by = self.people[row["decided_by"]]
            DECISIONS[verb](proposal, by=by, reason=row["decision"])
