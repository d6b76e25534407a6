"""Actors, their names and relations."""

from django.contrib import admin

from ctplatform.curation.admin import ChildInline
from incidents import models
from incidents.admin.base import RecordAdmin, RowAdmin


class AliasInline(ChildInline):
    model = models.ActorAlias


class RelationInline(ChildInline):
    model = models.ActorRelation
    fk_name = "subject"


@admin.register(models.Actor)
class ActorAdmin(RecordAdmin):
    list_display = ("name", "other_names", "kind", "country", "state", "project", "updated")
    list_filter = ("state", "kind", "project")
    list_select_related = ("project",)
    inlines = (AliasInline, RelationInline)


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
