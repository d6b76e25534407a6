"""Filters of warnings."""

import django_filters as filters
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.findings.parts.behind import warnings_of_part
from incidents.findings.vocabulary import WARNING_PARTS
from incidents.records.filters import RecordFilter, SourcedFilter, TermFilter
from incidents.records.models import term_choices
from incidents.series.models.series import Series
from incidents.warnings.models import Warning


class OfSeriesForm(forms.Form):
    """Refuses a finding without the series that it is of."""

    def clean(self):
        given = super().clean()
        if given.get("finding") and not given.get("series"):
            self.add_error("finding", _("Give the series that this finding is of."))
        return given


class WarningFilter(RecordFilter):
    """All filters of warnings.

    `series` keeps those about incidents that certainly lie in a series; with `finding`
    (WARNING_PARTS), those that its finding on warnings counts as that.
    """

    facets = {
        "state": "state",
        "heeded": "heeded",
        "specificity": "specificity",
        "channel": "channel",
        "recipient_position": "recipient_position",
        "unsourced": "",
    }
    unsourced = SourcedFilter()
    heeded = TermFilter(vocabularies.WARNING_OUTCOMES, _("Heeded"))
    specificity = TermFilter(vocabularies.WARNING_SPECIFICITIES, _("How specific"))
    channel = TermFilter(vocabularies.WARNING_CHANNELS, _("Channel"))
    recipient_position = TermFilter(vocabularies.RECIPIENT_POSITIONS, _("Recipient's position"))
    incident = filters.UUIDFilter(label=_("About"))
    issuer = filters.UUIDFilter(label=_("Issued by"))
    recipient = filters.UUIDFilter(label=_("Given to"))

    series = filters.UUIDFilter(label=_("About incidents of the series"), method="of_series")
    finding = filters.ChoiceFilter(
        choices=term_choices(WARNING_PARTS),
        label=_("As a finding of the series counts it"),
        method="with_series",
    )

    class Meta:
        model = Warning
        fields = []
        form = OfSeriesForm

    def of_series(self, rows, name, value):
        user = getattr(self.request, "user", None) or AnonymousUser()
        series = Series.objects.visible_to(user).filter(pk=value).first()
        if series is None:
            return rows.none()
        part = self.form.cleaned_data.get("finding") or "warning_of_member"
        return rows.filter(pk__in=warnings_of_part(series, part).order_by().values("pk"))

    def with_series(self, rows, name, value):
        return rows  # `of_series` applies both
