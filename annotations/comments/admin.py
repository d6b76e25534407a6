"""Admin of comments; all changes go through services."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from annotations.articles.admin import SEARCHED, STANDING
from annotations.comments import services as comments
from annotations.comments.models import Comment
from annotations.links.models.links import TARGETS
from ctplatform.curation.admin.service_rows import (
    ServiceAdmin,
)


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
