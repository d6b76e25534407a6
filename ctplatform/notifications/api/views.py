"""The API of notifications/: one's own notifications, and one's preferences."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.notifications import services
from ctplatform.notifications.api.serializers import (
    NotificationSerializer,
    PreferencesSerializer,
    ReadSerializer,
)
from ctplatform.notifications.models import Notification
from ctplatform.notifications.subjects import describe
from ctplatform.rest.filters import FilterSet, MomentFilter, check_parameters
from ctplatform.rest.permissions import SignedIn
from ctplatform.rest.scopes import Scope
from ctplatform.rest.views import ReadViewSet


class NotificationFilter(FilterSet):
    """`unread=true` keeps notifications that have not been read."""

    project = filters.CharFilter(field_name="project__slug")
    unread = filters.BooleanFilter("read", "isnull")
    updated_since = MomentFilter(method="made_or_read", label=_("Changed since"))

    class Meta:
        model = Notification
        fields = ["kind", "subject_type", "subject_id"]

    def made_or_read(self, rows, _name, moment):
        return rows.filter(Q(created__gte=moment) | Q(read__gte=moment))


class NotificationViewSet(ReadViewSet):
    """One's own notifications, newest first."""

    model = Notification
    write_scope = Scope.ANNOTATE
    serializer_class = NotificationSerializer
    filterset_class = NotificationFilter
    permission_classes = [SignedIn]
    related = ("by",)

    def paginate_queryset(self, queryset):
        return describe(super().paginate_queryset(queryset), self.request.user)

    def get_object(self):
        return describe([super().get_object()], self.request.user)[0]

    @extend_schema(request=ReadSerializer, responses={204: None})
    @action(detail=False, methods=["post"])
    def read(self, request):
        """Mark these notifications as read; without `ids`, all of them."""
        given = ReadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        services.mark_read(by=request.user, ids=given.validated_data.get("ids"))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=PreferencesSerializer)
    @action(detail=False, pagination_class=None, filterset_class=None)
    def preferences(self, request):
        """One's notification preferences."""
        check_parameters(request, ())
        return Response(PreferencesSerializer(services.preferences_of(request.user)).data)

    @extend_schema(request=PreferencesSerializer, responses=PreferencesSerializer)
    @preferences.mapping.patch
    def change_preferences(self, request):
        """Mute groups of notifications, or ask for e-mail."""
        given = PreferencesSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        kept = services.change_preferences(by=request.user, **given.validated_data)
        return Response(PreferencesSerializer(kept).data)
