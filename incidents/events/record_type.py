"""Incidents as a type of record, with their participants, further places and links."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ctplatform.record_types.types import Exported, RecordType, RowType
from incidents.casualties.models.casualties import CasualtyEstimate
from incidents.casualties.summed_fields import CASUALTY_FIELDS
from incidents.events import formats
from incidents.events.admin import incidents as admin
from incidents.events.admin.links import IncidentLinkAdmin
from incidents.events.api.links import IncidentLinkViewSet
from incidents.events.api.views import (
    IncidentPlaceViewSet,
    IncidentViewSet,
    ParticipationViewSet,
)
from incidents.events.forms.incidents import IncidentForm
from incidents.events.forms.links import IncidentLinkForm
from incidents.events.forms.rows import IncidentPlaceForm, ParticipationForm
from incidents.events.models.incident_places import IncidentPlace
from incidents.events.models.incidents import Incident
from incidents.events.models.links import IncidentLink
from incidents.events.models.participations import Participation
from incidents.events.queries.field_rows import incident_field_rows
from incidents.events.summed_fields import PARTICIPANT_FIELDS
from incidents.events.views.lists import IncidentList
from incidents.events.views.page import incident_page
from incidents.exports.precision_codes import ADDED, write_incidents
from incidents.records.queries.unsourced import column, shown_field


def _with_participant(*roles):
    def has_value(user):
        parts = Participation.objects.with_marking_for(user).filter(role__in=roles)
        return Q(pk__in=parts.order_by().values("incident"))

    return has_value


def _with_estimate(kind):
    return lambda user: Q(pk__in=CasualtyEstimate.objects.filter(kind=kind).values("incident"))


PERPETRATORS = ("perpetrator", "co_perpetrator", "suspected_perpetrator")
INCIDENT = RecordType(
    model=Incident,
    noun="incidents",
    icon='<path d="M5 0 10 5 5 10 0 5z"/>',
    form=IncidentForm,
    add=_("Add an incident"),
    viewset=IncidentViewSet,
    list_view=IncidentList,
    page=incident_page,
    field_rows=incident_field_rows,
    admin=admin.IncidentAdmin,
    exported=Exported(columns=formats.INCIDENTS | dict.fromkeys(ADDED), rows=write_incidents),
    required_evidence={
        "date": column("date"),
        "place": column("place"),
        "lifecycle": column("lifecycle"),
        "attack_types": column("attack_types"),
        "target_types": column("target_types"),
        "weapon_types": column("weapon_types"),
        "perpetrator": shown_field("perpetrator", _with_participant(*PERPETRATORS)),
        "target": shown_field("target", _with_participant("target", "stated_target")),
        "killed": shown_field("killed", _with_estimate("killed")),
        "injured": shown_field("injured", _with_estimate("injured")),
    },
    created_by_name="title",
    menu_key="i",
    summed_fields=PARTICIPANT_FIELDS | CASUALTY_FIELDS,
    rows_in_fields={"participations": ("actor",), "casualties": ("source",)},
    left_out={
        "filter": {
            "date_basis": "says how the date was read; lists are narrowed by the date",
            "rights": "decides about exports only",
        },
        "page": {
            "date_words": "in the row of the date",
            "date_basis": "in the row of the date",
            "place_precision": "in the row of the place",
            "lat": "in the row of the place",
            "lon": "in the row of the place",
            "uncertainty_m": "in the row of the place",
            "rights": "decides about exports only",
        },
    },
)
PARTICIPATION = RowType(
    model=Participation,
    noun="participations",
    form=ParticipationForm,
    add=_("Participants"),
    viewset=ParticipationViewSet,
    admin=admin.ParticipationAdmin,
    exported=Exported(columns=formats.PARTICIPATIONS),
    stated=lambda row: str(row.actor),
)
INCIDENT_PLACE = RowType(
    model=IncidentPlace,
    noun="incident-places",
    form=IncidentPlaceForm,
    add=_("A further place"),
    viewset=IncidentPlaceViewSet,
    admin=admin.IncidentPlaceAdmin,
    exported=Exported(columns=formats.INCIDENT_PLACES),
    stated=lambda row: str(row.place),
)
INCIDENT_LINK = RowType(
    model=IncidentLink,
    noun="incident-links",
    form=IncidentLinkForm,
    add=_("A link to another incident"),
    viewset=IncidentLinkViewSet,
    admin=IncidentLinkAdmin,
    exported=Exported(columns=formats.LINKS),
    left_out={"page": {"target_mismatch": "found by a filter; the note says it in words"}},
)
