"""Show each passage about a record beside the field it is about, on the record's admin page."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.registry import kind_of
from ctplatform.curation.writing.evidence import passages_about


class ShowsPassages:
    """Mixin for the admin page of a curated model. Child rows use the passages of their record."""

    @property
    def rests_on_passages(self):
        return kind_of(self.model).parent is None

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is not None and self.rests_on_passages:
            found.said = passages_about(found, request.user)
        return found

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form of a record, with the passages about each field in the field's help text."""
        form = super().get_form(request, obj, change, **kwargs)
        said = getattr(obj, "said", None)
        if not said:
            return form

        class FormWithPassages(form):
            def __init__(self, *args, **options):
                super().__init__(*args, **options)
                for name in said.keys() & self.fields.keys():
                    field = self.fields[name]
                    field.help_text = format_html("{} {}", field.help_text, listed(said[name]))

        return FormWithPassages

    @admin.display(description=_("of other fields, and of the record as a whole"))
    def other_passages(self, obj):
        """The passages about fields that are not on the form, and about the whole record."""
        shown = set(kind_of(self.model).editable)
        names = [name for name in getattr(obj, "said", {}) if name not in shown]
        if not names:
            return _("None.")
        rows = ((self._label(obj, name), listed(obj.said[name])) for name in names)
        return format_html_join("", "<p>{}</p>{}", rows)

    @staticmethod
    def _label(obj, name):
        return obj.passage_fields.get(name, name) if name else _("The record as a whole")


def listed(passages) -> str:
    """Passages as an HTML list: stance, quote, source and grade."""
    return format_html(
        "<ul>{}</ul>",
        format_html_join(
            "",
            '<li>{}: <q dir="auto">{}</q> <a href="{}">{}</a> {}</li>',
            (
                (
                    row.stance_label or row.stance,
                    row.quote,
                    row.url,
                    row.source or row.url,
                    row.grade,
                )
                for row in passages
            ),
        ),
    )
