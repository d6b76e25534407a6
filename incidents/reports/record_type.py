"""Reports as a type of record."""

from django.utils.translation import gettext_lazy as _

from ctplatform.record_types.types import Exported, RecordType
from incidents.reports import formats
from incidents.reports.admin import ReportAdmin
from incidents.reports.api import ReportViewSet
from incidents.reports.forms import ReportForm
from incidents.reports.models import Report
from incidents.reports.queries import redact_reports
from incidents.reports.views import ReportList, report_page

REPORT = RecordType(
    model=Report,
    noun="reports",
    icon='<path d="M1 0h8v10H1zM3 3h4M3 5h4M3 7h3" fill="none" stroke="currentColor"/>',
    form=ReportForm,
    add=_("Add a report"),
    viewset=ReportViewSet,
    list_view=ReportList,
    page=report_page,
    admin=ReportAdmin,
    exported=Exported(columns=formats.REPORTS, rows=redact_reports),
    left_out={
        "form": {"blocks": "are edited on a page of their own"},
        "page": {"blocks": "are the page, above the fields"},
    },
)
