"""What the register's admin pages share."""

from ctplatform.curation.admin import CuratedAdmin
from ctplatform.folding import fold


class FoldedSearch:
    """Search as the pages do: every word, whatever its case and accents."""

    search_fields = ("search_text",)
    ordering = ("search_text", "id")

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))


class RecordAdmin(FoldedSearch, CuratedAdmin):
    """A top-level record, linked to its page."""

    date_hierarchy = "updated"

    def view_on_site(self, obj):
        return f"/{self.model._meta.model_name}s/{obj.pk}/"


class RowAdmin(CuratedAdmin):
    """A row of a record, which follows its parent's state."""

    list_filter = ()
    actions = ()

    def view_on_site(self, obj):
        record = obj.parent_record
        return f"/{record._meta.model_name}s/{record.pk}/"
