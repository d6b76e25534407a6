"""Which texts and codes of an import somebody has used since, so that undoing it keeps them."""

from collections import defaultdict

from annotations.annotations.models import Annotation
from annotations.articles.models.articles import Article, ArticleVersion
from annotations.codebooks.models import Code
from annotations.relations.models import AnnotationRelation
from ctplatform.curation.models import ProposalEvidence, RevisionEvidence

READING = {"annotations.readingposition", "annotations.article_named"}
"""Rows that do not count as work on a text: where somebody stopped reading, who may read it."""
PARTS = {"annotations.relationmember", "annotations.article"}
"""Rows that are found with what they belong to."""
ARTICLE_OF = {
    Article: "",
    ArticleVersion: "__article",
    Annotation: "__article_version__article",
}
"""{model: path from it to its text}."""


def used_texts(source, articles) -> dict:
    """{id of a text: labels of the models of rows that others made of it since}.

    Every row that refers to one of these texts, its versions or its annotations counts, if it was
    made after the import ended and does not belong to it. One query for each such model.
    """
    found = defaultdict(set)
    for model, path in ARTICLE_OF.items():
        for field in _references(model):
            rows = _made_since(source, field)
            article = f"{field.name}{path}"
            ids = rows.filter(**{f"{article}__in": articles}).values_list(article, flat=True)
            for pk in ids.distinct():
                found[pk].add(field.model._meta.label_lower)
    for model in (ProposalEvidence, RevisionEvidence):
        for pk in _named_as_evidence(model, articles):
            found[pk].add(model._meta.label_lower)
    return found


def _references(model):
    """The foreign keys to a model of rows that are work on it."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            label = relation.related_model._meta.label_lower
            if label not in READING and label not in PARTS:
                yield relation.field


def _made_since(source, field):
    rows = field.model._base_manager.all()
    if _has(field.model, "imported_from"):
        rows = rows.exclude(imported_from=source)
    return rows.filter(created__gt=source.updated) if _has(field.model, "created") else rows


def _has(model, name):
    return any(field.name == name for field in model._meta.get_fields())


def _named_as_evidence(model, articles):
    ids = model.objects.filter(object_type="annotation").values("object_id")
    rows = Annotation._base_manager.filter(pk__in=ids, article_version__article__in=articles)
    return rows.values_list("article_version__article", flat=True).distinct()


def why_codes_stay(source, book) -> str:
    """Why the codebook that an import made is kept; "" where nobody has worked on it."""
    if book.state != book.State.DRAFT:
        return "published"
    codes = Code.objects.filter(codebook=book)
    changed = codes.filter(created__gt=source.updated).exists() or book.version > 1
    if changed or codes.filter(version__gt=1).exists():
        return "changed"
    for model in (Annotation, AnnotationRelation):
        used = model._base_manager.filter(code__in=codes.values("pk"))
        if used.exclude(imported_from=source).exists():
            return "used"
    return ""
