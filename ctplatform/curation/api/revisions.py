"""revisions/: the history of every curated record."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation import services
from ctplatform.curation.api.filters import RevisionFilter
from ctplatform.curation.api.resources import reason_in, waiting
from ctplatform.curation.models import Revision
from ctplatform.curation.serializers import ProposalSerializer, ReasonSerializer, RevisionSerializer
from ctplatform.curation.writing.evidence import with_seen_evidence
from ctplatform.exchange.api import ExportMixin
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.scopes import Scope
from ctplatform.rest.views import ReadViewSet


class RevisionViewSet(ExportMixin, ReadViewSet):
    """The history of every curated record. Entries are never rewritten."""

    model = Revision
    export_of = "revisions"
    write_scope = Scope.ANNOTATE
    serializer_class = RevisionSerializer
    filterset_class = RevisionFilter
    related = ("project", "by", "proposal")
    prefetch = ("evidence",)

    def paginate_queryset(self, queryset):
        return with_seen_evidence(super().paginate_queryset(queryset), self.request.user)

    @extend_schema(
        request=ReasonSerializer, responses={200: RevisionSerializer, 202: ProposalSerializer}
    )
    @action(detail=True, methods=["post"])
    @idempotent
    def revert(self, request, pk):
        """Revert a change, at once or as a proposal; this adds a revision and removes none."""
        revision = self.get_object()
        require_role(request.user, revision.project, Role.ANNOTATOR)
        outcome = services.revert(revision, by=request.user, reason=reason_in(request))
        if outcome.proposal:
            return waiting(self, outcome.proposal)
        return Response(self.get_serializer(outcome.revision or revision).data)
