"""Warnings as a type of record."""

from django.utils.translation import gettext_lazy as _

from ctplatform.record_types.types import Exported, RecordType
from incidents.records.queries.unsourced import column, naming_field
from incidents.warnings import formats
from incidents.warnings.admin import WarningAdmin
from incidents.warnings.api import WarningViewSet
from incidents.warnings.forms import WarningForm
from incidents.warnings.models import Warning
from incidents.warnings.views.lists import WarningList
from incidents.warnings.views.page import warning_page

WARNING = RecordType(
    model=Warning,
    noun="warnings",
    icon='<path d="M0 2.5 5 6l5-3.5V9H0zM0 1h10L5 4.4z"/>',
    form=WarningForm,
    add=_("Add a warning"),
    viewset=WarningViewSet,
    list_view=WarningList,
    page=warning_page,
    admin=WarningAdmin,
    exported=Exported(columns=formats.WARNINGS),
    required_evidence={
        "title": naming_field("title"),
        "date": column("date"),
        "heeded": column("heeded"),
    },
    created_by_name="title",
    left_out={"page": {"date_words": "in the row of the date"}},
)
