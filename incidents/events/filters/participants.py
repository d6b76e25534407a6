"""Filters of incidents by participants, and by how a series counts them."""

import django_filters as filters
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.events.models.membership import SeenBy, membership_of
from incidents.findings.parts.behind import incidents_of_part, part_in_words
from incidents.findings.vocabulary import INCIDENT_PARTS
from incidents.records.filters import RecordFilter, TermFilter
from incidents.records.models import term_choices
from incidents.series.list_filters import GroupFilter
from incidents.series.models.series import Series
from incidents.series.queries.behind import Point, point_in_words, rows_behind
from incidents.series.queries.left_out import rows_by_reason


class TogetherForm(forms.Form):
    """Refuses filters that only make sense together with another one."""

    def clean(self):
        given = super().clean()
        if given.get("bucket") and not given.get("series"):
            self.add_error("bucket", _("Give the series that this period belongs to."))
        if given.get("finding") and not given.get("series"):
            self.add_error("finding", _("Give the series that this finding is of."))
        if given.get("finding") and (given.get("bucket") or given.get("reason")):
            self.add_error("finding", _("Give a finding, or a bucket or reason, not both."))
        if given.get("group") and not (given.get("bucket") or given.get("finding")):
            self.add_error(
                "group", _("A group is one of a bucket or a finding: name one of these too.")
            )
        if given.get("reason") and given.get("bucket"):
            self.add_error("reason", _("Give a reason or a bucket, not both."))
        return given


class ParticipantFilter(RecordFilter):
    """Filters of incidents by participants and by series.

    `actor` keeps incidents in which an actor takes part, in any role; `role`, `certainty` and
    `branches` (which actors count with it) narrow or widen that, and apply to the same
    participation.
    `series` keeps what a series counts; with `reason`, what it leaves out or counts in part for
    that reason (SERIES_REASONS); with `bucket` (any day in it) and `group` (such as
    a country code or an actor's id; empty for the total), what one point of it counts; with
    `finding` (INCIDENT_PARTS) and `group`, what a finding of it counts as that.
    """

    actor = filters.UUIDFilter(label=_("Actor"), method="asked_together")
    role = TermFilter(vocabularies.PARTICIPATION_ROLES, _("Role"), method="asked_together")
    certainty = TermFilter(
        vocabularies.PARTICIPATION_CERTAINTIES,
        _("Certainty of participation"),
        method="asked_together",
    )
    branches = filters.ChoiceFilter(
        choices=term_choices(vocabularies.BRANCHES),
        label=_("Counted with the actor"),
        method="asked_together",
    )
    series = filters.UUIDFilter(label=_("Counted by the series"), method="asked_together")
    reason = filters.ChoiceFilter(
        choices=term_choices(vocabularies.SERIES_REASONS),
        label=_("How the series counts it"),
        method="asked_together",
    )

    bucket = filters.DateFilter(label=_("In the series' bucket of"), method="asked_together")
    finding = filters.ChoiceFilter(
        choices=term_choices(INCIDENT_PARTS),
        label=_("As a finding of the series counts it"),
        method="asked_together",
    )
    group = GroupFilter(label=_("In the series' group"), method="asked_together")

    class Meta:
        form = TogetherForm

    def asked_together(self, rows, name, value):
        """Do nothing: `filter_queryset` applies these filters together."""
        return rows

    def filter_queryset(self, rows):
        """Apply the filters by participation and by series."""
        rows, asked = super().filter_queryset(rows), self.form.cleaned_data
        user = getattr(self.request, "user", None) or AnonymousUser()
        if asked.get("series"):
            rows = of_series_as_asked(rows, asked, user)
        if not any(asked.get(name) for name in ("actor", "role", "certainty")):
            return rows
        membership = membership_of(
            [asked["actor"]] if asked.get("actor") else [],
            SeenBy(user),
            roles=asked.get("role") or (),
            certainties=asked.get("certainty") or (),
            branches=asked.get("branches"),
        )
        return rows.filter(membership.condition())


def _point_of(asked) -> Point | None:
    day = asked.get("bucket")
    return Point(day, asked.get("group") or "") if day else None


def of_series_as_asked(rows, asked, user):
    """The incidents that a series treats as these filters ask; none if it is hidden."""
    pk, part = asked["series"], asked.get("finding")
    if not part:
        return of_series(rows, pk, asked.get("reason") or "counted", user, _point_of(asked))
    series = Series.objects.visible_to(user).filter(pk=pk).first()
    if series is None or series.record_type != "incident":
        return rows.none()
    found = incidents_of_part(series, part, asked.get("group") or "")
    return rows.filter(pk__in=found.order_by().values("pk"))


def of_series(rows, pk, reason, user, point=None):
    """The incidents that a series (its id) treats for this reason, or that a point of it counts.

    Returns no rows if the series is hidden from the user, or counts other records.
    """
    series = Series.objects.visible_to(user).filter(pk=pk).first()
    if series is None or series.record_type != "incident":
        return rows.none()
    found = rows_behind(series, point) if point else rows_by_reason(series).get(reason)
    return rows.none() if found is None else rows.filter(pk__in=found.order_by().values("pk"))


def series_in_words(asked, user) -> str:
    """What a list shows of a series: “Attacks by country: Mali, March 2024”; "" for all of it."""
    point, part = _point_of(asked) if asked.get("series") else None, asked.get("finding")
    if point is None and not part:
        return ""
    series = Series.objects.visible_to(user).filter(pk=asked["series"]).first()
    if series is None:
        return ""
    if point is not None:
        return point_in_words(series, point, user)
    return part_in_words(series, part, asked.get("group") or "", user)
