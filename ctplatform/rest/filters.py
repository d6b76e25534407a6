"""Filters that refuse unknown parameters: a mistyped filter must not show everything."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as django_filters
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ParseError
from rest_framework.exceptions import ValidationError as Invalid

from ctplatform.rest.requests.parsing import check_text

PAGING = {"cursor", "page_size", "ordering"}


class MomentField(django_filters.IsoDateTimeFilter.field_class):
    """A time that every database can compare: in UTC it is within the years 1 to 9999."""

    def to_python(self, value):
        moment = super().to_python(value)
        try:
            return moment and moment.astimezone(datetime.UTC)
        except OverflowError as error:
            raise ValidationError(_("This time is out of range.")) from error


class MomentFilter(django_filters.IsoDateTimeFilter):
    field_class = MomentField


UPDATED_SINCE = OpenApiParameter("updated_since", datetime.datetime, description="Changed since.")


def changed_since(request, rows, column):
    """Rows whose time in `column` is at or after `updated_since`; all if it is not given."""
    given = request.query_params.get("updated_since")
    if not given:
        return rows
    try:
        moment = MomentField().clean(given)
    except ValidationError as error:
        raise Invalid({"?updated_since": error.messages}) from error
    return rows.filter(**{f"{column}__gte": moment})


class FilterSet(django_filters.FilterSet):
    """Base class: filters references by id rather than by a choice of rows, and checks times.

    A choice answers 400 for ids that do not exist and no rows for hidden ones, and so reveals which
    exist. Every list has `updated_since`; a model without `updated` overrides its column. `filters`
    are those that the query names and those in `always`, and so is the form; `base_filters` of the
    class are all. `always` names the filters for which the form reports errors when they are left
    out.
    """

    updated_since = MomentFilter("updated", "gte", label=_("Changed since"))

    FILTER_DEFAULTS = django_filters.FilterSet.FILTER_DEFAULTS | {
        models.ForeignKey: {"filter_class": django_filters.UUIDFilter},
        models.OneToOneField: {"filter_class": django_filters.UUIDFilter},
        models.DateTimeField: {"filter_class": MomentFilter},
    }

    always = ()

    def __init__(self, data=None, queryset=None, **options):
        # To copy all filters and make a form field of each takes a fifth of an answer.
        named = {*(data or ()), *self.always}
        self.base_filters = {
            name: each for name, each in self.base_filters.items() if name in named
        }
        super().__init__(data, queryset, **options)


class StrictFilterBackend(django_filters.DjangoFilterBackend):
    """django-filter, but an unknown parameter or a NUL character is answered with 400."""

    def filter_queryset(self, request, queryset, view):
        filterset = self.get_filterset_class(view, queryset)
        known = {*(filterset.base_filters if filterset else ())}
        known |= {*getattr(view, "extra_parameters", ())}
        if getattr(view, "pagination_class", None) is not None:
            known |= PAGING
        check_parameters(request, known)
        try:
            return super().filter_queryset(request, queryset, view)
        except Invalid as error:
            raise Invalid({f"?{name}": text for name, text in error.detail.items()}) from error
        except ValidationError as error:
            raise Invalid({"?": error.messages}) from error


def check_parameters(request, known):
    """Raise a 400 for a query parameter that this URL does not define."""
    for name, values in request.query_params.lists():
        if name not in known:
            names = ", ".join(sorted(known)) or "none"
            raise Invalid({f"?{name}": f"Unknown parameter. Known: {names}."})
        for value in values:
            try:
                check_text(value)
            except ParseError as error:
                raise Invalid({f"?{name}": error.detail}) from error
            if len(value) > 2000:
                raise Invalid({f"?{name}": "Longer than 2,000 characters."})
