"""Admin of codebooks and codes; all changes go through services."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from annotations.articles.admin import STANDING
from annotations.codebooks import services as codebooks
from annotations.codebooks.models import Code, Codebook
from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.curation.admin.service_rows import (
    ReadOnlyAdmin,
    ServiceAdmin,
    act_on_each,
)


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
        "label",
        "slug",
        "parent",
        "definition",
        "guidance",
        "colour",
        "is_codable",
        "key",
        "sort",
    )
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
