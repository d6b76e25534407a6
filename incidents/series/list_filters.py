"""Filters of lists of assessments and warnings by how a series counts them."""

import django_filters as filters
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.records.filters import RecordFilter
from incidents.records.models import term_choices
from incidents.series.models.series import Series
from incidents.series.queries.behind import Point, point_in_words, rows_behind
from incidents.series.queries.left_out import rows_by_reason
from incidents.series.queries.records.population import record_population


class GroupKeyField(forms.RegexField):
    """The group of a series point: a country code, an id, a term, a key, or a range."""

    def __init__(self, **options):
        super().__init__(r"^([A-Z]{2}|[0-9a-fA-F-]{36}|[a-z0-9][a-z0-9_ .+-]{0,59})$", **options)


class GroupFilter(filters.CharFilter):
    field_class = GroupKeyField


class CountedForm(forms.Form):
    """Refuses filters by series that only make sense together with another one."""

    def clean(self):
        given = super().clean()
        for name in ("bucket", "reason"):
            if given.get(name) and not given.get("series"):
                self.add_error(name, _("Give the series that this belongs to."))
        if given.get("group") and not given.get("bucket"):
            self.add_error("group", _("A group is one of a bucket: name that too."))
        if given.get("reason") and given.get("bucket"):
            self.add_error("reason", _("Give a reason or a bucket, not both."))
        return given


class CountedFilter(RecordFilter):
    """`series` keeps what a series of such records counts.

    With `reason` it keeps what the series leaves out or counts in part for that reason
    (SERIES_REASONS); with `bucket` (any day in it) and `group`, what one point of it counts.
    """

    series = filters.UUIDFilter(label=_("Counted by the series"), method="counted_together")
    reason = filters.ChoiceFilter(
        choices=term_choices(vocabularies.SERIES_REASONS),
        label=_("How the series counts it"),
        method="counted_together",
    )
    bucket = filters.DateFilter(label=_("In the series' bucket of"), method="counted_together")
    group = GroupFilter(label=_("In the series' group"), method="counted_together")

    class Meta:
        form = CountedForm

    def counted_together(self, rows, name, value):
        """Leave the rows as they are: `filter_queryset` applies these filters together."""
        return rows

    def filter_queryset(self, rows):
        """Apply the filters by series."""
        rows, asked = super().filter_queryset(rows), self.form.cleaned_data
        if not asked.get("series"):
            return rows
        user = getattr(self.request, "user", None) or AnonymousUser()
        series = shown_series(asked, user)
        return rows.none() if series is None else self.of_series_as_asked(rows, series, asked)

    def of_series_as_asked(self, rows, series, asked):
        """The rows that a series of such records treats as these filters ask."""
        return counted_as_asked(rows, series, asked)


def shown_series(asked, user) -> Series | None:
    """The series that the filters name, if the user may see it."""
    return Series.objects.visible_to(user).filter(pk=asked["series"]).first()


def counted_as_asked(rows, series, asked):
    """The rows that a series counts, or that one of its points or reasons has.

    There are none where the series counts other records.
    """
    if series.record_type == "incident" or record_population(series).model is not rows.model:
        return rows.none()
    point = point_of(asked)
    reason = asked.get("reason") or "counted"
    found = rows_behind(series, point) if point else rows_by_reason(series).get(reason)
    return rows.none() if found is None else rows.filter(pk__in=found.order_by().values("pk"))


def point_of(asked) -> Point | None:
    """The point of a series that the filters name."""
    day = asked.get("bucket")
    return Point(day, asked.get("group") or "") if day else None


def point_shown(asked, user) -> tuple[str, Series | None]:
    """(“Warnings by issuer: Mali, March 2024”, series) of a list; ("", None) for no point."""
    point = point_of(asked) if asked.get("series") else None
    series = shown_series(asked, user) if point else None
    return ("", None) if series is None else (point_in_words(series, point, user), series)
