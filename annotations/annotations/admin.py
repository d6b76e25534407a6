"""Admin of annotations; all changes go through services."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils.translation import gettext_lazy as _

from annotations.annotations import services as annotations
from annotations.annotations.models import Annotation, limit_excerpts
from annotations.articles.admin import SEARCHED, STANDING, TEXTS
from ctplatform.curation.admin.service_rows import (
    ServiceAdmin,
)


def deferred(path_of_version):
    """The names of the long columns of a text, by the path to its version."""
    return [
        *(f"{path_of_version}__{name}" for name in TEXTS),
        *(f"{path_of_version}__article__{name}" for name in SEARCHED),
    ]


class QuotedList(ChangeList):
    """A changelist whose quotes are cut to what the user may read."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = cut_short(self.result_list, request.user)


def quoted(row):
    return row if isinstance(row, Annotation) else row.annotation


def cut_short(rows, user) -> list:
    """The rows, with quotes cut to what the user may read; these rows must not be saved."""
    rows = list(rows)
    passages = [quoted(row) for row in rows]
    limit_excerpts(passages, user)
    for each in passages:
        each.quote = each.excerpt_for(user)[1]
    return rows


class QuotingAdmin(ServiceAdmin):
    """Admin of rows about a passage; `path` leads from a row to the version of the text."""

    path = ""

    def get_changelist(self, request, **kwargs):
        return QuotedList

    def get_queryset(self, request):
        article = f"{self.path}__article"
        rows = super().get_queryset(request).select_related(article, f"{article}__project")
        return rows.defer(*deferred(self.path))

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        return found and cut_short([found], request.user)[0]

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, cut_short(queryset, request.user))

    def get_deleted_objects(self, objs, request):
        return super().get_deleted_objects(cut_short(objs, request.user), request)

    @admin.display(description=_("passage"))
    def passage(self, obj):
        words = quoted(obj).quote
        return words if len(words) <= 120 else f"{words[:119]}…"

    @admin.display(description=_("text"))
    def article(self, obj):
        return quoted(obj).article_version.article

    def view_on_site(self, obj):
        return f"/articles/{self.article(obj).pk}/?annotation={quoted(obj).pk}"


@admin.register(Annotation)
class AnnotationAdmin(QuotingAdmin):
    """Annotations of texts. A deleted one can be restored for 30 days."""

    path = "article_version"
    list_display = ("passage", "code", "certainty", "author", "article", "updated")
    list_filter = ("certainty", "article_version__article__project")
    list_select_related = ("code", "author")
    search_fields = ("note", "code__label", "author__username", "=id")
    autocomplete_fields = ("code",)
    ordering = ("-id",)
    editable = ("code", "certainty", "note")
    shown = ("passage", "article", "author", "start", "end", *STANDING)
    change_row = staticmethod(annotations.change_annotation)
    remove_row = staticmethod(annotations.delete_annotation)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(deleted=None).select_related("code", "author")
