"""Statements of responsibility as a type of child row of incidents."""

from django.utils.translation import gettext_lazy as _

from ctplatform.record_types.types import Exported, RowType
from incidents.responsibility import formats
from incidents.responsibility.admin import ResponsibilityAdmin
from incidents.responsibility.api.statements import ResponsibilityViewSet
from incidents.responsibility.forms import ResponsibilityForm
from incidents.responsibility.models.responsibility import ResponsibilityStatement

RESPONSIBILITY_STATEMENT = RowType(
    model=ResponsibilityStatement,
    noun="responsibility",
    form=ResponsibilityForm,
    add=_("Statements of responsibility"),
    viewset=ResponsibilityViewSet,
    admin=ResponsibilityAdmin,
    exported=Exported(columns=formats.RESPONSIBILITY),
    left_out={"page": {"date_words": "what the source said, in the history and in exports"}},
)
