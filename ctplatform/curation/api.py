"""proposals/ and revisions/. Order of answers: 401, 404 (invisible), 403, 428, 412, 400, 409."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation import services
from ctplatform.curation.models import Proposal, Revision
from ctplatform.curation.registry import kind_named
from ctplatform.curation.resources import reason_in, waiting
from ctplatform.curation.serializers import (
    AmendedProposalSerializer,
    NewProposalSerializer,
    ProposalSerializer,
    ReasonSerializer,
    RevisionSerializer,
)
from ctplatform.curation.services.access import (
    require_author,
    require_may_decide,
    require_may_propose,
)
from ctplatform.curation.services.targets import with_targets
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.idempotency import idempotent
from ctplatform.rest.views import ReadViewSet, RecordViewSet


class PersonFilter(filters.CharFilter):
    """A person by user name."""

    def __init__(self, field_name):
        super().__init__(field_name=f"{field_name}__username")


class ProposalFilter(FilterSet):
    project = filters.CharFilter(field_name="project__slug")
    state = filters.ChoiceFilter(choices=Proposal.State.choices)
    author = PersonFilter("author")

    class Meta:
        model = Proposal
        fields = ["project", "state", "kind", "target_type", "target_id", "author"]


class RevisionFilter(FilterSet):
    project = filters.CharFilter(field_name="project__slug")
    by = PersonFilter("by")

    class Meta:
        model = Revision
        fields = ["project", "target_type", "target_id", "by"]


class ProposalViewSet(RecordViewSet):
    """Changes that wait for, or have had, a second person's decision."""

    model = Proposal
    serializer_class = ProposalSerializer
    filterset_class = ProposalFilter
    related = ("project", "author", "reviewer")
    prefetch = ("evidence",)
    ordering_fields = ("created", "decided")
    http_method_names = ["get", "post", "patch", "head", "options"]

    def get_serializer_class(self):
        match self.action:
            case "create":
                return NewProposalSerializer
            case "partial_update":
                return AmendedProposalSerializer
        return ProposalSerializer

    def paginate_queryset(self, queryset):
        return with_targets(super().paginate_queryset(queryset))

    def get_object(self):
        return with_targets([super().get_object()])[0]

    def answer(self, proposal, code=status.HTTP_200_OK):
        proposal = with_targets([self.reread(proposal)])[0]
        data = ProposalSerializer(proposal, context=self.get_serializer_context()).data
        return self.tagged(proposal, code, data)

    def created(self, proposal):
        response = self.answer(proposal, status.HTTP_201_CREATED)
        response["Location"] = f"{self.request.path}{proposal.pk}/"
        return response

    def updated(self, proposal):
        return self.answer(proposal)

    @extend_schema(responses={201: ProposalSerializer})
    def create(self, request, *args, **kwargs):
        """Propose a change; it waits for review whatever the state of the record."""
        record = self.find_target(request.data if isinstance(request.data, dict) else {})
        if record is not None:
            require_may_propose(record, by=request.user)
        return super().create(request, *args, **kwargs)

    def find_target(self, data):
        """The record a body is about, as far as it can be told and the person may see it."""
        try:
            kind = kind_named(data.get("target_type"))
        except (LookupError, TypeError):
            return None
        return services.find(kind, data.get("target_id"), by=self.request.user)

    def perform_create(self, values):
        kind, pk = values["target_type"], values["target_id"]
        why = {"by": self.request.user, "reason": values["reason"], "evidence": values["evidence"]}
        if pk is None:
            return services.propose_creation(kind.model, values["diff"], **why)
        record = services.find(kind, pk, by=self.request.user)
        if record is None:
            raise serializers.ValidationError({"target_id": "There is no such record."})
        if values["kind"] == Proposal.Kind.WITHDRAW:
            return services.propose_withdrawal(record, **why)
        base = values.get("base_version")
        return services.propose(record, values["diff"], base_version=base, **why)

    @extend_schema(responses=ProposalSerializer)
    def partial_update(self, request, *args, **kwargs):
        """Amend one's own proposal, which is open again."""
        return super().partial_update(request, *args, **kwargs)

    def check_write(self, proposal):
        require_author(proposal, by=self.request.user)

    def perform_update(self, proposal, values, version):
        return services.amend(proposal, by=self.request.user, expected_version=version, **values)

    def act(self, verb, may):
        proposal = self.get_object()
        may(proposal, by=self.request.user)
        return self.answer(verb(proposal, by=self.request.user, reason=reason_in(self.request)))

    @extend_schema(request=ReasonSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def accept(self, request, pk):
        """Apply the proposal to the live record; 409 names each field that has moved."""
        return self.act(services.accept, require_may_decide)

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


class RevisionViewSet(ReadViewSet):
    """The history of every curated record. Nothing here is ever rewritten."""

    model = Revision
    serializer_class = RevisionSerializer
    filterset_class = RevisionFilter
    related = ("project", "by")

    @extend_schema(
        request=ReasonSerializer, responses={200: RevisionSerializer, 202: ProposalSerializer}
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def revert(self, request, pk):
        """Take a change back, at once or as a proposal; the history only grows."""
        revision = self.get_object()
        require_role(request.user, revision.project, Role.ANNOTATOR)
        outcome = services.revert(revision, by=request.user, reason=reason_in(request))
        if outcome.proposal:
            return waiting(self, outcome.proposal)
        return Response(self.get_serializer(outcome.revision or revision).data)
