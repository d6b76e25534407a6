"""Imports and pairs of possible duplicates in the admin; their services write them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ctplatform.accounts.visible_admin import VisibleChoices
from ctplatform.curation.admin.service_rows import (
    ReadOnlyAdmin,
    VersionedList,
    act_on_each,
    on_version_shown,
)
from ctplatform.web.brief_lists import BriefList
from incidents.duplicates.models.duplicates import SIDES, DuplicateSuggestion
from incidents.duplicates.services import dismiss_pair, reopen_pair
from incidents.events.models.dataset_ids import ExternalRecord
from incidents.imports.models import ImportFile, ImportMapping


class LookedAt(BriefList, VisibleChoices, ReadOnlyAdmin, admin.ModelAdmin):
    """Base class for rows that imports and the search for duplicates write."""

    list_per_page = 50
    ordering = ("-id",)


@admin.register(ImportFile)
class ImportFileAdmin(LookedAt):
    """Files to import from, kept as long as the jobs that read them (see Jobs)."""

    list_display = ("name", "size", "project", "created_by", "created")
    list_filter = ("project",)
    list_select_related = ("project", "created_by")
    search_fields = ("name", "sha256", "created_by__username")
    fields = ("name", "project", "size", "sha256", "created", "created_by")


@admin.register(ImportMapping)
class ImportMappingAdmin(LookedAt):
    """Saved meanings of columns; they are changed on the page of an import."""

    list_display = ("name", "project", "version", "updated")
    list_filter = ("project",)
    list_select_related = ("project",)
    search_fields = ("name",)


@admin.register(ExternalRecord)
class ExternalRecordAdmin(LookedAt):
    """The dataset and row that an incident came from, and what that row stated."""

    list_display = ("dataset", "external_id", "incident", "project")
    list_filter = ("project",)
    list_select_related = ("incident", "project")
    search_fields = ("external_id__iexact", "=import_job", "=incident__id")


@admin.register(DuplicateSuggestion)
class DuplicateSuggestionAdmin(VersionedList, LookedAt):
    """Two records that may be the same; merge them on their page or in the records' admin."""

    list_display = ("__str__", "noun", "percent", "because", "state", "project", "by", "at")
    list_filter = ("state", "project")
    list_select_related = ("project", "by", *SIDES)
    search_fields = tuple(f"{side}__search_text" for side in SIDES)
    ordering = ("-score", "id")
    actions = ("dismiss_selected", "reopen_selected")

    @admin.action(description=_("Not a duplicate"), permissions=["view"])
    def dismiss_selected(self, request, queryset):
        act_on_each(
            self, request, queryset, on_version_shown(dismiss_pair, request), _not_a_duplicate
        )

    @admin.action(description=_("Open the selected again"), permissions=["view"])
    def reopen_selected(self, request, queryset):
        act_on_each(self, request, queryset, on_version_shown(reopen_pair, request), _open_again)


def _not_a_duplicate(_pair):
    return _("Not a duplicate.")


def _open_again(_pair):
    return _("Open again.")
