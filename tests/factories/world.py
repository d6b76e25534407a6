"""A project with something of everything in it, each word of it marked by a canary."""

from django.utils import timezone

from annotations.models import ArticleChart
from annotations.reading.services import keep_position
from ctplatform.accounts.invitations.services import invite
from ctplatform.accounts.models import Project
from ctplatform.accounts.sign_in import tokens
from ctplatform.curation.models import Revision
from ctplatform.curation.services import comment_on, create_record, propose
from ctplatform.lists.services import save_view
from ctplatform.notifications.models import Notification
from incidents.checks.services import compute as compute_check
from incidents.imports.undoing.plan import UndoPlan
from incidents.models import AssessmentChart, ImportFile, Incident, RegionSet, TableImport
from incidents.services import create_series
from tests.factories import annotations as texts
from tests.factories import incidents as register
from tests.factories.accounts import ProjectFactory, member
from tests.factories.exchange import audit_entry, webhook
from tests.factories.jobs import JobFactory

ROLES = ("reader", "annotator", "reviewer", "editor", "owner")


class World:
    """`rows` holds one row of every noun of the API, `people` a person of every role."""

    def __init__(self, canary="CNRY", **project):
        self.canary, self.rows = canary, {}
        self.project = ProjectFactory(title=canary, description=canary, **project)
        self.people = {role: member(self.project, role, name=f"{canary} {role}") for role in ROLES}
        self.editor = self.people["editor"]
        self.grow(1)

    def grow(self, times):
        """One more row of everything, `times` times."""
        for _ in range(times):
            for make in (self._texts, self._register, self._curation):
                self.rows = make() | self.rows

    def _texts(self):
        word, by = self.canary, self.editor
        article = texts.article(self.project, by, f"{word} was here. It was.", title=word)
        book = texts.codebook(self.project, by, title=word)
        code = texts.code(book, by, label=word)
        annotation = texts.annotation(article, by, word, code=code, note=word)
        incident = register.IncidentFactory(
            project=self.project, title=word, summary=word, created_by=by, published=True
        )
        return {
            "projects": self.project,
            "articles": article,
            "codebooks": book,
            "codes": code,
            "annotations": annotation,
            "web-annotations": annotation,
            "annotation-relations": texts.stated_relation(annotation, by, word),
            "incidents": incident,
            "links": texts.link(annotation, incident, by, stated_value=word),
            "reading-positions": keep_position(article.current_version, 5, by=by),
            "comments": texts.comment(annotation, by, word),
            "invitations": invite(
                self.project, f"{word}-{article.pk}", "reader", by=self.people["owner"]
            ),
            "tokens": tokens.create_token(by=by, name=word)[0],
            "audit": audit_entry(self.project, name=word, query=word),
            "webhooks": webhook(self.project, self.editor, word),
        }

    def _register(self):
        word, own = self.canary, {"project": self.project, "created_by": self.editor}
        incident = register.IncidentFactory(title=word, **own)
        actor = register.ActorFactory(name=word, **own)
        assessment = register.AssessmentFactory(statement=word, **own)
        item = register.AchItemFactory(assessment=assessment, text=word)
        hypothesis = register.HypothesisFactory(assessment=assessment, text=word)
        alias = register.ActorAliasFactory(actor=actor, text=word)
        relation = register.ActorRelationFactory(
            subject=actor, object=register.ActorFactory(name=word, **own)
        )
        another = register.IncidentFactory(title=word, **own)
        release = register.release(
            self.project,
            self.editor,
            self.people["owner"],
            title=word,
            description=word,
            files=("manifest.json", "incidents.csv"),
        )
        warning = register.WarningFactory(
            title=word, note=word, issuer=actor, incident=incident, **own
        )
        allegation = register.AllegationFactory(
            proposition=word, note=word, subject=actor, incident=incident, warning=warning, **own
        )
        kind = register.ActorKindPeriodFactory(actor=actor, note=word)
        size = register.ActorSizeEstimateFactory(actor=actor, stated=word)
        series = create_series(
            by=self.editor, project=self.project, title=word, start="2024-01-01", end="2024-12-31"
        )
        check = register.DataCheckFactory(
            claim=word, note=word, series=series, assessment=assessment, **own
        )
        compute_check(check)
        snapshot = register.snapshot_of(series, by=self.editor)
        return {
            "checks": check,
            "reports": register.ReportFactory(
                title=word,
                summary=word,
                blocks=[
                    {"id": "1", "kind": "text", "text": word},
                    {"id": "2", "kind": "assessment", "assessment": str(assessment.pk)},
                    {
                        "id": "3",
                        "kind": "chart",
                        "snapshot": str(snapshot.pk),
                        "drawn_as": "steps",
                        "caption": word,
                    },
                ],
                **own,
            ),
            "check-figures": register.CheckFigureFactory(data_check=check, stated=word),
            "sources": register.SourceFactory(name=f"{word} {incident.pk}", **own),
            "places": register.PlaceFactory(name=f"{word} {incident.pk}", **own),
            "region-sets": RegionSet.objects.create(
                key=f"here-{incident.pk}", name=word, countries=["ML"], **own
            ),
            "actors": actor,
            "actor-aliases": alias,
            "names": alias,
            "actor-kinds": kind,
            "kinds": kind,
            "actor-sizes": size,
            "sizes": size,
            "actor-relations": relation,
            "relations": relation,
            "participations": register.ParticipationFactory(incident=incident, actor=actor),
            "incident-places": register.IncidentPlaceFactory(incident=incident, note=word),
            "casualties": register.CasualtyEstimateFactory(incident=incident, stated=word),
            "responsibility": register.ResponsibilityFactory(incident=incident, speaker=actor),
            "incident-links": register.IncidentLinkFactory(
                incident=incident, to=another, note=word
            ),
            "warnings": warning,
            "allegations": allegation,
            "allegation-subjects": register.AllegationSubjectFactory(
                allegation=allegation, note=word
            ),
            "claimants": register.ClaimantFactory(allegation=allegation, actor=actor, name=word),
            "verdicts": register.VerdictFactory(
                allegation=allegation, reviewer=actor, scope_note=word
            ),
            "assessments": assessment,
            "judgements": register.JudgementFactory(
                assessment=assessment, created_by=self.editor, note=word
            ),
            "assessment-scopes": register.AssessmentScopeFactory(
                assessment=assessment, actor=actor
            ),
            "hypotheses": hypothesis,
            "ach-items": item,
            "ach-ratings": register.AchRatingFactory(
                item=item, hypothesis=hypothesis, created_by=self.editor
            ),
            "series": series,
            "releases": release,
            "takedowns": register.takedown(release, self.editor, self.people["owner"], reason=word),
            "chart-snapshots": snapshot,
            "assessment-charts": AssessmentChart.objects.create(
                assessment=assessment,
                snapshot=snapshot,
                kind="steps",
                caption=word,
                created_by=self.editor,
            ),
            "duplicates": register.duplicate(incident, **own),
            "jobs": JobFactory(project=self.project, title=word, created_by=self.editor),
            "bundles": JobFactory(
                project=self.project,
                kind="copy_bundle",
                title=word,
                created_by=self.editor,
                parameters={"name": word, "shown": word, "file": "", "dry_run": True},
            ),
            "publications": JobFactory(
                project=self.project,
                kind="publish_incidents",
                title=word,
                created_by=self.editor,
                parameters={"query": [["search", word]], "reason": word},
            ),
            "import-files": ImportFile.objects.create(
                project=self.project, name=word, size=1, created_by=self.editor
            ),
            "annotation-imports": JobFactory(
                project=self.project,
                kind="import_annotations",
                title=word,
                created_by=self.editor,
                parameters={"name": word, "formats": ["brat"], "dry_run": True},
            ),
            "file-imports": JobFactory(
                project=self.project,
                kind="import_annotations",
                title=word,
                created_by=self.editor,
                parameters={"name": word, "formats": ["text"], "dry_run": True},
            ),
            **self._table_import(word),
        }

    def _table_import(self, word):
        """A job that imported a table, and the one that undid it."""
        source = TableImport.objects.create(
            project=self.project,
            name=word,
            dataset=word,
            started=timezone.now(),
            created_by=self.editor,
        )
        kept = {
            "record_type": "incident",
            "record_id": str(self.rows["incidents"].pk),
            "why": "changed",
            "detail": "title",
        }
        done = UndoPlan().counts() | {"kept": [], "listed": [kept]}
        return {
            "imports": JobFactory(
                project=self.project,
                kind="import",
                title=word,
                created_by=self.editor,
                parameters={"name": word, "format": "ucdp", "dataset": word, "dry_run": False},
                result={
                    "dry_run": False,
                    "import": str(source.pk),
                    "made": 1,
                    "changed": 0,
                    "unchanged": 0,
                },
                state="done",
                finished=timezone.now(),
            ),
            "undone-imports": JobFactory(
                project=self.project,
                kind="undo_import",
                title=word,
                created_by=self.editor,
                parameters={"import": str(source.pk)},
                result=done,
                state="done",
                finished=timezone.now(),
            ),
        }

    def _curation(self):
        values = {"project": self.project, "title": self.canary}
        record = create_record(Incident, values, by=self.editor, reason=self.canary).record
        waiting = propose(
            self.rows["incidents"],
            {"summary": f"{self.canary} {record.pk}"},
            by=self.editor,
            reason=self.canary,
        )
        comment_on(waiting, self.canary, by=self.people["reviewer"])
        chart = ArticleChart.objects.create(
            article=self.rows["articles"],
            snapshot=self.rows["chart-snapshots"],
            kind="steps",
            caption=self.canary,
            created_by=self.editor,
        )
        return {
            "article-charts": chart,
            "proposals": waiting,
            "revisions": Revision.objects.about(record).first(),
            "notifications": Notification.objects.filter(subject_id=waiting.pk).first(),
            "saved-views": save_view(
                by=self.editor,
                project=self.project,
                list="incidents",
                title=f"{self.canary} {record.pk}",
            ),
        }

    @property
    def slug(self):
        return self.project.slug

    def key(self, noun):
        """What names this world's row of that noun in an address."""
        assert noun in self.rows, f"say in tests/addresses.py what row an address of {noun} names"
        row = self.rows[noun]
        return row.slug if isinstance(row, Project) else row.pk
