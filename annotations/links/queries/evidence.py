"""The evidence of records: the passages linked to them, and which fields are unsourced."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from annotations.annotations.models import Annotation, limit_excerpts
from annotations.articles.models.articles import ArticleVersion
from annotations.links.models.links import TARGETS, PassageLink
from annotations.links.queries.lineage import Lineage, independent
from annotations.links.vocabulary import ROLES
from ctplatform.access.visibility import VisibleExists, visible_condition
from ctplatform.curation.registry import Passage
from incidents.models import ActorRelation
from incidents.records.queries.stated_terms import name_terms
from incidents.records.queries.unsourced import compared_fields

PATH = "annotation__article_version__article"
HEAVY = (
    "annotation__article_version__text",
    "annotation__article_version__segments",
    f"{PATH}__search_text",
)


def links_about(record, user):
    """Links to the record that are not deleted and that the user may see, with related rows."""
    return (
        PassageLink.objects.visible_to(user)
        .shown_with(record)
        .select_related(f"{PATH}__source", f"{PATH}__project", "annotation__author")
        .defer(*HEAVY)
        .order_by("id")
    )


def evidence_by_field(record, user):
    """{field: [Passage, …]}, oldest link first; the key "" is for the whole record."""
    found = {}
    for passage in passages(links_about(record, user), user):
        found.setdefault(passage.field, []).append(passage)
    return found


def passages(links, user=None):
    """Describe links as Passages, in a fixed number of queries.

    Without a user, excerpts of restricted texts are limited as for users who may not read them.
    """
    links = list(links)
    limit_excerpts([link.annotation for link in links], user)
    labels = _Paragraphs({link.annotation.article_version_id for link in links})
    lineage = lineage_of([link.annotation for link in links], user)
    return [_passage(link.annotation, labels, link, user, lineage) for link in links]


def lineage_of(annotations, user):
    """The Lineage of the sources of annotations that the user may see."""
    projects = {each.article_version.article.project_id for each in annotations}
    return Lineage(projects, user or AnonymousUser())


def unsourced_rows(rows, cores, user):
    """Records with a value in a required field that no passage visible to the user supports.

    `cores` are RequiredFields. Links to a merged record count for the record that it was merged
    into. A passage that states another value is a rival and does not support the field.
    """
    asked = (rows.model, tuple(cores.values()))
    return rows.filter(VisibleExists(F("pk"), user, _unsourced_ids, asked))


def _unsourced_ids(user, asked):
    model, cores = asked
    links, holder = links_to(model, user)
    bare = Q(pk__in=[])
    for core in cores:
        speaking = links.filter(field__in=core.fields, role__in=core.roles)
        if not core.any_passage_suffices:
            speaking = speaking.exclude(states_another_value=True)
        bare |= core.has_value(user) & ~Q(pk__in=speaking.values_list(holder, flat=True))
    return model.objects.filter(bare).order_by().values("id")


def ungraded_rows(rows, user):
    """Records with a passage visible to the user whose credibility is not graded."""
    return rows.filter(VisibleExists(F("pk"), user, _ungraded_ids, rows.model))


def _ungraded_ids(user, model):
    links, holder = links_to(model, user)
    ungraded = links.filter(credibility=None).values_list(holder, flat=True)
    return model.objects.filter(pk__in=ungraded).order_by().values("id")


def links_to(model, user):
    """(links from visible passages to records of a model, the record that each counts for)."""
    name = next(key for key, each in TARGETS.items() if each is model)
    links = PassageLink.objects.filter(deleted=None, annotation__deleted=None)
    links = links.filter(**{f"{name}__isnull": False}).order_by()
    if not user.is_superuser:
        merged = Q(**{f"{name}__merged_into__isnull": True}) | Q(
            visible_condition(model, user, f"{name}__")
        )
        links = links.filter(merged, visible_condition(Annotation, user, "annotation__"))
    return links, Coalesce(f"{name}__merged_into", name)


def describe_annotations(annotations, record, user):
    """Passages of a proposal's evidence, in the order given.

    There is one for each link of a passage to `record`, or one without a link.
    """
    ids = [annotation.pk for annotation in annotations]
    links = PassageLink.objects.none()
    if isinstance(record, tuple(TARGETS.values())):
        seen = PassageLink.objects.visible_to(user)
        links = seen.about(record).filter(annotation__in=ids).order_by("id")
    said = {}
    for link in links:
        said.setdefault(link.annotation_id, []).append(link)
    rows = (
        Annotation.objects.filter(pk__in=ids)
        .select_related("article_version__article__source")
        .defer("article_version__text", "article_version__segments")
    ).in_bulk()
    limit_excerpts(list(rows.values()), user)
    labels = _Paragraphs({row.article_version_id for row in rows.values()})
    lineage = lineage_of(list(rows.values()), user) if said else None
    return [
        _passage(rows[pk], labels, link, user, lineage)
        for pk in ids
        if pk in rows
        for link in said.get(pk, [None])
    ]


def supporting_sources(row, leaving=()):
    """The number of independent sources whose passages support a row (a relation).

    Links whose ids are in `leaving` are not counted.
    """
    if not isinstance(row, ActorRelation):
        return 0
    named = PassageLink.objects.filter(
        relation=row.pk, role="supports", deleted=None, annotation__deleted=None
    )
    return independent(named.exclude(pk__in=list(leaving)))


def passages_counted(model, project, user):
    """{id: number of linked passages that the user may see} of a project's records that have any.

    Links to a merged record count for the record that it was merged into. One query.
    """
    name = next(key for key, target in TARGETS.items() if target is model)
    links = PassageLink.objects.filter(visible_condition(Annotation, user, "annotation__"))
    links = links.filter(deleted=None, annotation__deleted=None, **{f"{name}__project": project})
    holder = Coalesce(f"{name}__merged_into", name)
    counted = links.order_by().values_list(holder).annotate(n=Count("annotation", distinct=True))
    return dict(counted)


def text_dates(user, *, ids=(), record=None):
    """{(field, publication date)} of the texts of passages, for EvidenceKind.

    The passages are those with `ids` (the field is ""), or those linked to `record`.
    """
    if record is None:
        rows = Annotation.objects.visible_to(user).filter(pk__in=list(ids))
        said = rows.values_list(Value(""), "article_version__article__published")
    else:
        links = PassageLink.objects.visible_to(user).about(record)
        said = links.values_list("field", f"{PATH}__published")
    return {(field, date) for field, date in said.order_by().distinct() if date}


def visible_annotations(user, project):
    """Annotations of a project that the user may cite as evidence."""
    return Annotation.objects.visible_to(user).filter(article_version__article__project=project)


class _Paragraphs:
    """Labels of paragraphs of some texts, whose segments are read once."""

    def __init__(self, versions):
        rows = ArticleVersion.objects.filter(pk__in=versions).values_list("pk", "segments")
        self.segments = dict(rows)

    def label(self, annotation):
        for segment in self.segments[annotation.article_version_id]:
            if segment["end"] > annotation.start:
                return segment["label"]
        return ""


def _passage(annotation, labels, link, user=None, lineage=None):
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
        field_label=_field_label(link) if link and link.field else "",
        stance=link.role if link else "",
        stance_label=str(ROLES[link.role]) if link else "",
        stated=link.stated_value if link else None,
        named=stated_in_words(link) if link else None,
        grade=grade(source, link),
        published=article.published,
        **(_weight(article, link, lineage) if link else {}),
    )


def _field_label(link):
    return str(TARGETS[link.target_type].passage_fields.get(link.field, link.field))


def stated_in_words(link):
    """The value that a link states, with terms replaced by their labels."""
    name = next((key for key in TARGETS if getattr(link, f"{key}_id")), None)
    if name is None or not link.field:
        return link.stated_value
    return name_terms(TARGETS[name], link.field, link.stated_value)


def _weight(article, link, lineage):
    """The values of a Passage that weigh it, with the independent group that it belongs to.

    The group is the one that the link names, else the root of its source.
    """
    group, name = lineage.group(article, link.independence_group)
    return {
        "link": str(link.pk),
        "row": str(link.row_id or ""),
        "credibility": link.credibility,
        "relevance": link.relevance or "",
        "group": group,
        "group_name": name,
        "states_another_value": _compared(link),
    }


def _compared(link):
    """Whether the link states another value; None if only the live record can tell."""
    model = TARGETS[link.target_type]
    return link.states_another_value if link.field in compared_fields(model) else None


def grade(source, link):
    """Admiralty grade: the source's letter and the information's digit, where given."""
    letter = (source.reliability if source else None) or ""
    digit = link.credibility if link else None
    return f"{letter}{digit or ''}"
