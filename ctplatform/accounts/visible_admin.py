"""Limit the rows and choices of the admin to those that the user may see."""

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path


def visible_rows(model, user):
    """The rows of a model that the user may see; all rows of a model without `visible_to`."""
    rows = model._default_manager.all()
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows


class VisibleRelatedFilter(admin.RelatedFieldListFilter):
    """A filter by a related row that lists only visible rows."""

    def field_choices(self, field, request, model_admin):
        ordering = self.field_admin_ordering(field, request, model_admin)
        shown = visible_rows(field.remote_field.model, request.user)
        chosen = {"pk__in": shown.values("pk")}
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=chosen)


class VisibleChoices:
    """Mixin of admin pages and inlines: limits rows and related choices to visible ones.

    An autocomplete reads its rows from the admin page of their model, which has this mixin too.
    """

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return self._visible(field, request)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        return self._visible(field, request)

    def _visible(self, field, request):
        """Limit the choices of a field to visible rows; any other value is refused as unknown."""
        if field is not None and hasattr(field.queryset, "visible_to"):
            field.queryset = field.queryset.visible_to(request.user)
        return field

    def get_list_filter(self, request):
        return [self._filter(item) for item in super().get_list_filter(request)]

    def _filter(self, item):
        if not isinstance(item, str):
            return item
        field = get_fields_from_path(self.model, item)[-1]
        return (item, VisibleRelatedFilter) if field.is_relation else item
