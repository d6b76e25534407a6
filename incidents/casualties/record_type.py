"""Casualty estimates as a type of child row of incidents."""

from django.utils.translation import gettext_lazy as _

from ctplatform.record_types.types import Exported, RowType
from incidents.casualties import formats
from incidents.casualties.admin import CasualtyEstimateAdmin
from incidents.casualties.api import CasualtyEstimateViewSet
from incidents.casualties.forms import CasualtyEstimateForm
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.exports.redaction import redact_estimates
from incidents.records.views.passages import stated_figures_of

CASUALTY_ESTIMATE = RowType(
    model=CasualtyEstimate,
    noun="casualties",
    form=CasualtyEstimateForm,
    add=_("Casualties"),
    viewset=CasualtyEstimateViewSet,
    admin=CasualtyEstimateAdmin,
    exported=Exported(columns=formats.CASUALTIES, rows=redact_estimates),
    stated=stated_figures_of,
    left_out={"page": {"low": "in words, with the best figure", "high": "in words, likewise"}},
)
