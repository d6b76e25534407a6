"""API actions on a proposal: decide on one or many, resolve conflicts, withdraw, comment."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation import services
from ctplatform.curation.api.resources import reason_in
from ctplatform.curation.models import Proposal, ProposalComment
from ctplatform.curation.serializers import (
    AcceptSerializer,
    ActSerializer,
    DecidedSerializer,
    DecideSerializer,
    ProposalCommentSerializer,
    ProposalSerializer,
    ResolveSerializer,
)
from ctplatform.curation.writing.access import (
    require_author,
    require_may_approve,
    require_may_decide,
)
from ctplatform.notifications.mentions import mentioned_known_to
from ctplatform.rest.filters import PAGING, UPDATED_SINCE, changed_since, check_parameters
from ctplatform.rest.problems import PreconditionRequired
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.requests.preconditions import version_read

NAME_VERSIONS = "Say which version of each you read: “versions”, {id: version}."


def unknown_proposal(pk):
    """The answer for an id that matches no proposal, or one that the user cannot see."""
    error = "There is no such proposal, or you cannot see it; nothing was done."
    return {"proposal": {"pk": pk}, "error": error}


def accept(proposal, *, fields, **decision):
    """Accept the named fields of a proposal, or all of it where `fields` is None."""
    if fields is None:
        return services.accept(proposal, **decision)
    return services.accept_fields(proposal, fields, **decision)


class DecisionsMixin:
    """The POST actions on a proposal. Each calls a function of `services`."""

    def act(self, verb, may, read=None):
        """Call the service function `verb` with the values of `read()`, by default the reason.

        `may(proposal, by=)` raises PermissionDenied first.
        """
        proposal = self.get_object()
        may(proposal, by=self.request.user)
        values = read() if read else {"reason": reason_in(self.request)}
        return self.answer(verb(proposal, by=self.request.user, **values))

    def decide_on(self, verb, may, *, required=False):
        """As `act`, for the version that If-Match or `version` names."""
        proposal = self.get_object()
        may(proposal, by=self.request.user)
        version = version_read(self.request, proposal, required=required)
        values = self.given(AcceptSerializer if required else ActSerializer)
        values |= {"by": self.request.user, "expected_version": version}
        values.pop("version", None)
        return self.answer(verb(proposal, **values))

    def given(self, serializer_class):
        """The validated values of the request body."""
        given = serializer_class(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given.validated_data

    @extend_schema(request=AcceptSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def accept(self, request, pk):
        """Apply the proposal, or give the first approval where it needs two.

        409 names the fields that have changed since. Needs If-Match with the ETag that was read, or
        `version` in the body: 428 without, 412 where the proposal has changed since.
        """
        return self.decide_on(accept, require_may_approve, required=True)

    @extend_schema(request=ActSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def reject(self, request, pk):
        """Reject the proposal, giving a reason."""
        return self.decide_on(services.reject, require_may_decide)

    @extend_schema(request=ActSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"], url_path="request-changes")
    @idempotent
    def request_changes(self, request, pk):
        """Return the proposal to its author, saying what is missing."""
        return self.decide_on(services.request_changes, require_may_decide)

    @extend_schema(request=ActSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def withdraw(self, request, pk):
        """Withdraw one's own proposal."""
        return self.decide_on(services.withdraw, require_author)

    @extend_schema(request=ResolveSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def resolve(self, request, pk):
        """Choose between the live and the proposed value of each field in conflict."""
        return self.act(
            services.resolve, require_author, read=lambda: self.given(ResolveSerializer)
        )

    @extend_schema(request=DecideSerializer, responses=DecidedSerializer(many=True))
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    @idempotent
    def decide(self, request):
        """Take one decision on many proposals, each separately; `error` says what failed.

        The answer has a row for each id, in the order of the ids. To accept, `versions` gives the
        version of each that was read: 428 without.
        """
        given = self.given(DecideSerializer)
        if given["decision"] == "accept" and set(given["ids"]) - given["versions"].keys():
            raise PreconditionRequired(NAME_VERSIONS)
        rows = Proposal.objects.filter(pk__in=given["ids"]).seen_by(request.user)
        rows = {row.pk: row for row in rows.select_related("project")}
        why = {"reason": given["reason"], "versions": given["versions"], "by": request.user}
        ids = list(dict.fromkeys(given["ids"]))
        found = [rows[pk] for pk in ids if pk in rows]
        decided = services.decide_many(found, given["decision"], **why)
        by_id = {each.proposal.pk: each for each in decided}
        answers = [by_id.get(pk) or unknown_proposal(pk) for pk in ids]
        return Response(DecidedSerializer(answers, many=True).data)

    @extend_schema(
        filters=False, parameters=[UPDATED_SINCE], responses=ProposalCommentSerializer(many=True)
    )
    @action(detail=True)
    def comments(self, request, pk):
        """The comments on a proposal, newest first."""
        check_parameters(request, {*PAGING, "updated_since"})
        rows = ProposalComment.objects.filter(proposal=self.get_object()).select_related("by")
        rows = changed_since(request, rows, "created")
        rows = rows.prefetch_related(mentioned_known_to(request.user))
        rows = self.paginator.paginate_queryset(rows.order_by("-id"), request, view=self)
        return self.get_paginated_response(ProposalCommentSerializer(rows, many=True).data)

    @extend_schema(request=ProposalCommentSerializer, responses={201: ProposalCommentSerializer})
    @comments.mapping.post
    @idempotent
    def comment(self, request, pk):
        """Comment on the proposal; its participants are notified."""
        proposal = self.get_object()
        require_role(request.user, proposal.project, Role.ANNOTATOR)
        text = self.given(ProposalCommentSerializer)["text"]
        comment = services.comment_on(proposal, text, by=request.user)
        return Response(ProposalCommentSerializer(comment).data, status=status.HTTP_201_CREATED)
