"""What links between incidents, warnings and allegations can be narrowed by."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.rest.filters import FilterSet
from incidents import vocabularies
from incidents.filters.base import ProjectFilter, RecordFilter, TermFilter, TracedFilter
from incidents.models import Allegation, Claimant, IncidentLink, Verdict, Warning


class IncidentLinkFilter(FilterSet):
    """`incident` is either end."""

    project = ProjectFilter("incident__project")
    incident = filters.UUIDFilter(label=_("Incident"), method="at_either_end")
    kind = TermFilter(vocabularies.INCIDENT_LINK_KINDS, _("Link"))
    status = TermFilter(vocabularies.INCIDENT_LINK_STATUSES, _("Status"))

    class Meta:
        model = IncidentLink
        fields = ["to", "target_mismatch"]

    @classmethod
    def get_filters(cls):
        """`from` is a word of Python's."""
        return super().get_filters() | {"from": filters.UUIDFilter("incident", label=_("From"))}

    def at_either_end(self, rows, _name, value):
        return rows.filter(Q(incident=value) | Q(to=value))


class WarningFilter(RecordFilter):
    facets = {
        "state": "state", "heeded": "heeded", "specificity": "specificity", "channel": "channel",
        "recipient_position": "recipient_position", "untraced": "",
    }  # fmt: skip
    untraced = TracedFilter()
    heeded = TermFilter(vocabularies.WARNING_OUTCOMES, _("Heeded"))
    specificity = TermFilter(vocabularies.WARNING_SPECIFICITIES, _("How specific"))
    channel = TermFilter(vocabularies.WARNING_CHANNELS, _("Channel"))
    recipient_position = TermFilter(vocabularies.RECIPIENT_POSITIONS, _("What the recipient says"))
    incident = filters.UUIDFilter(label=_("About"))
    issuer = filters.UUIDFilter(label=_("Issued by"))
    recipient = filters.UUIDFilter(label=_("Given to"))

    class Meta:
        model = Warning
        fields = []


class AllegationFilter(RecordFilter):
    """`rating` keeps those with such a verdict; `none` those that nobody has judged."""

    facets = {"state": "state", "kind": "kind", "rating": "", "untraced": ""}
    untraced = TracedFilter()
    kind = TermFilter(vocabularies.ALLEGATION_KINDS, _("Kind"))
    rating = filters.ChoiceFilter(
        choices=[("none", _("no verdict yet")), *vocabularies.VERDICT_RATINGS.items()],
        label=_("Verdict"),
        method="rated",
    )
    claimant = filters.UUIDFilter(label=_("Claimed by"), method="made_by")
    subject = filters.UUIDFilter(label=_("About"))
    target = filters.UUIDFilter(label=_("Target"))
    incident = filters.UUIDFilter(label=_("Incident"))
    warning = filters.UUIDFilter(label=_("Warning"))
    umbrella = filters.UUIDFilter(label=_("Case of"))

    class Meta:
        model = Allegation
        fields = []

    def rated(self, rows, _name, value):
        judged = Verdict.objects.values("allegation")
        if value == "none":
            return rows.exclude(pk__in=judged)
        return rows.filter(pk__in=judged.filter(rating=value))

    def made_by(self, rows, _name, value):
        return rows.filter(pk__in=Claimant.objects.filter(actor=value).values("allegation"))


class ClaimantFilter(FilterSet):
    project = ProjectFilter("allegation__project")

    class Meta:
        model = Claimant
        fields = ["allegation", "actor", "country"]


class VerdictFilter(FilterSet):
    project = ProjectFilter("allegation__project")

    class Meta:
        model = Verdict
        fields = ["allegation", "reviewer_kind", "reviewer", "rating"]
