"""proposals/: changes that await a second person's decision, or have had it."""

from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ModelError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status

from ctplatform.curation import services
from ctplatform.curation.api.decisions import DecisionsMixin
from ctplatform.curation.api.filters import ProposalFilter
from ctplatform.curation.models import Proposal
from ctplatform.curation.queries.targets import with_rivals, with_targets
from ctplatform.curation.registry import kind_named
from ctplatform.curation.serializers import (
    AmendedProposalSerializer,
    NewProposalSerializer,
    ProposalSerializer,
)
from ctplatform.curation.writing.access import require_author, require_may_propose
from ctplatform.curation.writing.evidence import with_seen_evidence
from ctplatform.rest.scopes import Scope
from ctplatform.rest.views import RecordViewSet


class ProposalViewSet(DecisionsMixin, RecordViewSet):
    """Changes that await a second person's decision, or have had it."""

    model = Proposal
    write_scope = Scope.ANNOTATE
    serializer_class = ProposalSerializer
    filterset_class = ProposalFilter
    related = ("project", "author", "reviewer", "first_reviewer")
    prefetch = ("evidence",)
    ordering_fields = ("created", "decided")
    channel = Proposal.Channel.DIRECT  # how the proposals that it creates come in
    http_method_names = ["get", "post", "patch", "head", "options"]

    @property
    def extra_parameters(self):
        return ("updated_since",) if self.action == "comments" else super().extra_parameters

    def get_serializer_class(self):
        match self.action:
            case "create":
                return NewProposalSerializer
            case "partial_update":
                return AmendedProposalSerializer
        return ProposalSerializer

    def with_context(self, proposals):
        """Load the live records, the visible evidence and the rival proposals of the proposals."""
        proposals = with_seen_evidence(proposals, self.request.user)
        return with_rivals(with_targets(proposals), self.request.user)

    def paginate_queryset(self, queryset):
        return self.with_context(super().paginate_queryset(queryset))

    def retrieve(self, request, *args, **kwargs):
        return self.tagged(self.with_context([self.get_object()])[0])

    def answer(self, proposal, code=status.HTTP_200_OK):
        proposal = self.with_context([self.reread(proposal)])[0]
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
        """Propose a change; it always awaits review, whatever the state of the record."""
        record = self.find_target(request.data if isinstance(request.data, dict) else {})
        if record is not None:
            require_may_propose(record, by=request.user)
        return super().create(request, *args, **kwargs)

    def find_target(self, data):
        """The record that the body names; None where it is missing or the user may not see it."""
        try:
            kind = kind_named(data.get("target_type"))
        except (LookupError, TypeError):
            return None
        return services.find(kind, data.get("target_id"), by=self.request.user)

    def perform_create(self, values):
        with errors_of_diff():
            return self.propose(values)

    def propose(self, values):
        kind, pk = values["target_type"], values["target_id"]
        why = {"reason": values["reason"], "evidence": values["evidence"]}
        why |= {"by": self.request.user, "channel": self.channel}
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
        """Amend one's own proposal, which is open for review again."""
        return super().partial_update(request, *args, **kwargs)

    def check_write(self, proposal):
        require_author(proposal, by=self.request.user)

    def perform_update(self, proposal, values, version):
        with errors_of_diff():
            return services.amend(
                proposal, by=self.request.user, expected_version=version, **values
            )


@contextmanager
def errors_of_diff():
    """Move the errors of the record's fields below `diff` in the body of the answer."""
    try:
        yield
    except ModelError as error:
        if not hasattr(error, "error_dict"):
            raise
        beside = {*NewProposalSerializer().fields, NON_FIELD_ERRORS}
        found = error.message_dict
        if below := {name: found.pop(name) for name in found.keys() - beside}:
            found["diff"] = below
        raise serializers.ValidationError(found) from error
