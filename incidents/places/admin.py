"""Admin of places; shared ones, which set-up loads, cannot be changed here."""

from incidents.records.admin import RecordAdmin


class PlaceAdmin(RecordAdmin):
    list_display = ("name", "kind", "parent", "country", "lat", "lon", "state", "project")
    list_filter = ("state", "kind", "project")
    list_select_related = ("project", "parent")
    autocomplete_fields = ("parent",)

    def has_change_permission(self, request, obj=None):
        shared = obj is not None and obj.project_id is None
        return not shared and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        shared = obj is not None and obj.project_id is None
        return not shared and super().has_delete_permission(request, obj)
