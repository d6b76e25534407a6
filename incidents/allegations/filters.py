"""Filters of allegations and their child rows."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.rest.filters import FilterSet
from incidents import vocabularies
from incidents.allegations.models import Allegation, AllegationSubject, Claimant, Verdict
from incidents.records.filters import ProjectFilter, RecordFilter, SourcedFilter, TermFilter


class AllegationFilter(RecordFilter):
    """`rating` keeps allegations with such a verdict; `none` keeps those without a verdict."""

    facets = {"state": "state", "kind": "kind", "rating": "", "unsourced": ""}
    unsourced = SourcedFilter()
    kind = TermFilter(vocabularies.ALLEGATION_KINDS, _("Kind"))
    rating = filters.ChoiceFilter(
        choices=[("none", _("no verdict yet")), *vocabularies.VERDICT_RATINGS.items()],
        label=_("Verdict"),
        method="rated",
    )
    claimant = filters.UUIDFilter(label=_("Claimed by"), method="made_by")
    subject = filters.UUIDFilter(label=_("About"), method="made_about")
    target = filters.UUIDFilter(label=_("Target"))
    incident = filters.UUIDFilter(label=_("Incident"))
    warning = filters.UUIDFilter(label=_("Warning"))
    umbrella = filters.UUIDFilter(label=_("Part of"))

    class Meta:
        model = Allegation
        fields = []

    def rated(self, rows, _name, value):
        judged = Verdict.objects.values("allegation")
        if value == "none":
            return rows.exclude(pk__in=judged)
        return rows.filter(pk__in=judged.filter(rating=value))

    def made_about(self, rows, _name, value):
        further = AllegationSubject.objects.filter(actor=value).values("allegation")
        return rows.filter(Q(subject=value) | Q(pk__in=further))

    def made_by(self, rows, _name, value):
        return rows.filter(pk__in=Claimant.objects.filter(actor=value).values("allegation"))


class AllegationSubjectFilter(FilterSet):
    project = ProjectFilter("allegation__project")

    class Meta:
        model = AllegationSubject
        fields = ["allegation", "actor"]


class ClaimantFilter(FilterSet):
    project = ProjectFilter("allegation__project")

    class Meta:
        model = Claimant
        fields = ["allegation", "actor", "country", "is_passive"]


class VerdictFilter(FilterSet):
    project = ProjectFilter("allegation__project")

    class Meta:
        model = Verdict
        fields = ["allegation", "reviewer_kind", "reviewer", "rating"]
