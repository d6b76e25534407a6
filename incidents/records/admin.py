"""Base classes shared by the register's admin pages."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from ctplatform.access.export_rights import passed_on
from ctplatform.curation.admin import CuratedAdmin
from ctplatform.exchange.registry import find_format, formats_of, offered_formats
from ctplatform.exchange.streaming import stream_rows
from ctplatform.record_types.registry import record_type_of
from ctplatform.search.folding import fold


class FoldedSearch:
    """Search in `search_text`: every word must occur, ignoring case and accents."""

    search_fields = ("search_text",)
    ordering = ("search_text", "id")

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))


class FormatForm(forms.Form):
    """A choice among the export formats of one kind of record (`noun`, such as "incidents")."""

    format = forms.ChoiceField(label=_("Format"))

    def __init__(self, *args, noun, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [
            (each.name, f"{each.label} (.{each.extension})") for each in offered_formats(noun)
        ]


class Exports:
    """Mixin: export the selected records in the formats that the pages and the API offer."""

    @property
    def export_of(self):
        return record_type_of(self.model).noun

    def get_actions(self, request):
        found = super().get_actions(request)
        if not formats_of(self.export_of):
            found.pop("export_selected", None)
        return found

    def _refused(self, form, rows):
        """Whether the format cannot hold these rows, which becomes an error of the form."""
        why = find_format(self.export_of, form.cleaned_data["format"]).why_refused(rows)
        if why:
            form.add_error("format", why)
        return bool(why)

    @admin.action(description=_("Export the selected…"), permissions=["view"])
    def export_selected(self, request, queryset):
        """Show counts and ask for the format; then stream what the user may export."""
        rows = self.model.objects.visible_to(request.user).filter(pk__in=queryset.values("pk"))
        leaving = passed_on(rows, request.user).order_by("id")
        form = FormatForm(request.POST if "sent" in request.POST else None, noun=self.export_of)
        if form.is_valid() and not self._refused(form, leaving):
            chosen = find_format(self.export_of, form.cleaned_data["format"])
            return stream_rows(leaving, chosen, self.export_of, request, self.export_of)
        total, n = rows.count(), leaving.count()
        if not n:
            text = _("You may not export any of the selected records.")
            self.message_user(request, text, messages.ERROR)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export"),
            "action": "export_selected",
            "opts": self.opts,
            "form": form,
            "n": n,
            "kept": total - n,
            "checkbox": ACTION_CHECKBOX_NAME,
            "ticked": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(request, "incidents/records/admin_export.html", context)


class RecordAdmin(Exports, FoldedSearch, CuratedAdmin):
    """The admin of a top-level record, with a link to its page."""

    date_hierarchy = "updated"
    actions = ("publish_selected", "set_field", "merge_selected", "export_selected")

    def view_on_site(self, obj):
        return record_type_of(obj).address_of(obj.pk)


class RowAdmin(CuratedAdmin):
    """The admin of a child row, which follows the state of its parent record."""

    list_filter = ()
    ordering = ("-id",)
    actions = ()

    def view_on_site(self, obj):
        record = obj.parent_record
        return record_type_of(record).address_of(record.pk)
