"""Admin of links; all changes go through services."""

from django.contrib import admin

from annotations.annotations.admin import QuotingAdmin
from annotations.articles.admin import STANDING
from annotations.links.models.child_rows import NAMED_ROWS
from annotations.links.models.links import TARGETS, PassageLink
from annotations.links.services import links
from ctplatform.curation.admin.service_rows import (
    SeenVersionForm,
)


class LinkForm(SeenVersionForm):
    """Offers the rows of the link's own record, one of which it may name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in NAMED_ROWS.keys() & self.fields.keys():
            field, kind = self.fields[name], NAMED_ROWS[name]
            rows = kind.rows_of(self.instance.target).values("pk")
            field.queryset = field.queryset.filter(pk__in=rows).select_related(*kind.ends)
            field.label_from_instance = kind.title_of


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
