"""Places as a type of record."""

from django.utils.translation import gettext_lazy as _

from ctplatform.record_types.types import Exported, RecordType
from incidents.exports.redaction import redact_positions
from incidents.places import formats
from incidents.places.admin import PlaceAdmin
from incidents.places.api import PlaceViewSet
from incidents.places.forms import PlaceForm
from incidents.places.models.places import Place
from incidents.places.queries import place_field_rows
from incidents.places.views.lists import PlaceList
from incidents.places.views.page import place_page

IDENTIFIER = "an identifier in a gazetteer, for programs"
PLACE = RecordType(
    model=Place,
    noun="places",
    icon=('<circle cx="5" cy="5" r="3.4" fill="none" stroke="currentColor" stroke-width="2.4"/>'),
    form=PlaceForm,
    add=_("Add a place"),
    viewset=PlaceViewSet,
    list_view=PlaceList,
    page=place_page,
    field_rows=place_field_rows,
    admin=PlaceAdmin,
    exported=Exported(columns=formats.PLACES, rows=redact_positions),
    created_by_name="name",
    left_out={
        "filter": {
            "geometry": "no map draws the shape of a place",
            "public_precision": "decides how exactly the position is shown",
        },
        "page": {
            **dict.fromkeys(
                ("iso_alpha2", "iso_3166_2", "un_m49", "geonames_id", "wikidata", "gazetteer"),
                IDENTIFIER,
            ),
            "geometry": "no map draws the shape of a place",
            "uncertainty_m": "in the row of the position",
            "borders": "shown of places that touch several countries",
            "public_precision": "decides how exactly the position is shown",
        },
    },
)
