"""notifications/: what happened to the proposals that one takes part in."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.curation import services
from ctplatform.curation.api.filters import NotificationFilter
from ctplatform.curation.models import Notification
from ctplatform.curation.serializers import NotificationSerializer, ReadSerializer
from ctplatform.rest.views import ReadViewSet


class NotificationViewSet(ReadViewSet):
    """One's own, the newest first."""

    model = Notification
    serializer_class = NotificationSerializer
    filterset_class = NotificationFilter
    related = ("by",)

    @extend_schema(request=ReadSerializer, responses={204: None})
    @action(detail=False, methods=["post"])
    def read(self, request):
        """Note that these have been seen; without `ids`, all of them."""
        given = ReadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        services.mark_read(by=request.user, ids=given.validated_data.get("ids"))
        return Response(status=status.HTTP_204_NO_CONTENT)
