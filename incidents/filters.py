"""What lists can be narrowed by: the same filters for pages, API and exports."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.models import CuratedRecord
from ctplatform.folding import fold
from ctplatform.rest.filters import FilterSet
from incidents import vocabularies
from incidents.models import (
    Actor,
    ActorAlias,
    ActorRelation,
    Assessment,
    CasualtyEstimate,
    Incident,
    Judgement,
    Participation,
    Place,
    ResponsibilityStatement,
    Source,
)
from incidents.models.facts import choices


class ProjectFilter(filters.CharFilter):
    """A project by its slug."""

    def __init__(self, path="project", **options):
        super().__init__(field_name=f"{path}__slug", label=_("Project"), **options)


class ProjectOrSharedFilter(filters.CharFilter):
    """A project's records and those shared by all."""

    def filter(self, rows, value):
        return rows.filter(Q(project__slug=value) | Q(project=None)) if value else rows


class SearchFilter(filters.CharFilter):
    """Every word occurs, whatever its case and accents."""

    def filter(self, rows, value):
        for word in fold(value or "").split():
            rows = rows.filter(search_text__contains=word)
        return rows


class TermFilter(filters.MultipleChoiceFilter):
    """One or more slugs of a vocabulary."""

    def __init__(self, vocabulary, label, **options):
        super().__init__(choices=choices(vocabulary), label=label, **options)


STATES = dict(CuratedRecord.State.choices)


class RecordFilter(FilterSet):
    search = SearchFilter(label=_("Words"))
    project = ProjectFilter()
    state = TermFilter(STATES, _("State"))
    updated_since = filters.IsoDateTimeFilter("updated", "gte", label=_("Changed since"))


class SourceFilter(FilterSet):
    search = SearchFilter(label=_("Words"))
    project = ProjectFilter()
    kind = TermFilter(vocabularies.SOURCE_KINDS, _("Kind"))
    reliability = TermFilter(vocabularies.RELIABILITIES, _("Reliability"))

    class Meta:
        model = Source
        fields = []


class PlaceFilter(RecordFilter):
    project = ProjectOrSharedFilter(label=_("Project"))
    kind = TermFilter(vocabularies.PLACE_KINDS, _("Kind"))
    country = filters.CharFilter(label=_("Country"))
    parent = filters.UUIDFilter(label=_("Lies in"))

    class Meta:
        model = Place
        fields = []


class ActorFilter(RecordFilter):
    kind = TermFilter(vocabularies.ACTOR_KINDS, _("Kind"))
    country = filters.CharFilter(label=_("Country"))

    class Meta:
        model = Actor
        fields = []


class IncidentFilter(RecordFilter):
    """`date_after` and `date_before` keep what may have happened then, open ends included."""

    record_kind = TermFilter(vocabularies.RECORD_KINDS, _("Kind of record"))
    lifecycle = TermFilter(vocabularies.LIFECYCLES, _("How far it went"))
    country = filters.CharFilter(label=_("Country"))
    attack_type = filters.ChoiceFilter(
        choices=choices(vocabularies.ATTACK_TYPES), label=_("Attack type"), method="of_attack_type"
    )
    place = filters.UUIDFilter(label=_("Place"))
    actor = filters.UUIDFilter(label=_("Actor"), method="with_actor")
    date_after = filters.DateFilter(label=_("From"), method="not_over_before")
    date_before = filters.DateFilter(label=_("Until"), method="begun_by")

    class Meta:
        model = Incident
        fields = []

    def of_attack_type(self, rows, name, value):
        # A list of slugs as JSON text, on both databases: "bombing" stands there in its quotes.
        return rows.filter(attack_types__icontains=f'"{value}"')

    def with_actor(self, rows, name, value):
        return rows.filter(pk__in=Participation.objects.filter(actor=value).values("incident"))

    def not_over_before(self, rows, name, value):
        later = Q(date_latest__gte=value) | Q(date_latest=None)
        return rows.filter(later, date__isnull=False)

    def begun_by(self, rows, name, value):
        earlier = Q(date_earliest__lte=value) | Q(date_earliest=None)
        return rows.filter(earlier, date__isnull=False)


class AssessmentFilter(RecordFilter):
    kind = TermFilter(vocabularies.ASSESSMENT_KINDS, _("Kind"))
    likelihood = TermFilter(vocabularies.LIKELIHOODS, _("Likelihood"))
    confidence = TermFilter(vocabularies.CONFIDENCES, _("Confidence"))
    holder = filters.UUIDFilter(label=_("Held by"))

    class Meta:
        model = Assessment
        fields = []


class ActorAliasFilter(FilterSet):
    project = ProjectFilter("actor__project")

    class Meta:
        model = ActorAlias
        fields = ["actor", "kind"]


class ActorRelationFilter(FilterSet):
    project = ProjectFilter("subject__project")

    class Meta:
        model = ActorRelation
        fields = ["subject", "object", "kind", "status"]


class ParticipationFilter(FilterSet):
    project = ProjectFilter("incident__project")

    class Meta:
        model = Participation
        fields = ["incident", "actor", "role"]


class CasualtyEstimateFilter(FilterSet):
    project = ProjectFilter("incident__project")

    class Meta:
        model = CasualtyEstimate
        fields = ["incident", "kind"]


class ResponsibilityFilter(FilterSet):
    project = ProjectFilter("incident__project")

    class Meta:
        model = ResponsibilityStatement
        fields = ["incident", "speaker", "about", "kind"]


class JudgementFilter(FilterSet):
    project = ProjectFilter("assessment__project")

    class Meta:
        model = Judgement
        fields = ["assessment", "likelihood", "confidence"]
