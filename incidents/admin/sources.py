"""Sources."""

from django.contrib import admin
from django.db import models as django_models

from incidents import models, services
from incidents.admin.base import FoldedSearch


@admin.register(models.Source)
class SourceAdmin(FoldedSearch, admin.ModelAdmin):
    """Not curated, so changed at once; its maker and editors may."""

    list_display = ("name", "kind", "reliability", "url", "project", "updated")
    list_filter = ("kind", "reliability", "project")
    list_select_related = ("project",)
    fields = ("project", *services.SOURCE_FIELDS)
    formfield_overrides = {django_models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else ("project",)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        values = {name: form.cleaned_data[name] for name in services.SOURCE_FIELDS}
        if change:
            services.change_source(obj, values, by=request.user)
        else:
            project = form.cleaned_data["project"]
            obj.pk = services.create_source(by=request.user, project=project, **values).pk

    def view_on_site(self, obj):
        return f"/sources/{obj.pk}/"
