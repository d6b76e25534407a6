"""The annotations of a selection as an AnnotatedCorpus, text by text."""

from collections import Counter, defaultdict

from django.utils.text import slugify

from annotations.annotations.models import Annotation
from annotations.exchange import documents
from annotations.exchange.archives import safe_file_name
from annotations.exchange.documents import (
    AnnotatedCorpus,
    AnnotatedDocument,
    TextAnnotation,
)
from annotations.exchange.exports.selection import Selection
from annotations.exchange.models import ImportedText
from annotations.links.models.links import PassageLink
from annotations.relations.models import AnnotationRelation, RelationMember


def corpus_of(selection: Selection, name: str = "") -> AnnotatedCorpus:
    """The corpus, whose documents are read once, in constant memory."""
    return AnnotatedCorpus(_documents(selection), selection.definitions(), name)


def _documents(selection):
    taken = set()
    for ids in selection.chunks():
        yield from _Chunk(selection, ids).documents(taken)


class _Chunk:
    """Some texts with all that belongs to them, in a number of queries that does not grow."""

    def __init__(self, selection, ids):
        self.selection = selection
        self.versions = selection.versions.filter(pk__in=ids)
        self.rows = defaultdict(list)
        found = selection.found.filter(article_version__in=ids).select_related("author")
        for row in found.order_by("start", "-end", "id").defer("quote", "prefix", "suffix"):
            self.rows[row.article_version_id].append(row)
        self.origins = defaultdict(list)
        live = ImportedText.objects.filter(article_version__in=ids, imported_from__undone=None)
        for origin in live.order_by("id"):
            self.origins[origin.article_version_id].append(origin)
        self.links = self._links(ids)
        self.relations = self._relations(ids)

    def documents(self, taken):
        for version in self.versions:
            yield self._document(version, taken)

    def _links(self, ids):
        rows = PassageLink.objects.visible_to(self.selection.reader)
        rows = rows.filter(annotation__article_version__in=ids, deleted=None).order_by("id")
        found = defaultdict(list)
        for link in rows:
            said = {"target_type": link.target_type, "target_id": str(link.target_id)}
            for name in ("role", "field", "stated_value", "credibility"):
                if (value := getattr(link, name)) not in (None, ""):
                    said[name] = value
            found[link.annotation_id].append(said)
        return found

    def _relations(self, ids):
        """{text: [(relation, [(role, annotation id), ...])]}."""
        rows = AnnotationRelation.objects.filter(article_version__in=ids, deleted=None)
        rows = {each.pk: each for each in rows.select_related("author", "code").order_by("id")}
        members = defaultdict(list)
        listed = RelationMember.objects.filter(relation__in=rows).order_by("position")
        for relation, role, pk in listed.values_list("relation", "role", "annotation"):
            members[relation].append((role, pk))
        found = defaultdict(list)
        for pk, relation in rows.items():
            found[relation.article_version_id].append((relation, members[pk]))
        return found

    def _document(self, version, taken):
        article, origins = version.article, self.origins[version.pk]
        own = origins[0] if origins else None
        rows = self.rows[version.pk]
        keys = _keys(rows)
        annotations = [self._annotation(row, keys[row.pk]) for row in rows]
        if self.selection.of_articles:
            annotations += [
                _from_json(each) for one in origins for each in one.whole_text_annotations
            ]
        name = own.name if own else slugify(article.title, allow_unicode=True)
        return AnnotatedDocument(
            name=safe_file_name(name, taken),
            text=version.text,
            annotations=tuple(annotations),
            relations=tuple(_related(self.relations[version.pk], keys)),
            title=article.title,
            identifier=(own.identifier if own else "") or str(version.pk),
            language="" if article.language == "und" else article.language,
            metadata=own.metadata if own else {},
        )

    def _annotation(self, row: Annotation, key):
        code = self.selection.used_codes.get(row.code_id)
        imported = row.imported_from_id is not None
        return TextAnnotation(
            key=key,
            spans=((row.start, row.end), *map(tuple, row.further_spans)),
            code=code[1] if code else (),
            layer=row.layer,
            annotator=row.annotator or row.author_name or "",
            certainty=row.certainty,
            note=row.note,
            created=row.annotated if imported else row.created.isoformat(),
            attributes=row.attributes,
            links=tuple(self.links.get(row.pk, ())),
        )


def _keys(rows):
    """{id of an annotation: its key in the document}: that of its file, unless two have it."""
    used = Counter(row.key for row in rows)
    return {row.pk: row.key if row.key and used[row.key] == 1 else str(row.pk) for row in rows}


def _related(relations, keys):
    """The relations whose annotations are all in the selection."""
    used = Counter(relation.key for relation, _members in relations)
    for relation, members in relations:
        if not all(pk in keys for _role, pk in members):
            continue
        yield documents.AnnotationRelation(
            key=relation.key if relation.key and used[relation.key] == 1 else str(relation.pk),
            label=relation.name,
            members=tuple((role, keys[pk]) for role, pk in members),
            annotator=relation.annotator or (relation.author.username if relation.author else ""),
            note=relation.note,
            attributes=relation.attributes,
        )


def _from_json(values):
    tuples = {name: tuple(values[name]) for name in ("code", "links") if name in values}
    return TextAnnotation(**{"spans": (), **values, **tuples})
