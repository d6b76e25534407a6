"""The acts on a proposal: decide, alone or on many, choose anew, take back, talk about it."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation import services
from ctplatform.curation.models import Proposal, ProposalComment
from ctplatform.curation.resources import reason_in
from ctplatform.curation.serializers import (
    AcceptSerializer,
    DecidedSerializer,
    DecideSerializer,
    ProposalCommentSerializer,
    ProposalSerializer,
    ReasonSerializer,
    ResolveSerializer,
)
from ctplatform.curation.services.access import (
    require_author,
    require_may_approve,
    require_may_decide,
)
from ctplatform.rest.filters import PAGING, check_parameters
from ctplatform.rest.idempotency import idempotent


class DecisionsMixin:
    """What is done to a proposal by POST. Each act passes a verb of the services."""

    def act(self, verb, may, read=None):
        """Do what `verb` does with the body as `read()` gives it, its reason by default."""
        proposal = self.get_object()
        may(proposal, by=self.request.user)
        values = read() if read else {"reason": reason_in(self.request)}
        return self.answer(verb(proposal, by=self.request.user, **values))

    def given(self, serializer_class):
        """The valid values of the body."""
        given = serializer_class(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given.validated_data

    @extend_schema(request=AcceptSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def accept(self, request, pk):
        """Apply it, or of a grave one give the first of two approvals; 409 names what has moved."""
        return self.act(
            services.accept, require_may_approve, read=lambda: self.given(AcceptSerializer)
        )

    @extend_schema(request=ReasonSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def reject(self, request, pk):
        """Close the proposal, saying why."""
        return self.act(services.reject, require_may_decide)

    @extend_schema(request=ReasonSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"], url_path="request-changes")
    @idempotent
    def request_changes(self, request, pk):
        """Give the proposal back to its author, saying what is missing."""
        return self.act(services.request_changes, require_may_decide)

    @extend_schema(request=ReasonSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def withdraw(self, request, pk):
        """Take one's own proposal back."""
        return self.act(services.withdraw, require_author)

    @extend_schema(request=ResolveSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def resolve(self, request, pk):
        """Choose between the live value and one's own, for each field in conflict."""
        return self.act(
            services.resolve, require_author, read=lambda: self.given(ResolveSerializer)
        )

    @extend_schema(request=DecideSerializer, responses=DecidedSerializer(many=True))
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    @idempotent
    def decide(self, request):
        """Take one decision on many proposals; each stands alone, and `error` says what failed."""
        given = self.given(DecideSerializer)
        rows = Proposal.objects.filter(pk__in=given["ids"]).seen_by(request.user)
        rows = sorted(rows.select_related("project"), key=lambda row: given["ids"].index(row.pk))
        decided = services.decide_many(
            rows, given["decision"], by=request.user, reason=given["reason"]
        )
        return Response(DecidedSerializer(decided, many=True).data)

    @extend_schema(filters=False, responses=ProposalCommentSerializer(many=True))
    @action(detail=True)
    def comments(self, request, pk):
        """The conversation about a proposal, the newest first."""
        check_parameters(request, PAGING)
        rows = ProposalComment.objects.filter(proposal=self.get_object()).select_related("by")
        rows = self.paginator.paginate_queryset(rows.order_by("-id"), request, view=self)
        return self.get_paginated_response(ProposalCommentSerializer(rows, many=True).data)

    @extend_schema(request=ProposalCommentSerializer, responses={201: ProposalCommentSerializer})
    @comments.mapping.post
    @idempotent
    def comment(self, request, pk):
        """Say something about it; those who take part are told."""
        proposal = self.get_object()
        require_role(request.user, proposal.project, Role.ANNOTATOR)
        text = self.given(ProposalCommentSerializer)["text"]
        comment = services.comment_on(proposal, text, by=request.user)
        return Response(ProposalCommentSerializer(comment).data, status=status.HTTP_201_CREATED)
