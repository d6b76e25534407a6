"""Filters of warnings."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from incidents import vocabularies
from incidents.findings.parts.behind import warnings_of_part
from incidents.findings.vocabulary import WARNING_PARTS
from incidents.records.filters import SourcedFilter, TermFilter
from incidents.records.models import term_choices
from incidents.series.list_filters import CountedFilter, CountedForm, counted_as_asked
from incidents.warnings.models import Warning


class OfSeriesForm(CountedForm):
    """Refuses a finding without the series that it is of, or together with a point."""

    def clean(self):
        given = super().clean()
        if given.get("finding") and (given.get("bucket") or given.get("reason")):
            self.add_error("finding", _("Give a finding, or a bucket or reason, not both."))
        if given.get("finding") and not given.get("series"):
            self.add_error("finding", _("Give the series that this finding is of."))
        return given


class WarningFilter(CountedFilter):
    """All filters of warnings.

    Of a series of incidents, `series` keeps the warnings about incidents that certainly lie in it;
    with `finding` (WARNING_PARTS), those that its finding on warnings counts as that.
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

    series = filters.UUIDFilter(
        label=_("Counted by the series, or about its incidents"), method="counted_together"
    )
    finding = filters.ChoiceFilter(
        choices=term_choices(WARNING_PARTS),
        label=_("As a finding of the series counts it"),
        method="counted_together",
    )

    class Meta:
        model = Warning
        fields = []
        form = OfSeriesForm

    def of_series_as_asked(self, rows, series, asked):
        part = asked.get("finding")
        if series.record_type == "warning" and not part:
            return counted_as_asked(rows, series, asked)
        if series.record_type != "incident" or asked.get("bucket") or asked.get("reason"):
            return rows.none()
        behind = warnings_of_part(series, part or "warning_of_member")
        return rows.filter(pk__in=behind.order_by().values("pk"))
