"""The register in the admin: every write passes the door, rows are read inside their record."""

from django import forms
from django.contrib import admin
from django.db import models as django_models
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.admin import ChildInline, CuratedAdmin, CuratedForm
from ctplatform.folding import fold
from incidents import models, services, vocabularies
from incidents.models.facts import choices


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


class ParticipationInline(ChildInline):
    model = models.Participation


class CasualtyEstimateInline(ChildInline):
    model = models.CasualtyEstimate


class ResponsibilityInline(ChildInline):
    model = models.ResponsibilityStatement


class AliasInline(ChildInline):
    model = models.ActorAlias


class RelationInline(ChildInline):
    model = models.ActorRelation
    fk_name = "subject"


class JudgementInline(ChildInline):
    model = models.Judgement


class IncidentForm(CuratedForm):
    attack_types = forms.MultipleChoiceField(
        choices=choices(vocabularies.ATTACK_TYPES),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Three at most."),
    )

    def clean_attack_types(self):
        return self.cleaned_data["attack_types"] or None


@admin.register(models.Incident)
class IncidentAdmin(RecordAdmin):
    form = IncidentForm
    ordering = ("-id",)
    list_display = ("title", "date", "country", "record_kind", "state", "project", "updated")
    list_filter = ("state", "record_kind", "lifecycle", "project", "country")
    list_select_related = ("project",)
    autocomplete_fields = ("place",)
    inlines = (ParticipationInline, CasualtyEstimateInline, ResponsibilityInline)


@admin.register(models.Actor)
class ActorAdmin(RecordAdmin):
    list_display = ("name", "other_names", "kind", "country", "state", "project", "updated")
    list_filter = ("state", "kind", "project")
    list_select_related = ("project",)
    inlines = (AliasInline, RelationInline)


@admin.register(models.Assessment)
class AssessmentAdmin(RecordAdmin):
    list_display = ("__str__", "kind", "likelihood", "confidence", "horizon", "state", "project")
    list_filter = ("state", "kind", "likelihood", "confidence", "project")
    list_select_related = ("project",)
    autocomplete_fields = ("holder", "parent")
    inlines = (JudgementInline,)


@admin.register(models.Place)
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


@admin.register(models.Participation)
class ParticipationAdmin(RowAdmin):
    list_display = ("incident", "actor", "role", "certainty", "updated")
    list_filter = ("role", "certainty", "incident__project")
    list_select_related = ("incident", "actor")
    search_fields = ("incident__search_text", "actor__search_text")
    autocomplete_fields = ("incident", "actor")


@admin.register(models.CasualtyEstimate)
class CasualtyEstimateAdmin(RowAdmin):
    list_display = ("incident", "kind", "group", "low", "best", "high", "stated", "updated")
    list_filter = ("kind", "qualifier", "incident__project")
    list_select_related = ("incident",)
    search_fields = ("incident__search_text", "stated")
    autocomplete_fields = ("incident",)


@admin.register(models.ResponsibilityStatement)
class ResponsibilityAdmin(RowAdmin):
    list_display = ("incident", "speaker", "kind", "about", "date", "updated")
    list_filter = ("kind", "incident__project")
    list_select_related = ("incident", "speaker", "about")
    search_fields = ("incident__search_text", "speaker__search_text")
    autocomplete_fields = ("incident", "speaker", "about")


@admin.register(models.ActorAlias)
class ActorAliasAdmin(RowAdmin):
    list_display = ("text", "actor", "kind", "language")
    list_filter = ("kind", "actor__project")
    list_select_related = ("actor",)
    search_fields = ("text", "actor__search_text")
    autocomplete_fields = ("actor",)


@admin.register(models.ActorRelation)
class ActorRelationAdmin(RowAdmin):
    list_display = ("subject", "kind", "object", "polarity", "status", "date")
    list_filter = ("kind", "status", "polarity", "subject__project")
    list_select_related = ("subject", "object")
    search_fields = ("subject__search_text", "object__search_text")
    autocomplete_fields = ("subject", "object")


@admin.register(models.Judgement)
class JudgementAdmin(RowAdmin):
    list_display = ("date", "assessment", "likelihood", "probability", "confidence", "created_by")
    list_filter = ("likelihood", "confidence", "assessment__project")
    list_select_related = ("assessment", "created_by")
    search_fields = ("assessment__search_text", "note")
    autocomplete_fields = ("assessment",)
    date_hierarchy = "date"


class SeriesForm(forms.ModelForm):
    """The widened ends and the checked definitions are the service's to save."""

    class Meta:
        model = models.Series
        fields = ("project", *services.SERIES_FIELDS)


@admin.register(models.Series)
class SeriesAdmin(admin.ModelAdmin):
    """Definitions of series. Saving one has it counted from scratch, in the background."""

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

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None else ("project",)

    def save_model(self, request, obj, form, change):
        values = {name: form.cleaned_data[name] for name in services.SERIES_FIELDS}
        if change:
            services.change_series(obj, values, by=request.user)
        else:
            project = form.cleaned_data["project"]
            obj.pk = services.create_series(by=request.user, project=project, **values).pk

    def delete_model(self, request, obj):
        services.delete_series(obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for series in queryset:
            services.delete_series(series, by=request.user)

    @admin.action(description=_("Count again from scratch"), permissions=["change"])
    def count_again(self, request, queryset):
        for series in queryset.select_related("project"):
            services.request_rebuild(series, by=request.user)
        self.message_user(request, _("They are being counted."))

    def view_on_site(self, obj):
        return f"/figures/{obj.pk}/"
