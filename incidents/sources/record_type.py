"""Sources as a type of record."""

from ctplatform.record_types.types import Exported, RecordType
from incidents.sources import formats
from incidents.sources.admin import SourceAdmin
from incidents.sources.api import SourceViewSet
from incidents.sources.forms import SourceForm
from incidents.sources.models import Source
from incidents.sources.views.editing import change_page
from incidents.sources.views.lists import SourceList

SOURCE = RecordType(
    model=Source,
    noun="sources",
    icon='<path d="M1 1h8v1.6H1zm0 3.2h8v1.6H1zm0 3.2h5v1.6H1z"/>',
    form=SourceForm,
    viewset=SourceViewSet,
    list_view=SourceList,
    page=change_page,
    admin=SourceAdmin,
    exported=Exported(columns=formats.SOURCES),
    created_by_name="name",
)
