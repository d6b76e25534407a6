"""Import the texts and annotations of a file: all of them, or none."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy

from annotations.annotations.models import Annotation
from annotations.annotations.offsets import CONTEXT
from annotations.annotations.vocabulary import CERTAINTY
from annotations.articles.extraction.normalisation import fingerprint
from annotations.articles.models.articles import LANGUAGE, ArticleVersion
from annotations.articles.services.articles import store_article
from annotations.exchange.models import (
    AnnotationImport,
    AnnotationRelation,
    ImportedText,
    RelationMember,
)
from annotations.exchange.services.choices import ImportChoices, chosen_members
from annotations.exchange.services.code_matching import CodeMatcher
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role

NAME = 200
LISTED = 500  # texts that a summary lists by name
OUTSIDE, ALREADY_HERE = "outside_text", "already_here"
WITHOUT_MEMBERS, LINKS = "relations_without_members", "links"
SKIPPED_WORDS = {
    OUTSIDE: gettext_lazy("annotations of passages that are empty or outside the text"),
    ALREADY_HERE: gettext_lazy("annotations that are here already"),
    WITHOUT_MEMBERS: gettext_lazy("relations of annotations that are left out or here already"),
    LINKS: gettext_lazy("links to records, which belong to another installation"),
}
"""Why something was skipped, by the reason in the summary."""


class ImportFaults(ValueError):
    """The file cannot be imported; `faults` are messages, each naming its text."""

    def __init__(self, faults):
        super().__init__(" ".join(faults))
        self.faults = faults


class _DryRun(Exception):
    """Ends the transaction of a dry run."""


def import_corpus(
    read_file, choices: ImportChoices, *, by, project, name, format, dry_run=False,
    report=lambda done, total: None, mark_done=lambda summary: None,
) -> dict:  # fmt: skip
    """Import a `ReadFile`, or only find out what that would do; return the summary.

    The summary counts `texts` (made, matched), `annotations`, `relations`, `skipped` by reason and
    `unread`, and lists `documents`, `codes` and `annotators`. `mark_done(summary)` is called in the
    same transaction, and can undo it by raising. Raises ImportFaults and PermissionDenied.
    """
    require_role(by, project, Role.ANNOTATOR)
    run = _Run(read_file, choices, by=by, project=project, name=name, format=format)
    try:
        with transaction.atomic():
            run.write(report)
            summary = {"dry_run": dry_run, **run.summary()}
            if dry_run:
                raise _DryRun
            mark_done(summary)
    except _DryRun:
        summary["import"] = None
    return summary


class _Run:
    def __init__(self, read_file, choices, *, by, project, name, format):
        self.file, self.choices, self.by, self.project = read_file, choices, by, project
        self.members = chosen_members(choices, by=by, project=project)
        title = read_file.name or name.rsplit(".", 1)[0]
        self.codes = CodeMatcher(project, choices, read_file.codes, title, by=by)
        self.source = AnnotationImport(
            project=project, name=name[:NAME], format=format, created_by=by
        )
        self.counts, self.skipped = Counter(), Counter()
        self.unread, self.annotators = Counter(read_file.unread), Counter()
        self.format, self.documents = format, []

    def write(self, report):
        self.source.save(force_insert=True)
        faults = []
        for number, (document, stored) in enumerate(self.file.documents(), 1):
            try:
                self._take(document, stored)
            except ValidationError as error:
                faults += [f"“{document.name[:100]}”: {text}" for text in error.messages]
            report(number, self.file.count)
        if faults:
            raise ImportFaults(faults)
        if not self.counts["annotations"] and not self.counts["made"]:
            self.source.texts.all().delete()
            self.source.delete()
            self.source = None

    def _take(self, document, stored):
        version, made = self._version(document, stored)
        before = dict(self.skipped)
        rows = self._annotations(document, version, known=set() if made else _known(version))
        Annotation.objects.bulk_create(rows.values(), batch_size=500)
        self._relations(document, version, rows)
        whole = [each for each in document.annotations if not each.spans]
        ImportedText.objects.create(
            imported_from=self.source,
            article_version=version,
            name=document.name[:NAME],
            identifier=document.identifier[:500],
            metadata=document.metadata,
            whole_text_annotations=[_as_json(each) for each in whole],
            made_text=made,
            created_by=self.by,
        )
        self.unread.update(document.unread)
        self.counts.update(texts=1, annotations=len(rows), whole_text=len(whole))
        self.counts["made" if made else "matched"] += 1
        skipped = sum(self.skipped.values()) - sum(before.values())
        self._list(document, version, made, len(rows), skipped)

    def _list(self, document, version, made, annotations, skipped):
        if len(self.documents) < LISTED:
            row = {"name": document.name[:NAME], "made": made, "annotations": annotations}
            row |= {"skipped": skipped, "title": version.article.title}
            row["article"] = None if made else str(version.article_id)
            self.documents.append(row)

    def _version(self, document, stored):
        """(the version with this text, whether it was made)."""
        same = ArticleVersion.objects.visible_to(self.by).filter(
            article__project=self.project, sha256=fingerprint(stored.text)
        )
        same = same.select_related("article").defer("text", "segments", "notes")
        if found := same.order_by("-number").first():
            return found, False
        language = document.language or self.choices.language
        article = store_article(
            stored,
            by=self.by,
            project=self.project,
            title=(document.title or document.name)[:500],
            raw=stored.text.encode(),
            capture="file",
            original_name=document.name[-NAME:],
            rights=self.choices.rights,
            marking=self.choices.marking,
            language=language if LANGUAGE.fullmatch(language) else "",
        )
        return article.current_version, True

    def _annotations(self, document, version, known):
        """{key in the file: Annotation to store}."""
        rows = {}
        for each in document.annotations:
            self.skipped[LINKS] += len(each.links)
            if not each.spans:
                self.annotators[each.annotator] += 1
                continue
            spans = [span for span in each.spans if 0 <= span[0] < span[1] <= len(document.text)]
            if len(spans) < len(each.spans):
                self.skipped[OUTSIDE] += 1
                continue
            row = self._annotation(each, document.text, version, spans)
            if _identity(row) in known:
                self.skipped[ALREADY_HERE] += 1
                continue
            self.annotators[each.annotator] += 1
            rows[each.key] = row
        return rows

    def _annotation(self, stated, text, version, spans):
        (start, end), *further = spans
        return Annotation(
            article_version=version,
            author=self.members.get(stated.annotator),
            annotator=stated.annotator[:NAME],
            start=start,
            end=end,
            quote=text[start:end],
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
            code=self.codes.code_of(stated.code),
            certainty=stated.certainty if stated.certainty in CERTAINTY else "certain",
            note=stated.note,
            imported_from=self.source,
            key=stated.key[:NAME],
            layer=stated.layer[:NAME],
            further_spans=[list(span) for span in further],
            attributes=stated.attributes,
            annotated=stated.created[:40],
        )

    def _relations(self, document, version, rows):
        relations, members = [], []
        for stated in document.relations:
            if not all(key in rows for _role, key in stated.members):
                self.skipped[WITHOUT_MEMBERS] += 1
                continue
            relation = AnnotationRelation(
                imported_from=self.source,
                article_version=version,
                key=stated.key[:NAME],
                label=stated.label[:NAME],
                author=self.members.get(stated.annotator),
                annotator=stated.annotator[:NAME],
                note=stated.note,
                attributes=stated.attributes,
                size=len(stated.members),
                created_by=self.by,
            )
            relations.append(relation)
            members += [
                RelationMember(
                    relation=relation, position=n, role=role[:NAME], annotation=rows[key]
                )
                for n, (role, key) in enumerate(stated.members)
            ]
        AnnotationRelation.objects.bulk_create(relations, batch_size=500)
        RelationMember.objects.bulk_create(members, batch_size=500)
        self.counts["relations"] += len(relations)

    def summary(self):
        """What was done, as JSON."""
        return {
            "import": self.source and str(self.source.pk),
            "format": self.format,
            "texts": self.counts["texts"],
            "made_texts": self.counts["made"],
            "matched_texts": self.counts["matched"],
            "annotations": self.counts["annotations"],
            "whole_text_annotations": self.counts["whole_text"],
            "relations": self.counts["relations"],
            "codes_made": len(self.codes.made),
            "skipped": {reason: n for reason, n in self.skipped.items() if n},
            "unread": dict(self.unread),
            "documents": self.documents,
            "codes": self.codes.summary(),
            "annotators": [
                {"name": name, "annotations": n, "member": self.choices.annotators.get(name, "")}
                for name, n in sorted(self.annotators.items())
            ],
        }


def _identity(row):
    return row.start, row.end, row.code_id, row.author_id, row.annotator, row.layer, row.note


def _known(version):
    """What identifies the annotations that a text has already."""
    rows = Annotation.objects.filter(article_version=version, deleted=None)
    columns = ("start", "end", "code", "author", "annotator", "layer", "note")
    return set(rows.values_list(*columns))


def _as_json(annotation):
    return {name: value for name, value in vars(annotation).items() if value not in ("", (), {})}
