"""Import the texts and annotations of a file: all of them, or none."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import transaction

from annotations.annotations.models import Annotation
from annotations.annotations.offsets import CONTEXT
from annotations.annotations.vocabulary import CERTAINTY
from annotations.exchange.models import AnnotationImport, ImportedText
from annotations.exchange.services.already_here import (
    annotation_as_json,
    identity_of,
    known_annotations,
    known_whole_text_annotations,
)
from annotations.exchange.services.choices import ImportChoices, chosen_members
from annotations.exchange.services.code_matching import CodeMatcher
from annotations.exchange.services.quoted_texts import TextFinder
from annotations.exchange.services.replies import Replies, store_comments
from annotations.exchange.services.stated_links import StatedLinks, links_in_file
from annotations.exchange.services.texts import TextStore
from annotations.exchange.skip_reasons import (
    ALREADY_HERE,
    LINKS,
    OUTSIDE,
    REPLIES,
    WITHOUT_MEMBERS,
)
from annotations.relations.models import AnnotationRelation, RelationMember
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role

NAME = 200
LISTED = 500  # texts that a summary lists by name


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

    The summary counts `texts` (made, matched), `annotations`, `relations`, `comments`, `skipped` by
    reason and `unread`, and lists `documents`, `codes` and `annotators`. `mark_done(summary)` is
    called in the same transaction, and can undo it by raising. Raises ImportFaults and
    PermissionDenied.
    """
    require_role(by, project, Role.ANNOTATOR)
    texts = TextStore(
        read_file, choices, by=by, project=project, name=name, keeps_original=not dry_run
    )
    run = _Run(read_file, choices, texts, by=by, project=project, name=name, format=format)
    try:
        with texts.deleting_files(), transaction.atomic():
            run.write(report)
            summary = {"dry_run": dry_run, **run.summary()}
            if dry_run:
                raise _DryRun
            mark_done(summary)
    except _DryRun:
        summary["import"] = None
    return summary


class _Run:
    def __init__(self, read_file, choices, texts, *, by, project, name, format):
        self.file, self.choices, self.by, self.project = read_file, choices, by, project
        self.texts = texts
        self.members = chosen_members(choices, by=by, project=project)
        title = read_file.name or name.rsplit(".", 1)[0]
        self.codes = CodeMatcher(project, choices, read_file.codes, title, by=by)
        self.source = AnnotationImport(
            project=project, name=name[:NAME], format=format, created_by=by
        )
        self.counts, self.skipped = Counter(), Counter()
        self.links = StatedLinks(project, by)
        self.unread, self.annotators = Counter(read_file.unread), Counter()
        self.format, self.documents, self.text_finder = format, [], None

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
        if not self.file.count:
            self.codes.take_definitions()
        here = any(self.counts[each] for each in ("annotations", "made", "whole_text"))
        if not here and not self.codes.made:
            self.source.texts.all().delete()
            self.source.delete()
            self.source = None
        else:
            self.source.made_codebook = self.codes.draft
            self.source.save(update_fields=["made_codebook", "updated"])

    def _take(self, document, stored):
        before = sum(self.skipped.values())
        if document.addresses:
            document, version, made = *self._find(document), False
        else:
            version, made = self.texts.version_of(document, stored)
        self.unread.update(document.unread)
        replies = Replies(document, self.members)
        document = replies.beside_annotations()
        if version is None:
            self.skipped[REPLIES] += replies.left_out({})
            self._list(document, None, False, 0, sum(self.skipped.values()) - before)
            return
        rows = self._annotations(
            document, version, known=set() if made else known_annotations(version)
        )
        Annotation.objects.bulk_create(rows.values(), batch_size=500)
        self._relations(document, version, rows)
        self._links(document, rows)
        whole = self._whole_text(document, version, made)
        self._replies(replies, rows, whole)
        ImportedText.objects.create(
            imported_from=self.source,
            article_version=version,
            name=document.name[:NAME],
            identifier=document.identifier[:500],
            metadata=document.metadata,
            whole_text_annotations=[annotation_as_json(each) for each in whole],
            made_text=made,
            created_by=self.by,
        )
        self.counts.update(texts=1, annotations=len(rows), whole_text=len(whole))
        self.counts["made" if made else "matched"] += 1
        self._list(document, version, made, len(rows), sum(self.skipped.values()) - before)

    def _whole_text(self, document, version, made):
        """The annotations of the whole text that are not here yet."""
        whole = [each for each in document.annotations if not each.spans]
        known = set() if made or not whole else known_whole_text_annotations(version)
        new = [each for each in whole if (each.code, each.annotator, each.note) not in known]
        self.skipped[ALREADY_HERE] += len(whole) - len(new)
        return new

    def _find(self, document):
        """(document with the spans of its passages, the version that has its text or None)."""
        self.text_finder = self.text_finder or TextFinder(self.project, self.by)
        placed = self.text_finder.place(document)
        self.skipped.update(placed.skipped)
        return placed.document, placed.version

    def _replies(self, replies, rows, whole):
        self.skipped[REPLIES] += replies.left_out({*rows, *(each.key for each in whole)})
        comments = replies.as_comments(rows)
        self.counts["comments"] += store_comments(comments)
        kept = {*rows, *(each.key for each in whole)}
        for key, found in replies.by_annotation.items():
            self.annotators.update(each.annotator for each in found if key in kept)

    def _list(self, document, version, made, annotations, skipped):
        if len(self.documents) < LISTED:
            row = {"name": document.name[:NAME], "made": made, "annotations": annotations}
            row |= {"skipped": skipped, "title": version.article.title if version else ""}
            row["article"] = None if made or not version else str(version.article_id)
            self.documents.append(row)

    def _annotations(self, document, version, known):
        """{key in the file: Annotation to store}."""
        rows = {}
        for each in document.annotations:
            if not each.spans:
                self.annotators[each.annotator] += 1
                continue
            spans = [span for span in each.spans if 0 <= span[0] < span[1] <= len(document.text)]
            if len(spans) < len(each.spans):
                self.skipped[OUTSIDE] += 1
                continue
            row = self._annotation(each, document.text, version, spans)
            if identity_of(row) in known:
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

    def _links(self, document, rows):
        stated = [(each, rows[each.key]) for each in document.annotations if each.key in rows]
        self.links.store(stated)
        others = (each for each in document.annotations if each.key not in rows)
        self.skipped[LINKS] += sum(len(tuple(links_in_file(each))) for each in others)

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
        skipped = self.skipped + self.links.skipped
        return {
            "import": self.source and str(self.source.pk),
            "format": self.format,
            "texts": self.counts["texts"],
            "made_texts": self.counts["made"],
            "matched_texts": self.counts["matched"],
            "annotations": self.counts["annotations"],
            "whole_text_annotations": self.counts["whole_text"],
            "relations": self.counts["relations"],
            "links": self.links.made,
            "comments": self.counts["comments"],
            "codes_made": len(self.codes.made),
            "skipped": {reason: n for reason, n in skipped.items() if n},
            "unread": dict(self.unread),
            "documents": self.documents,
            "codes": self.codes.summary(),
            "annotators": [
                {"name": name, "annotations": n, "member": self.choices.annotators.get(name, "")}
                for name, n in sorted(self.annotators.items())
            ],
        }
