"""Allegations as a type of record, with their child rows."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.record_types.types import Exported, RecordType, RowType
from incidents.allegations import admin, api, formats, forms
from incidents.allegations.models import Allegation, AllegationSubject, Claimant, Verdict
from incidents.allegations.views import AllegationList, allegation_page
from incidents.records.queries.field_rows import rows_of_fields
from incidents.records.queries.unsourced import RequiredField, naming_field


def _with_verdict(user):
    return Q(pk__in=Verdict.objects.visible_to(user).order_by().values("allegation"))


ALLEGATION = RecordType(
    model=Allegation,
    noun="allegations",
    icon='<path d="M0 0h10v7H6L3 10V7H0z"/>',
    form=forms.AllegationForm,
    add=_("Add an allegation"),
    viewset=api.AllegationViewSet,
    list_view=AllegationList,
    page=allegation_page,
    field_rows=rows_of_fields("kind", "subject", "target", "date", "incident", "warning"),
    admin=admin.AllegationAdmin,
    exported=Exported(columns=formats.ALLEGATIONS),
    required_evidence={
        "proposition": naming_field("proposition"),
        "verdict": RequiredField(
            _with_verdict, lambda record, facts: bool(record.verdicts.all()), ("verdict",)
        ),
    },
    created_by_name="proposition",
    left_out={
        "form": {"relation": "is named by imports and over the API"},
        "filter": {"relation": "may be hidden from those who may see the allegation"},
        "page": {
            "date_words": "in the row of the date",
            "relation": "in the lead of the page",
            "umbrella": "in the lead of the page",
        },
    },
)
ALLEGATION_SUBJECT = RowType(
    model=AllegationSubject,
    noun="allegation-subjects",
    form=forms.AllegationSubjectForm,
    add=_("Another actor whom it is about"),
    viewset=api.AllegationSubjectViewSet,
    admin=admin.AllegationSubjectAdmin,
    exported=Exported(columns=formats.ALLEGATION_SUBJECTS),
    stated=lambda row: str(row.actor),
)
CLAIMANT = RowType(
    model=Claimant,
    noun="claimants",
    form=forms.ClaimantForm,
    add=_("Who claims it"),
    viewset=api.ClaimantViewSet,
    admin=admin.ClaimantAdmin,
    exported=Exported(columns=formats.CLAIMANTS),
    stated=str,
)
VERDICT = RowType(
    model=Verdict,
    noun="verdicts",
    form=forms.VerdictForm,
    add=_("A verdict"),
    viewset=api.VerdictViewSet,
    admin=admin.VerdictAdmin,
    exported=Exported(columns=formats.VERDICTS),
)
