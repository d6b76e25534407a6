"""Admin of region sets: named sets of countries."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.web.brief_lists import BriefList
from incidents.countries.country_fields import CountriesField
from incidents.regions import services as regions_services
from incidents.regions.models import RegionSet


class RegionSetAdminForm(forms.ModelForm):
    """The form of a project's set; the service saves it."""

    countries = CountriesField(label=_("Countries"), required=True, empty=[], ordered=True)

    class Meta:
        model = RegionSet
        fields = ("project", "key", "name", "countries", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "project" in self.fields:
            self.fields["project"].required = True


@admin.register(RegionSet)
class RegionSetAdmin(BriefList, VisibleChoices, admin.ModelAdmin):
    """Region sets of projects. Shared sets are loaded by set-up and are read-only here."""

    form = RegionSetAdminForm
    list_display = ("name", "key", "project", "number_of_countries", "version", "updated")
    list_filter = ("project",)
    list_select_related = ("project",)
    search_fields = ("name", "key")
    ordering = ("name", "id")
    actions = None

    @admin.display(description=_("countries"))
    def number_of_countries(self, obj):
        return len(obj.countries)

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else ("project", "key")

    def has_change_permission(self, request, obj=None):
        is_shared = obj is not None and obj.project_id is None
        return super().has_change_permission(request, obj) and not is_shared

    def has_delete_permission(self, request, obj=None):
        is_shared = obj is not None and obj.project_id is None
        return super().has_delete_permission(request, obj) and not is_shared

    def save_model(self, request, obj, form, change):
        names = [name for name in form.cleaned_data if name != "project"]
        values = {name: form.cleaned_data[name] for name in names}
        if change:
            regions_services.change_region_set(obj, values, by=request.user)
        else:
            project = form.cleaned_data["project"]
            found = regions_services.create_region_set(by=request.user, project=project, **values)
            obj.pk = found.pk

    def delete_model(self, request, obj):
        regions_services.delete_region_set(obj, by=request.user)

    def view_on_site(self, obj):
        return f"/region-sets/?project={obj.project.slug}" if obj.project_id else "/region-sets/"
