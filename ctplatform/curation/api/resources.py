"""The viewsets for reading and writing curated resources of any app."""

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action

from ctplatform.accounts.models import Project, Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation import services
from ctplatform.curation.api.mergeable import MergeableMixin
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.queries.targets import with_rivals, with_targets
from ctplatform.curation.registry import kind_of
from ctplatform.curation.serializers import (
    ActSerializer,
    DiscussionSerializer,
    HistorySerializer,
    ProposalSerializer,
    WhySerializer,
)
from ctplatform.curation.writing.access import require_may_publish
from ctplatform.curation.writing.evidence import with_seen_evidence
from ctplatform.rest.filters import UPDATED_SINCE, changed_since, check_parameters
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.requests.preconditions import version_read
from ctplatform.rest.scopes import Scope
from ctplatform.rest.views import RecordViewSet


class CuratedRowViewSet(RecordViewSet):
    """A curated resource, child row or record; every write goes through the curation services.

    It answers as any resource does (201, 200, 204) where the change applied at once, and 202 with
    the proposal where it awaits review. The body may contain `reason` and `evidence`.
    """

    write_scope = Scope.ANNOTATE
    waiting_serializer = ProposalSerializer
    beside_serializer = WhySerializer
    beside_fields = ("reason", "evidence")

    @property
    def extra_parameters(self):
        return ("updated_since",) if self.action == "history" else super().extra_parameters

    @property
    def kind(self):
        return kind_of(self.model)

    def create(self, request, *args, **kwargs):
        self.check_create(request.data)
        return super().create(request, *args, **kwargs)

    def check_create(self, data):
        """Answer 403 rather than 400 if the body names a project or parent that the user sees."""
        user, given = self.request.user, data.get(self.owner) if isinstance(data, dict) else None
        if not isinstance(given, str):
            return
        if self.kind.parent is None:
            project = Project.objects.visible_to(user).filter(slug=given).first()
            if project is not None:
                require_role(user, project, Role.ANNOTATOR)
        elif (parent := services.find(self.kind.root, given, by=user)) is not None:
            services.require_may_add(self.kind, parent, by=user)

    @property
    def owner(self):
        """The field with the owner of a new row: its parent, or its project."""
        return self.kind.parent or "project"

    def why(self):
        """The user, and the reason and the evidence in the body."""
        body = self.request.data
        named = body if isinstance(body, dict) else {}
        given = WhySerializer(data={n: named[n] for n in self.beside_fields if n in named})
        given.is_valid(raise_exception=True)
        return {"by": self.request.user, **given.validated_data}

    def perform_create(self, values):
        return services.create_record(self.model, values, **self.why())

    def created(self, outcome):
        if outcome.proposal:
            return waiting(self, outcome.proposal)
        return super().created(outcome.record)

    def check_write(self, record):
        services.require_may_change(record, by=self.request.user)

    def perform_update(self, record, values, version):
        owner = values.get(self.owner)
        if owner is not None and owner.pk == getattr(record, f"{self.owner}_id"):
            values = {name: value for name, value in values.items() if name != self.owner}
        return services.change_record(record, values, expected_version=version, **self.why())

    def updated(self, outcome):
        if outcome.proposal:
            return waiting(self, outcome.proposal)
        return super().updated(outcome.record)

    def perform_destroy(self, record, version):
        return services.withdraw_record(record, expected_version=version, **self.why())

    def destroyed(self, outcome):
        if outcome.proposal:
            return waiting(self, outcome.proposal)
        return super().destroyed(outcome.record)

    @extend_schema(
        filters=False, parameters=[UPDATED_SINCE], responses=HistorySerializer(many=True)
    )
    @action(detail=True)
    def history(self, request, pk):
        """Every change to the record and its child rows, newest first."""
        check_parameters(request, {"cursor", "page_size", "updated_since"})
        record = self.get_object()
        rows = Revision.objects.seen_about(record, request.user)
        rows = changed_since(request, rows, "at")
        rows = rows.select_related("by", "proposal__reviewer").prefetch_related("evidence")
        rows = with_seen_evidence(self.paginate_queryset(rows), request.user)
        shape = HistorySerializer(rows, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(shape.data)


class CuratedViewSet(MergeableMixin, CuratedRowViewSet):
    """A top-level curated resource, which is published, merged and split.

    Where records that it creates come in through an assistant (`channel`), each is offered for
    publication at once: the answer is 202 with the proposal, so that a person reviews it.
    """

    channel = Proposal.Channel.DIRECT

    @property
    def is_for_assistants(self):
        return self.channel == Proposal.Channel.ASSISTANT

    def create(self, request, *args, **kwargs):
        if not self.is_for_assistants:
            return super().create(request, *args, **kwargs)
        with transaction.atomic():
            return super().create(request, *args, **kwargs)

    def why(self):
        mark = {"channel": self.channel} if self.is_for_assistants else {}
        return super().why() | mark

    def created(self, outcome):
        if not self.is_for_assistants:
            return super().created(outcome)
        return waiting(self, services.offer_for_publication(outcome.record, **self.why()))

    @extend_schema(request=ActSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def publish(self, request, pk):
        """Publish a candidate; unless the policy is open, its creator and editors may not.

        Some candidates need two approvals: the first is answered with 202 and the waiting proposal.
        Needs If-Match with the ETag that was read, or `version` in the body: 428 without, 412 where
        the candidate has changed since.
        """
        record = self.get_object()
        require_may_publish(record, by=request.user)
        version = version_read(request, record, required=True)
        why = {"by": request.user, "reason": reason_in(request)}
        return self.updated(services.publish(record, expected_version=version, **why))

    @extend_schema(request=ActSerializer, responses={202: ProposalSerializer})
    @action(detail=True, methods=["post"], url_path="send-back")
    @idempotent
    def send_back(self, request, pk):
        """Request changes of a candidate from its author: 202 with the proposal that awaits them.

        Anyone who may publish the candidate may do this. Needs `reason`, and If-Match or `version`
        as `publish/` does.
        """
        record = self.get_object()
        require_may_publish(record, by=request.user)
        version = version_read(request, record, required=True)
        reason = reason_in(request)
        proposal = services.send_back(
            record, by=request.user, reason=reason, expected_version=version
        )
        return waiting(self, proposal)

    @extend_schema(request=DiscussionSerializer, responses={202: ProposalSerializer})
    @action(detail=True, methods=["post"])
    @idempotent
    def discuss(self, request, pk):
        """Comment on a candidate: 202 with the proposal to publish it, which holds the comments."""
        record = self.get_object()
        require_role(request.user, record.project, Role.ANNOTATOR)
        given = DiscussionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        text = given.validated_data["text"]
        return waiting(self, services.discuss(record, text, by=request.user))


def waiting(view, proposal):
    """Answer 202 with a proposal that awaits review by a second person."""
    proposal = Proposal.objects.select_related(
        "project", "author", "reviewer", "first_reviewer"
    ).get(pk=proposal.pk)
    with_rivals(with_targets([proposal]), view.request.user)
    data = ProposalSerializer(proposal, context=view.get_serializer_context()).data
    return view.tagged(proposal, status.HTTP_202_ACCEPTED, data)


def reason_in(request) -> str:
    given = ActSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    return given.validated_data["reason"]
