"""The page of texts that the corrected file reader reads differently."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations.annotations.models import Annotation
from annotations.articles.models.articles import Article
from annotations.articles.models.rereading import Rereading
from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.roles import is_member

PAGE = 50


@require_safe
@with_project
def touched_texts(request, project):
    """The texts that were read again; only for members, since it shows parts of the texts."""
    if not is_member(request.user, project.pk):
        raise PermissionDenied(_("This page is for the members of the project."))
    rows = rereadings(project, request.user).select_related("version__article")
    rows = rows.defer(
        "version__text", "version__segments", "version__notes", "version__article__search_text"
    )
    page = Paginator(rows.order_by("-version"), PAGE).get_page(request.GET.get("page"))
    versions = [row.version_id for row in page.object_list]
    marked = Annotation.objects.filter(article_version__in=versions)
    annotated = set(marked.order_by().values_list("article_version", flat=True).distinct())
    for row in page.object_list:
        row.is_annotated = row.version_id in annotated
    context = {"project": project, "page": page, "rows": page.object_list}
    return render(request, "annotations/library/touched_texts.html", context)


def rereadings(project, user):
    """The Rereadings of a project's current versions that have something to report."""
    rows = Rereading.objects.visible_to(user).filter(version__article__project=project)
    current = Article.objects.filter(project=project).values("current_version")
    return rows.filter(version__in=current).exclude(outcome="same", suspicious=[])
