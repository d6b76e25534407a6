"""Admin of sources."""

from django.contrib import admin
from django.db import models as django_models

from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.web.brief_lists import BriefList
from incidents.records.admin import FoldedSearch
from incidents.sources.services import SOURCE_FIELDS, change_source, create_source


class SourceAdmin(BriefList, VisibleChoices, FoldedSearch, admin.ModelAdmin):
    """Sources are not curated: the creator and editors change them at once."""

    list_display = ("name", "kind", "reliability", "url", "repeats", "project", "updated")
    list_filter = ("kind", "reliability", "project")
    list_select_related = ("project", "repeats")
    autocomplete_fields = ("repeats",)
    fields = ("project", *SOURCE_FIELDS)
    formfield_overrides = {django_models.URLField: {"assume_scheme": "https"}}

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else ("project",)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        values = {name: form.cleaned_data[name] for name in SOURCE_FIELDS}
        if change:
            change_source(obj, values, by=request.user)
        else:
            project = form.cleaned_data["project"]
            obj.pk = create_source(by=request.user, project=project, **values).pk

    def view_on_site(self, obj):
        return f"/sources/{obj.pk}/"
