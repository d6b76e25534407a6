"""Mark the days that series by source must count again, after a change of linked passages."""

from django.utils import timezone

from annotations.links.models.links import PassageLink
from incidents.recounts.models import counts_by_sources, mark_incidents_of

ARTICLE = "annotation__article_version__article"


def mark_links(links, project) -> None:
    """Mark the days of the incidents of some links, now and when the embargoes of texts end.

    It costs one query where no series of the project (an id) counts by sources.
    """
    if not counts_by_sources(project):
        return
    links = links.filter(incident__isnull=False).order_by()
    mark_incidents_of(links)
    until = f"{ARTICLE}__embargo_until"
    later = links.filter(**{f"{until}__gt": timezone.now()})
    for moment in later.values_list(until, flat=True).distinct():
        mark_incidents_of(later.filter(**{until: moment}), due=moment)


def mark_annotation(annotation) -> None:
    """Mark the days of an annotation that was deleted or restored."""
    links = PassageLink.objects.filter(annotation=annotation)
    mark_links(links, annotation.article_version.article.project_id)


def mark_article(article) -> None:
    """Mark the days of a text whose source, marking or embargo may have changed."""
    links = PassageLink.objects.filter(annotation__article_version__article=article)
    mark_links(links, article.project_id)
