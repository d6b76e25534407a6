"""Filters of incidents by where charts and maps draw them: a bar, a circle, a shaded country."""

import django_filters as filters
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.forms import CharField
from django.utils.translation import gettext_lazy as _

from incidents.countries import countries
from incidents.events.queries.actor_activity import in_year
from incidents.events.queries.map_clusters import read_box, spots_within, within_country_alone
from incidents.events.queries.map_periods import dated_across, dated_within
from incidents.records.filters import RecordFilter
from incidents.records.models import read_date


class BoxField(CharField):
    """Four numbers, read as a Box (see events.queries.map_clusters)."""

    def clean(self, value):
        try:
            return read_box(super().clean(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class BoxFilter(filters.CharFilter):
    field_class = BoxField


class PeriodField(CharField):
    """A date with a beginning and an end (EDTF), read as (first day, last day)."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        date = read_date(text)
        if not date or not date.earliest or not date.latest:
            text = _(
                "Write a period with a beginning and an end, such as 2015-03 or 2015-01/2015-03."
            )
            raise ValidationError(text)
        return date.earliest, date.latest


class PeriodFilter(filters.CharFilter):
    field_class = PeriodField


class DrawnFilter(RecordFilter):
    """Filters of incidents by the place in a chart or map where they are drawn.

    `year` keeps the incidents in the bar of a year, `box` (south,west,north,east) those that the
    map draws within it, and `country_alone` those for which it shades the country; positions are as
    exact as the user may see them. `dated_in` (EDTF) keeps those that were certainly in a period,
    which the map through time draws, and `dated_across` those that may have been in it or not.
    """

    year = filters.NumberFilter(
        label=_("May have happened in the year"),
        method="drawn_in_year",
        min_value=1,
        max_value=9999,
        decimal_places=0,
    )
    box = BoxFilter(label=_("Drawn on the map within"), method="drawn_within", max_length=200)
    country_alone = filters.ChoiceFilter(
        choices=countries.country_choices(), label=_("Only the country is known"), method="shaded"
    )

    dated_in = PeriodFilter(label=_("Dated within"), method="drawn_in_period", max_length=60)
    dated_across = PeriodFilter(
        label=_("May have been within"), method="not_drawn_in_period", max_length=60
    )

    @property
    def reader(self):
        return getattr(self.request, "user", None) or AnonymousUser()

    def drawn_in_year(self, rows, name, value):
        return rows.filter(*in_year(int(value)))

    def drawn_in_period(self, rows, name, value):
        return rows.filter(dated_within(*value))

    def not_drawn_in_period(self, rows, name, value):
        return rows.filter(dated_across(*value))

    def drawn_within(self, rows, name, value):
        return rows.filter(spots_within(rows, self.reader, value))

    def shaded(self, rows, name, value):
        return rows.filter(within_country_alone(rows, self.reader, value))
