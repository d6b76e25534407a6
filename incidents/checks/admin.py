"""Admin of checks."""

from ctplatform.curation.admin import ChildInline
from incidents.checks.models.stated_figures import CheckFigure
from incidents.records.admin import RecordAdmin, RowAdmin


class CheckFigureInline(ChildInline):
    model = CheckFigure


class CheckAdmin(RecordAdmin):
    list_display = ("claim", "comparison", "outcome", "override", "state", "project")
    list_filter = ("state", "comparison", "outcome", "project")
    list_select_related = ("project",)
    autocomplete_fields = ("incident", "actor", "assessment")
    inlines = (CheckFigureInline,)


class CheckFigureAdmin(RowAdmin):
    list_display = ("data_check", "source", "figures", "stated", "updated")
    list_filter = ("data_check__project",)
    list_select_related = ("data_check", "source")
    autocomplete_fields = ("data_check",)
