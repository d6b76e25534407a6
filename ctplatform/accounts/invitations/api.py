"""The API of invitations/: those sent by one's projects, and those received."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from ctplatform.accounts.api import MemberSerializer, ProjectField
from ctplatform.accounts.invitations import services as invitations
from ctplatform.accounts.invitations.models import Invitation
from ctplatform.accounts.roles import require_role
from ctplatform.accounts.vocabularies import Role
from ctplatform.rest.filters import FilterSet, MomentFilter
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.permissions import SignedIn
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import RecordViewSet


class InvitationSerializer(ModelSerializer):
    """`invited` is a username or an e-mail address, as it was typed.

    The answer is the same whether such an account exists or not.
    """

    project = ProjectField()
    project_title = serializers.CharField(source="project.title", read_only=True)
    created_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    expires = serializers.DateTimeField(read_only=True)

    class Meta:
        model = Invitation
        fields = [
            "id",
            "project",
            "project_title",
            "invited",
            "role",
            "state",
            "created_by",
            "created",
            "answered",
            "expires",
        ]
        read_only_fields = ["id", "state", "created", "answered"]


class InvitationFilter(FilterSet):
    project = filters.CharFilter(field_name="project__slug")
    updated_since = MomentFilter(method="made_or_answered", label=_("Changed since"))

    class Meta:
        model = Invitation
        fields = ["state"]

    def made_or_answered(self, rows, _name, moment):
        return rows.filter(Q(created__gte=moment) | Q(answered__gte=moment))


class InvitationViewSet(RecordViewSet):
    """Invitations sent by the projects one owns, and open ones to oneself. DELETE withdraws one."""

    model = Invitation
    serializer_class = InvitationSerializer
    filterset_class = InvitationFilter
    permission_classes = [SignedIn]
    related = ("project", "created_by")
    owner = "project"
    ordering_fields = ("created",)
    http_method_names = ["get", "post", "delete", "head", "options"]

    def check_may_add_to(self, owner):
        require_role(self.request.user, owner, Role.OWNER)

    def perform_create(self, values):
        return invitations.invite(by=self.request.user, **values)

    def destroy(self, request, *args, **kwargs):
        invitation = self.get_object()
        check_body(request)
        invitations.withdraw(invitation, by=request.user)
        return self.destroyed(invitation)

    @extend_schema(request=None, responses=MemberSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def accept(self, request, pk):
        """Accept the invitation and become a member of the project."""
        invitation = self.addressed()
        check_body(request)
        member = invitations.accept(invitation, by=request.user)
        return Response(MemberSerializer(member, context=self.get_serializer_context()).data)

    @extend_schema(request=None, responses=InvitationSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def decline(self, request, pk):
        """Decline the invitation; the owners see that the address declined."""
        invitation = self.addressed()
        check_body(request)
        return self.tagged(invitations.decline(invitation, by=request.user))

    def addressed(self):
        """The invitation, if it is addressed to this user; owners may see but not answer it."""
        invitation = self.get_object()
        mine = Invitation.objects.addressed_to(self.request.user)
        if not mine.filter(pk=invitation.pk).exists():
            raise PermissionDenied("This invitation is not open to you.")
        return invitation
