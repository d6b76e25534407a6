"""Assessments as a type of record, with judgements, scopes, hypotheses and their evidence."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.record_types.types import Exported, RecordType, RowType
from incidents.assessments import admin, formats
from incidents.assessments.api import rows as api
from incidents.assessments.api.assessments import AssessmentViewSet
from incidents.assessments.forms import rows as forms
from incidents.assessments.forms.assessments import AssessmentForm
from incidents.assessments.models.assessments import Assessment
from incidents.assessments.models.hypotheses import AchItem, AchRating, Hypothesis
from incidents.assessments.models.judgements import Judgement
from incidents.assessments.models.scopes import AssessmentScope
from incidents.assessments.queries.field_rows import assessment_field_rows
from incidents.assessments.views.lists import AssessmentList
from incidents.assessments.views.page import assessment_page
from incidents.exports.redaction import label_assessments
from incidents.records.queries.unsourced import RequiredField, column, naming_field

# A horizon that a reviewer had to assign is in no text.
STATED_HORIZON = RequiredField(
    lambda user: Q(horizon__isnull=False) & ~Q(horizon_source="assigned"),
    lambda record, facts: bool(record.horizon and record.horizon_source != "assigned"),
    ("horizon",),
)
ASSESSMENT = RecordType(
    model=Assessment,
    noun="assessments",
    icon='<path d="M5 .8 9.8 9.2H.2z"/>',
    form=AssessmentForm,
    add=_("Add an assessment"),
    viewset=AssessmentViewSet,
    list_view=AssessmentList,
    page=assessment_page,
    field_rows=assessment_field_rows,
    admin=admin.AssessmentAdmin,
    exported=Exported(columns=formats.ASSESSMENTS, rows=label_assessments),
    required_evidence={
        "statement": naming_field("statement"),
        "likelihood": column("likelihood", "estimative"),
        "horizon": STATED_HORIZON,
    },
    menu_key="s",
    left_out={
        "form": dict.fromkeys(
            ("outcome", "outcome_date", "outcome_evidence"), "has a form of its own, with passages"
        ),
        "filter": dict.fromkeys(
            ("is_comparative", "probability_basis", "horizon_source"),
            "says how a figure was read; lists are narrowed by the figure",
        ),
        "page": {
            "statement": "the heading of the page",
            "parent": "in the section of related assessments",
            "restates": "in the section of related assessments",
        },
    },
)
JUDGEMENT = RowType(
    model=Judgement,
    noun="judgements",
    form=forms.JudgementForm,
    add=_("A judgement"),
    viewset=api.JudgementViewSet,
    admin=admin.JudgementAdmin,
    exported=Exported(columns=formats.JUDGEMENTS),
    left_out={"form": {"date": "the day on which it is made"}},
)
ASSESSMENT_SCOPE = RowType(
    model=AssessmentScope,
    noun="assessment-scopes",
    form=forms.AssessmentScopeForm,
    add=_("Actors and places it is about"),
    viewset=api.AssessmentScopeViewSet,
    admin=admin.AssessmentScopeAdmin,
    exported=Exported(columns=formats.SCOPES),
)
HYPOTHESIS = RowType(
    model=Hypothesis,
    noun="hypotheses",
    form=forms.HypothesisForm,
    add=_("A hypothesis"),
    viewset=api.HypothesisViewSet,
    admin=admin.HypothesisAdmin,
    exported=Exported(columns=formats.HYPOTHESES),
    left_out={"page": {"position": "the order of the columns"}},
)
ACH_ITEM = RowType(
    model=AchItem,
    noun="ach-items",
    form=forms.AchItemForm,
    add=_("Evidence or argument"),
    viewset=api.AchItemViewSet,
    admin=admin.AchItemAdmin,
    exported=Exported(columns=formats.ACH_ITEMS),
    left_out={
        "form": {"passage": "is taken over from the passages beside the matrix"},
        "page": {"position": "the order of the rows"},
    },
)
ACH_RATING = RowType(
    model=AchRating,
    noun="ach-ratings",
    viewset=api.AchRatingViewSet,
    exported=Exported(columns=formats.ACH_RATINGS),
)
