"""What passages say of a record: the ground that its fields stand on."""

from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from annotations.models import Annotation, ArticleVersion, PassageLink, limit_excerpts
from annotations.models.links import TARGETS
from annotations.vocabularies import ROLES
from ctplatform.curation.registry import Passage, kind_of
from ctplatform.folding import fold
from incidents.models import ActorRelation

PATH = "annotation__article_version__article"
HEAVY = (
    "annotation__article_version__text",
    "annotation__article_version__segments",
    f"{PATH}__search_text",
)


def links_about(record, user):
    """Living links to the record that this person may see, with all that describes them."""
    return (
        PassageLink.objects.visible_to(user)
        .shown_with(record)
        .select_related(f"{PATH}__source", f"{PATH}__project", "annotation__author")
        .defer(*HEAVY)
        .order_by("id")
    )


def evidence_by_field(record, user):
    """{field: [Passage, …]} in reading order of their making; "" holds the record as a whole."""
    found = {}
    for passage in passages(links_about(record, user), user):
        found.setdefault(passage.field, []).append(passage)
    return found


def passages(links, user=None):
    """Describe links as Passages, in as many queries however many they are.

    Without a user, restricted texts are told as to those who may not read them.
    """
    links = list(links)
    limit_excerpts([link.annotation for link in links], user)
    labels = _Paragraphs({link.annotation.article_version_id for link in links})
    return [_passage(link.annotation, labels, link, user) for link in links]


def untraced(record, evidence):
    """Names of the record's filled fields that no passage supports, in the order of the form."""
    return [
        name
        for name in kind_of(record).fields
        if name in record.passage_fields
        and getattr(record, name) not in (None, "", [])
        and not any(p.stance == "supports" for p in evidence.get(name, ()))
    ]


def untraced_rows(rows, cores):
    """Records that have a core field with a value which no passage supports (see EvidenceKind).

    What speaks of a record that was merged into another supports that other.
    """
    name = next(key for key, model in TARGETS.items() if model is rows.model)
    holder = Coalesce(f"{name}__merged_into", name)
    links = PassageLink.objects.filter(deleted=None, annotation__deleted=None)
    links = links.filter(**{f"{name}__isnull": False}).order_by()
    bare = Q(pk__in=[])
    for core in cores.values():
        speaking = links.filter(field__in=core.fields, role__in=core.roles)
        bare |= core.has_value & ~Q(pk__in=speaking.values_list(holder, flat=True))
    return rows.filter(bare)


def describe_annotations(annotations, record, user):
    """Passages of a proposal's evidence: what each says of `record`, where it is linked to it."""
    ids = [annotation.pk for annotation in annotations]
    said = {}
    for link in PassageLink.objects.about(record).filter(annotation__in=ids).order_by("id"):
        said.setdefault(link.annotation_id, link)
    rows = (
        Annotation.objects.filter(pk__in=ids)
        .select_related("article_version__article__source")
        .defer("article_version__text", "article_version__segments")
    )
    limit_excerpts(rows, user)
    labels = _Paragraphs({row.article_version_id for row in rows})
    return [_passage(row, labels, said.get(row.pk), user) for row in rows]


def supporting_sources(record, field, others=(), given=(), row=None):
    """Ids of the sources whose passages support a field of the record and speak of all `others`.

    Passages that support the `row` (a relation) by its name count as well, those that name another
    do not. So do passages of `given` ids. A text without a source proves no independence.
    """
    links = PassageLink.objects.about(record).filter(field=field, role="supports", relation=None)
    for other in others:
        links = links.filter(annotation__in=PassageLink.objects.about(other).values("annotation"))
    speaking = Q(pk__in=links.values("annotation")) | Q(pk__in=given)
    if isinstance(row, ActorRelation):
        named = PassageLink.objects.filter(relation=row.pk, role="supports", deleted=None)
        speaking |= Q(pk__in=named.values("annotation"))
    rows = Annotation.objects.filter(speaking)
    sources = rows.filter(deleted=None).values_list("article_version__article__source", flat=True)
    return set(sources) - {None}


def text_dates(user, *, ids=(), record=None):
    """What is said there and the dates of the texts in which passages stand, for EvidenceKind."""
    if record is None:
        rows = Annotation.objects.visible_to(user).filter(pk__in=list(ids))
        said = rows.values_list(Value(""), "article_version__article__published")
    else:
        links = PassageLink.objects.visible_to(user).about(record)
        said = links.values_list("field", f"{PATH}__published")
    return {(field, date) for field, date in said.order_by().distinct() if date}


def visible_annotations(user, project):
    """Annotations that may stand as evidence in a project."""
    return Annotation.objects.visible_to(user).filter(article_version__article__project=project)


class _Paragraphs:
    """Paragraph labels of the texts at hand, read once per text."""

    def __init__(self, versions):
        rows = ArticleVersion.objects.filter(pk__in=versions).values_list("pk", "segments")
        self.segments = dict(rows)

    def label(self, annotation):
        for segment in self.segments[annotation.article_version_id]:
            if segment["end"] > annotation.start:
                return segment["label"]
        return ""


def _passage(annotation, labels, link, user=None):
    article = annotation.article_version.article
    source = article.source
    before, quote, after = annotation.excerpt_for(user)
    words = [source.name if source else article.title, labels.label(annotation)]
    return Passage(
        id=str(annotation.pk),
        quote=quote,
        before=before,
        after=after,
        source=", ".join(filter(None, words)),
        url=f"{reverse('article', args=[article.pk])}#a-{annotation.pk}",
        field=link.field if link else "",
        stance=link.role if link else "",
        stance_label=str(ROLES[link.role]) if link else "",
        stated=link.stated_value if link else None,
        grade=grade(source, link),
        published=article.published,
        **(_weight(article, source, link) if link else {}),
    )


def _weight(article, source, link):
    """What the statement weighs, and whose story it tells: the group it names, else its source."""
    own = source or article
    return {
        "link": str(link.pk),
        "row": str(link.relation_id or ""),
        "credibility": link.credibility,
        "relevance": link.relevance or "",
        "group": fold(link.independence_group) or str(own.pk),
        "group_name": link.independence_group or (source.name if source else article.title),
    }


def grade(source, link):
    """Admiralty grade: the source's letter and the information's digit, as far as given."""
    letter = (source.reliability if source else None) or ""
    digit = link.credibility if link else None
    return f"{letter}{digit or ''}"
