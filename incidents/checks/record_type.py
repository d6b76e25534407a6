"""Checks as a type of record, with the figures that sources state."""

from django.utils.translation import gettext_lazy as _

from ctplatform.record_types.types import Exported, RecordType, RowType
from incidents.checks import formats
from incidents.checks.admin import CheckAdmin, CheckFigureAdmin
from incidents.checks.api import CheckFigureViewSet, CheckViewSet
from incidents.checks.forms.checks import CheckFigureForm, CheckForm
from incidents.checks.models.checks import DataCheck
from incidents.checks.models.stated_figures import CheckFigure
from incidents.checks.queries.field_rows import check_field_rows
from incidents.checks.views import CheckList, check_page
from incidents.records.queries.unsourced import naming_field

CHECK = RecordType(
    model=DataCheck,
    noun="checks",
    icon='<path d="M0 0h10v10H0zM2 5l2 2 4-5" fill="none" stroke="currentColor"/>',
    form=CheckForm,
    add=_("Add a check"),
    viewset=CheckViewSet,
    list_view=CheckList,
    page=check_page,
    field_rows=check_field_rows,
    admin=CheckAdmin,
    exported=Exported(columns=formats.CHECKS),
    required_evidence={"claim": naming_field("claim")},
    left_out={
        "form": {
            "parameters": "has a form field for each of its parameters",
            "override": "has a form of its own, for reviewers",
            "override_reason": "has a form of its own, for reviewers",
        },
        "page": dict.fromkeys(("incident", "actor"), "is shown where the check reads or names it"),
    },
)
CHECK_FIGURE = RowType(
    model=CheckFigure,
    noun="check-figures",
    form=CheckFigureForm,
    add=_("A figure that a source states"),
    viewset=CheckFigureViewSet,
    admin=CheckFigureAdmin,
    exported=Exported(columns=formats.CHECK_FIGURES),
)
