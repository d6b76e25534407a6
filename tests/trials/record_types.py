"""Trials as a type of record: all that is declared of them."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from ctplatform.curation.api.resources import CuratedViewSet
from ctplatform.exchange.api import ExportMixin
from ctplatform.record_types.types import Exported, RecordType
from incidents.exports.columns import column_paths
from incidents.models import Actor
from incidents.records.admin import RecordAdmin
from incidents.records.api.dates import ReadsDates
from incidents.records.api.rows import BOUNDS, DATED
from incidents.records.api.serializers import (
    READ_ONLY,
    RECORD_TAIL,
    OwnedSerializer,
    visible_reference,
)
from incidents.records.filters import RecordFilter, SourcedFilter, TermFilter
from incidents.records.forms.base import RecordForm
from incidents.records.forms.dates import DateExpressionField
from incidents.records.queries.unsourced import column, naming_field
from incidents.records.registration import register_record_types
from incidents.records.views.listing import ProjectListView
from tests.trials.models import OUTCOMES, Trial


class TrialForm(RecordForm):
    date = DateExpressionField(label=_("Judgment"))

    class Meta:
        model = Trial
        fields = ["title", "defendant", "court", "outcome", "date", "date_words", "note"]


class TrialFilter(RecordFilter):
    facets = {"state": "state", "outcome": "outcome", "unsourced": ""}
    unsourced = SourcedFilter()
    outcome = TermFilter(OUTCOMES, _("Outcome"))
    defendant = filters.UUIDFilter(label=_("Defendant"))

    class Meta:
        model = Trial
        fields = []


class TrialSerializer(ReadsDates, OwnedSerializer):
    defendant = visible_reference(Actor)

    class Meta:
        model = Trial
        fields = [
            "id",
            "project",
            "title",
            "defendant",
            "court",
            "outcome",
            *DATED,
            "note",
            *RECORD_TAIL,
        ]
        read_only_fields = [*READ_ONLY, *BOUNDS]
        validators = []


class TrialViewSet(ExportMixin, CuratedViewSet):
    model = Trial
    serializer_class = TrialSerializer
    filterset_class = TrialFilter
    related = ("project",)


class TrialList(ProjectListView):
    model = Trial
    filterset_class = TrialFilter
    related = ("defendant",)
    columns = ("defendant", "outcome", "date")


TRIAL = RecordType(
    model=Trial,
    noun="trials",
    icon='<path d="M1 9h8v1H1zM4.5 1h1v7h-1zM1 3h8v1H1z"/>',
    form=TrialForm,
    add=_("Add a trial"),
    viewset=TrialViewSet,
    list_view=TrialList,
    admin=RecordAdmin,
    exported=Exported(
        columns=column_paths(
            "title",
            "defendant",
            "court",
            "outcome",
            "date",
            "date_words",
            *BOUNDS,
            "note",
            defendant="defendant_id",
        )
    ),
    required_evidence={"title": naming_field("title"), "outcome": column("outcome")},
    created_by_name="title",
)
register_record_types(TRIAL)
