"""Admin of texts; all changes go through services."""

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from annotations.articles.models.articles import Article, ArticleVersion
from annotations.articles.services import articles
from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.curation.admin.service_rows import (
    ReadOnlyAdmin,
    SeenVersionForm,
    ServiceAdmin,
)
from ctplatform.markings.forms import KeepsMarking

TEXTS = ("text", "segments", "normalisation", "notes", "warnings")
SEARCHED = ("search_text", "public_search_text")
STANDING = ("version", "created", "updated")


class ArticleForm(KeepsMarking, SeenVersionForm):
    """The metadata of a text; without a marking in the form, the marking is kept."""


class VersionInline(VisibleChoices, ReadOnlyAdmin, admin.TabularInline):
    """The versions of a text, which never change."""

    model = ArticleVersion
    fields = readonly_fields = ("number", "length", "capture", "created", "created_by", "reason")
    extra = 0
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).defer(*TEXTS).select_related("created_by")


@admin.register(Article)
class ArticleAdmin(ServiceAdmin):
    """The metadata of a text. A text is added on its own page and never changed."""

    form = ArticleForm
    list_display = ("title", "source", "published", "language", "rights", "marking", "project")
    list_filter = ("rights", "marking", "project")
    list_select_related = ("source", "project")
    autocomplete_fields = ("source", "repeats")
    search_fields = ("title",)
    search_help_text = _("Words of the title, the authors or the text")
    ordering = ("-id",)
    editable = articles.METADATA
    shown = ("project", "created_by", *STANDING)
    inlines = (VersionInline,)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    change_row = staticmethod(articles.change_article)

    def get_queryset(self, request):
        return super().get_queryset(request).without_text()

    def get_search_results(self, request, queryset, search_term):
        """Search as the pages do: outsiders do not search restricted texts."""
        return queryset.matching(search_term, request.user), False

    def view_on_site(self, obj):
        return f"/articles/{obj.pk}/"
