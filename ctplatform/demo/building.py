"""Build a project from the demo's files, with the services that users use."""

from annotations.annotations.services import annotate
from annotations.articles.services.articles import add_article
from annotations.comments.services import comment
from annotations.links.models.child_rows import NAMED_ROWS
from annotations.links.models.links import TARGETS
from annotations.links.services.links import link_passage
from ctplatform.accounts.invitations.services import accept, invite
from ctplatform.accounts.services import create_project
from ctplatform.curation import services as curation
from ctplatform.demo import files
from ctplatform.demo.releases import Releases
from incidents.models import Report
from incidents.reports.services import incident_table, write_blocks
from incidents.series.queries.points import rebuild_series
from incidents.services import create_series, create_source

DECISIONS = {
    "accept": curation.accept,
    "reject": curation.reject,
    "request_changes": curation.request_changes,
}


class Builder(Releases):
    """One project: its members, its register, the texts and their annotations, its releases."""

    def build(self):
        """Create everything, records before the passages about them; return the Project."""
        self.make_project()
        self.make_facts()
        for row in self.about.get("series", ()):
            self.make_series(row)
        self.make_checks()
        for _name, text, about in files.texts(self.folder):
            self.make_article(text, about)
        for row in self.rows("report"):
            with files.errors_naming_row(row):
                self.make_report(row)
        for row in self.rows("proposal"):
            self.make_proposal(row)
        self.compute_checks()
        self.make_releases()
        return self.project

    def make_project(self):
        names = ("slug", "title", "description", "visibility", "review_policy")
        values = {name: self.about[name] for name in names}
        owner = self.people[self.about["owner"]]
        self.project = create_project(by=owner, **values)
        for username, role in self.about.get("members", {}).items():
            accept(invite(self.project, username, role, by=owner), by=self.people[username])
        for username, role in self.about.get("invited", {}).items():
            invite(self.project, username, role, by=owner)
        for row in self.about.get("source", ()):
            key = row.pop("key")
            self.records[key] = create_source(by=owner, project=self.project, **row)

    def make_series(self, row):
        """Count the series at once, so that the first page shows it before a worker runs."""
        owner = self.people[self.about["owner"]]
        filters = dict(row.get("filters", {}))
        if "actor" in filters:
            filters["actor"] = [str(self.record(key).pk) for key in filters["actor"]]
        values = {name: value for name, value in row.items() if name != "key"}
        series = create_series(by=owner, project=self.project, **values | {"filters": filters})
        rebuild_series(series, report=lambda done, total: None)
        series.refresh_from_db()
        self.keep(row, series)

    # Texts and passages ---------------------------------------------------------------------------

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
            with files.errors_naming_row(row):
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
            **{name: self.record(said[name]) for name in NAMED_ROWS if name in said},
        )

    def make_report(self, row):
        """A report whose blocks name series, passages and assessments by their keys."""
        by = self.person(row)
        blocks = [self.block(each, by) for each in row.pop("blocks")]
        made = self.make(Report, row)
        write_blocks(made, blocks, by=by)
        self.publish(row, made)

    def block(self, block, by):
        if "incidents" in block:
            table = incident_table(block.pop("incidents"), self.project, by=by)
            return table | block
        for name in ("series", "assessment"):
            if name in block:
                block[name] = str(self.record(block[name]).pk)
        if "passage" in block:
            block["passage"] = str(self.passages[block["passage"]].pk)
        return block

    # Review -------------------------------------------------------------------------------------

    def propose(self, row):
        return curation.propose(
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
            proposal = DECISIONS[verb](proposal, by=by, reason=row["decision"])
            if second := row.get("also_by"):  # it needs two approvals
                DECISIONS[verb](proposal, by=self.people[second], reason=row["decision"])
