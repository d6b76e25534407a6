"""The viewsets through which every curated resource is written, whatever app it lives in."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action

from ctplatform.accounts.models import Project, Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation import services
from ctplatform.curation.mergeable import MergeableMixin
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.registry import kind_of
from ctplatform.curation.serializers import (
    HistorySerializer,
    ProposalSerializer,
    ReasonSerializer,
    WhySerializer,
)
from ctplatform.curation.services.access import require_may_publish
from ctplatform.curation.services.targets import with_rivals, with_targets
from ctplatform.rest.filters import check_parameters
from ctplatform.rest.idempotency import idempotent
from ctplatform.rest.views import RecordViewSet


class CuratedRowViewSet(RecordViewSet):
    """A curated resource, child row or record: every write passes the door.

    It answers as any resource does (201, 200, 204) where the change applied at once, and 202 with
    the proposal where it waits for review. A body may carry `reason` and `evidence`.
    """

    waiting_serializer = ProposalSerializer

    @property
    def kind(self):
        return kind_of(self.model)

    def create(self, request, *args, **kwargs):
        self.check_create(request.data)
        return super().create(request, *args, **kwargs)

    def check_create(self, data):
        """Answer 403 before 400 where the body names a project or parent that can be found."""
        user, given = self.request.user, data.get(self.owner) if isinstance(data, dict) else None
        if not isinstance(given, str):
            return
        if self.kind.parent is None:
            project = Project.objects.visible_to(user).filter(slug=given).first()
            if project is not None:
                require_role(user, project, Role.ANNOTATOR)
        elif (parent := services.find(self.kind.root, given, by=user)) is not None:
            services.require_may_change(parent, by=user)

    @property
    def owner(self):
        """The field that says where a new row belongs: its parent, or its project."""
        return self.kind.parent or "project"

    def why(self):
        """The reason and the evidence in the body."""
        given = WhySerializer(data=self.request.data)
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

    @extend_schema(filters=False, responses=HistorySerializer(many=True))
    @action(detail=True)
    def history(self, request, pk):
        """Every change to the record and its child rows, the newest first."""
        check_parameters(request, {"cursor", "page_size"})
        record = self.get_object()
        rows = Revision.objects.seen_about(record, request.user)
        rows = rows.select_related("by", "proposal__reviewer").prefetch_related("evidence")
        rows = self.paginate_queryset(rows)
        shape = HistorySerializer(rows, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(shape.data)


class CuratedViewSet(MergeableMixin, CuratedRowViewSet):
    """A top-level curated resource, which is published, merged and split."""

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def publish(self, request, pk):
        """Let a candidate count; under four eyes by nobody who made or edited it.

        What is grave takes two: the first is answered with 202 and the proposal that waits.
        """
        record = self.get_object()
        require_may_publish(record, by=request.user)
        return self.updated(services.publish(record, by=request.user, reason=reason_in(request)))


def waiting(view, proposal):
    """202: the change is on file and waits for a second person."""
    proposal = Proposal.objects.select_related(
        "project", "author", "reviewer", "first_reviewer"
    ).get(pk=proposal.pk)
    with_rivals(with_targets([proposal]), view.request.user)
    data = ProposalSerializer(proposal, context=view.get_serializer_context()).data
    return view.tagged(proposal, status.HTTP_202_ACCEPTED, data)


def reason_in(request) -> str:
    given = ReasonSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    return given.validated_data["reason"]
