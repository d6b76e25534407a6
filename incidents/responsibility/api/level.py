"""API of the responsibility level of an incident."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.rest.filters import check_parameters
from incidents.allegations.models import Allegation
from incidents.responsibility.models.responsibility import ResponsibilityStatement
from incidents.responsibility.queries import level_of_incident
from incidents.responsibility.responsibility_level import LEVELS


class StandingSerializer(serializers.Serializer):
    """Computed from the statements that the reader sees, never stored: a `level`, and flags."""

    level = serializers.ChoiceField(list(LEVELS))
    claimed = serializers.BooleanField()
    claimed_by_perpetrator = serializers.BooleanField()
    heralded = serializers.BooleanField()
    attributed_only = serializers.BooleanField()
    denied = serializers.BooleanField()
    competing_claims = serializers.BooleanField()
    contested = serializers.BooleanField()


class ResponsibilityLevelMixin:
    """Adds `GET incidents/{id}/standing/`."""

    @extend_schema(filters=False, responses=StandingSerializer)
    @action(detail=True)
    def standing(self, request, pk):
        """Who claims the incident, who is blamed, and whether that is contested."""
        check_parameters(request, set())
        incident = self.get_object()
        said = ResponsibilityStatement.objects.visible_to(request.user).filter(incident=incident)
        shown_allegations = Allegation.objects.visible_to(request.user).exclude(state="withdrawn")
        found = level_of_incident(
            incident, said.select_related("speaker"), shown_allegations.filter(incident=incident)
        )
        return Response(StandingSerializer(found).data)
