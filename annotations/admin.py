"""Admin of texts, annotations, links, codebooks and comments; all changes go through services."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.utils.translation import gettext_lazy as _

from annotations.admin_forms import ArticleForm, LinkForm
from annotations.models import (
    Annotation,
    Article,
    ArticleVersion,
    Code,
    Codebook,
    Comment,
    PassageLink,
)
from annotations.models.annotations import limit_excerpts
from annotations.models.child_rows import NAMED_ROWS
from annotations.models.links import TARGETS
from annotations.services import annotations, articles, codebooks, comments, links
from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.curation.admin.service_rows import ReadOnlyAdmin, ServiceAdmin, act_on_each

TEXTS = ("text", "segments", "normalisation", "notes", "warnings")
SEARCHED = ("search_text", "public_search_text")
STANDING = ("version", "created", "updated")


def deferred(path_of_version):
    """The names of the long columns of a text, by the path to its version."""
    return [
        *(f"{path_of_version}__{name}" for name in TEXTS),
        *(f"{path_of_version}__article__{name}" for name in SEARCHED),
    ]


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


@admin.register(PassageLink)
class PassageLinkAdmin(QuotingAdmin):
    """Links from passages to records. The only support of a published field is kept."""

    path = "annotation__article_version"
    list_display = ("passage", "target", "role", "field", "credibility", "article", "updated")
    list_filter = ("role", "credibility", "annotation__article_version__article__project")
    search_fields = ("field", "annotation__author__username", "=annotation__id", "=id")
    ordering = ("-id",)
    form = LinkForm
    editable = links.EDITABLE
    shown = ("passage", "target", "article", "created_by", *STANDING)
    change_row = staticmethod(links.change_link)
    remove_row = staticmethod(links.remove_link)

    def get_fields(self, request, obj=None):
        """Offer only fields for rows of the kind of record that the link is about."""
        on = obj.target_type if obj else ""
        others = {name for name, kind in NAMED_ROWS.items() if kind.target != on}
        return [name for name in super().get_fields(request, obj) if name not in others]

    def get_queryset(self, request):
        rows = super().get_queryset(request).filter(deleted=None)
        return rows.select_related(*TARGETS)


class CodeInline(VisibleChoices, ReadOnlyAdmin, admin.TabularInline):
    model = Code
    fields = readonly_fields = ("label", "slug", "parent", "colour", "is_codable", "key")
    extra = 0
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("parent")


@admin.register(Codebook)
class CodebookAdmin(ServiceAdmin):
    """Drafts can be changed and published; published codebooks are frozen."""

    list_display = ("title", "slug", "edition", "state", "project", "updated")
    list_filter = ("state", "project")
    list_select_related = ("project",)
    search_fields = ("title", "slug")
    ordering = ("title", "id")
    editable = ("title", "slug", "edition", "description")
    shown = ("state", "copied_from", "created_by", *STANDING)
    inlines = (CodeInline,)
    actions = ("publish_selected",)
    add_row = staticmethod(codebooks.create_codebook)
    change_row = staticmethod(codebooks.change_codebook)
    remove_row = staticmethod(codebooks.delete_codebook)

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["project", *self.editable]
        return ["project", *super().get_fields(request, obj)]

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else ("project", *self.shown)

    def has_add_permission(self, request):
        return admin.ModelAdmin.has_add_permission(self, request)

    def has_change_permission(self, request, obj=None):
        is_draft = obj is None or obj.state == Codebook.State.DRAFT
        return is_draft and super().has_change_permission(request, obj)

    @admin.action(description=_("Publish the selected drafts"), permissions=["change"])
    def publish_selected(self, request, queryset):
        act_on_each(self, request, queryset, codebooks.publish_codebook, _published)


def _published(_book):
    return _("Published.")


@admin.register(Code)
class CodeAdmin(ServiceAdmin):
    """The codes of codebooks; those of drafts can be changed."""

    list_display = ("label", "slug", "codebook", "parent", "colour", "is_codable", "key")
    list_filter = ("is_codable", "colour", "codebook__project")
    list_select_related = ("codebook", "parent")
    search_fields = ("label", "slug", "codebook__title")
    autocomplete_fields = ("codebook", "parent")
    ordering = ("codebook", "sort", "id")
    editable = (
        "label", "slug", "parent", "definition", "guidance", "colour", "is_codable", "key", "sort",
    )  # fmt: skip
    shown = ("codebook", "created_by", *STANDING)
    add_row = staticmethod(codebooks.add_code)
    change_row = staticmethod(codebooks.change_code)
    remove_row = staticmethod(codebooks.delete_code)

    def get_fields(self, request, obj=None):
        return ["codebook", *self.editable] if obj is None else super().get_fields(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else self.shown

    def has_add_permission(self, request):
        return admin.ModelAdmin.has_add_permission(self, request)

    def has_change_permission(self, request, obj=None):
        is_draft = obj is None or obj.codebook.state == Codebook.State.DRAFT
        return is_draft and super().has_change_permission(request, obj)


@admin.register(Comment)
class CommentAdmin(ServiceAdmin):
    """Comments. Only the author may change one; an editor may delete it."""

    list_display = ("text", "about", "author", "created")
    search_fields = ("text", "author__username", "=id")
    ordering = ("-id",)
    editable = ("text",)
    shown = ("about", "author", "parent", *STANDING)
    remove_row = staticmethod(comments.delete_comment)

    @staticmethod
    def change_row(said, values, **why):
        return comments.change_comment(said, values.get("text", said.text), **why)

    def get_queryset(self, request):
        rows = super().get_queryset(request).filter(deleted=None)
        targets = ("article", "annotation", *TARGETS)
        return rows.select_related("author", "parent", *targets).defer(
            *(f"article__{name}" for name in SEARCHED)
        )

    @admin.display(description=_("about"))
    def about(self, obj):
        """The record or the text that it is about; passages are not quoted here."""
        return _("a passage") if obj.on_type == "annotation" else obj.target

    def has_change_permission(self, request, obj=None):
        may = obj is None or comments.may_change_comment(obj, request.user)
        return may and super().has_change_permission(request, obj)
