"""Admin of actors, their names, kinds, sizes and relations."""

from ctplatform.curation.admin import ChildInline
from incidents.actors.models.relations import ActorRelation
from incidents.actors.models.rows import ActorAlias, ActorKindPeriod, ActorSizeEstimate
from incidents.records.admin import RecordAdmin, RowAdmin


class AliasInline(ChildInline):
    model = ActorAlias


class KindPeriodInline(ChildInline):
    model = ActorKindPeriod


class SizeEstimateInline(ChildInline):
    model = ActorSizeEstimate


class RelationInline(ChildInline):
    model = ActorRelation
    fk_name = "subject"


class ActorAdmin(RecordAdmin):
    list_display = ("name", "other_names", "kind", "country", "state", "project", "updated")
    list_filter = ("state", "kind", "person_sensitivity", "project")
    list_select_related = ("project",)
    inlines = (AliasInline, KindPeriodInline, SizeEstimateInline, RelationInline)


class ActorAliasAdmin(RowAdmin):
    list_display = ("text", "actor", "kind", "language", "script", "ambiguous")
    list_filter = ("kind", "ambiguous", "script", "actor__project")
    list_select_related = ("actor",)
    search_fields = ("text", "actor__search_text")
    autocomplete_fields = ("actor",)


class ActorRelationAdmin(RowAdmin):
    list_display = (
        "subject",
        "phrase",
        "object",
        "place",
        "status",
        "said_by",
        "date",
    )
    list_filter = ("kind", "status", "polarity", "subject__project")
    list_select_related = ("subject", "object", "place", "claimant")
    search_fields = ("subject__search_text", "object__search_text", "claimant_words")
    autocomplete_fields = ("subject", "object", "place", "claimant")


class ActorKindPeriodAdmin(RowAdmin):
    list_display = ("actor", "kind", "date", "updated")
    list_filter = ("kind", "actor__project")
    list_select_related = ("actor",)
    search_fields = ("actor__search_text",)
    autocomplete_fields = ("actor",)


class ActorSizeEstimateAdmin(RowAdmin):
    list_display = ("actor", "date", "figures", "unit", "stated", "source")
    list_filter = ("unit", "actor__project")
    list_select_related = ("actor", "source")
    search_fields = ("actor__search_text", "stated")
    autocomplete_fields = ("actor", "source")
