"""Series in the admin."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.markings.forms import KeepsMarking
from ctplatform.web.brief_lists import BriefList
from incidents.series.models.series import Series
from incidents.series.services import (
    SERIES_FIELDS,
    change_series,
    create_series,
    delete_series,
    request_rebuild,
)


class SeriesForm(KeepsMarking, forms.ModelForm):
    """Form of a series; the service saves the widened ends and the checked definitions."""

    class Meta:
        model = Series
        fields = ("project", *SERIES_FIELDS)


@admin.register(Series)
class SeriesAdmin(BriefList, VisibleChoices, admin.ModelAdmin):
    """Series; saving one recounts it from scratch in the background."""

    form = SeriesForm
    list_display = (
        "title",
        "measure",
        "bucket",
        "group_by",
        "start",
        "end",
        "project",
        "recounted",
    )
    list_filter = ("measure", "bucket", "group_by", "project")
    list_select_related = ("project",)
    search_fields = ("title",)
    ordering = ("title", "id")
    actions = ("count_again",)

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else ("project",)

    def save_model(self, request, obj, form, change):
        values = {name: form.cleaned_data[name] for name in SERIES_FIELDS}
        if change:
            change_series(obj, values, by=request.user)
        else:
            project = form.cleaned_data["project"]
            obj.pk = create_series(by=request.user, project=project, **values).pk

    def delete_model(self, request, obj):
        delete_series(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for series in queryset:
            delete_series(series, by=request.user)

    @admin.action(description=_("Count again from scratch"), permissions=["change"])
    def count_again(self, request, queryset):
        for series in queryset.select_related("project"):
            request_rebuild(series, by=request.user)
        self.message_user(request, _("They are being counted."))

    def view_on_site(self, obj):
        return f"/figures/{obj.pk}/"
