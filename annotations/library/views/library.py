"""The library: the texts of a project, with filters."""

import django_filters as filters
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from annotations.articles.language_names import language_name
from annotations.articles.models.articles import Article
from annotations.articles.vocabulary import ANNOTATED
from annotations.codebooks.models import Code, Codebook
from annotations.library import queries as annotation_counts
from annotations.library.views.rereading import rereadings
from annotations.reading.queries import last_unfinished
from ctplatform.accounts.current_project.page_project import with_project
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import has_role, is_member
from ctplatform.markings.levels import MARKINGS
from incidents.models import Source

PAGE = 50
SORTS = {
    name: [f"{sign}{column}", "-id"]
    for name, sign, column in (
        ("title", "", "title"),
        ("-title", "-", "title"),
        ("published", "", "published"),
        ("-published", "-", "published"),
        ("length", "", "current_version__length"),
        ("-length", "-", "current_version__length"),
    )
}
API_NAMES = {"q": "search", "marks": "annotated"}
"""{filter of the library: filter of the API} where the names differ."""


class LibraryFilter(filters.FilterSet):
    q = filters.CharFilter(method="matching")
    source = filters.UUIDFilter("source")
    language = filters.CharFilter("language")
    published = filters.CharFilter("published", lookup_expr="startswith")
    marking = filters.CharFilter("marking")
    marks = filters.ChoiceFilter(method="marked", choices=ANNOTATED)

    def matching(self, rows, _name, words):
        return rows.matching(words, self.request.user)

    def marked(self, rows, _name, wanted):
        return rows.annotated(wanted, self.request.user)

    def export_query(self, project) -> str:
        """The query string with which the API exports the same articles."""
        given = self.form.cleaned_data.items() if self.is_valid() else ()
        asked = {API_NAMES.get(name, name): value for name, value in given if value}
        return urlencode({"project": project.slug, **asked})


@require_safe
@with_project
def library(request, project):
    everything = Article.objects.visible_to(request.user).in_project(project)
    found = LibraryFilter(request.GET, everything.without_text(), request=request)
    rows = (
        found.qs.with_counts()
        .select_related("source", "current_version")
        .defer(
            "search_text",
            "current_version__text",
            "current_version__segments",
            "current_version__notes",
        )
        .order_by(*SORTS.get(request.GET.get("sort"), ["-id"]))
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "project": project,
        "page": page,
        "total": everything.count(),
        "unfinished": last_unfinished(request.user, project),
        "rows": described(page.object_list),
        "export_query": found.export_query(project),
        "filters": choices_of(everything),
        "families": families_of(project),
        "touched": is_member(request.user, project.pk)
        and rereadings(project, request.user).count(),
        "may_add": has_role(request.user, project, Role.ANNOTATOR),
        "filtered": any(request.GET.get(name) for name in LibraryFilter.base_filters),
    }
    return render(request, "annotations/library/page.html", context)


def described(articles):
    """The articles of one page with their strip, their readers and the name of their language."""
    versions = [article.current_version_id for article in articles]
    strips, readers = annotation_counts.strips(versions), annotation_counts.readers(versions)
    for article in articles:
        article.lanes = strips.get(article.current_version_id, [])
        article.readers = readers.get(article.current_version_id, [])
        article.language_name = language_name(article.language)
    return articles


def choices_of(articles):
    """The choices of each filter: only values that occur, so that each finds something."""
    languages = articles.order_by("language").values_list("language", flat=True).distinct()
    published = articles.order_by("published").values_list("published", flat=True).distinct()
    marked = set(articles.order_by().values_list("marking", flat=True).distinct())
    used = articles.filter(source__isnull=False).values("source")
    years = sorted({day[:4] for day in published if day[:4].isdigit()}, reverse=True)
    return {
        "languages": [(code, language_name(code)) for code in languages],
        "years": [(year, year) for year in years],
        "sources": [(s.pk, s.name) for s in Source.objects.filter(pk__in=used).order_by("name")],
        "markings": [(slug, words) for slug, words in MARKINGS.items() if slug in marked],
        "marks": ANNOTATED,
    }


def families_of(project):
    """The top-level codes of the project's codebook, the legend of the lanes."""
    codebook = Codebook.objects.default_for(project)
    return Code.objects.filter(codebook=codebook, parent=None).order_by("sort", "id")[:12]
