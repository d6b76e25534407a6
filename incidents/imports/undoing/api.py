"""The undoing of an import over HTTP: read what it would do, ask for it, accept what waits."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.domain_errors import Conflict
from ctplatform.jobs.api import JobSerializer
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.requests.parsing import StrictJSONParser
from ctplatform.rest.serializers import Serializer
from incidents.imports.undoing.plan import plan_undoing
from incidents.imports.undoing.queries import import_of_job, visible_kept
from incidents.imports.undoing.services import LISTED, accept_undo, may_undo, request_undo
from incidents.imports.undoing.words import KEPT_BECAUSE


class KeptCountSerializer(Serializer):
    record_type = serializers.CharField()
    why = serializers.ChoiceField(list(KEPT_BECAUSE))
    detail = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()


class KeptRecordSerializer(Serializer):
    record_type = serializers.CharField()
    record_id = serializers.UUIDField()
    why = serializers.ChoiceField(list(KEPT_BECAUSE))
    detail = serializers.CharField(allow_blank=True)


class UndoPreviewSerializer(Serializer):
    """What undoing an import would do.

    `withdrawn` are the numbers of new records that go, by record type, and `deleted` those of new
    sources. `changed_back` are changes
    that are taken back at once, `to_review` those that a second person accepts first, and
    `proposals_closed` proposals of the import that nobody has accepted. `kept` says what stays and
    why; `listed` are the first thousand of these records.
    """

    may_undo = serializers.BooleanField()
    undone = serializers.DateTimeField(allow_null=True)
    withdrawn = serializers.DictField(child=serializers.IntegerField())
    deleted = serializers.DictField(child=serializers.IntegerField())
    already_withdrawn = serializers.IntegerField()
    changed_back = serializers.IntegerField()
    to_review = serializers.IntegerField()
    proposals_closed = serializers.IntegerField()
    kept = KeptCountSerializer(many=True)
    listed = KeptRecordSerializer(many=True)


class AcceptedUndoSerializer(Serializer):
    """`applied` changes are made; `second_approval` ones need another person's approval."""

    applied = serializers.IntegerField()
    second_approval = serializers.IntegerField()


class UndoActions:
    """Mixin of the viewset of imports."""

    @extend_schema(responses={200: UndoPreviewSerializer})
    @action(
        detail=True,
        methods=["get"],
        pagination_class=None,
        parser_classes=[StrictJSONParser],
    )
    def undo(self, request, *args, **kwargs):
        """Read what undoing an import would do: what goes, what is changed back, what stays."""
        source = self.source_of(self.get_object())
        plan = plan_undoing(source, by=request.user)
        listed = [each.as_json() for each in plan.kept[:LISTED]]
        found = plan.counts() | {
            "may_undo": may_undo(source, request.user),
            "undone": source.undone,
            "listed": visible_kept(listed, request.user),
        }
        return Response(UndoPreviewSerializer(found).data)

    @extend_schema(request=None, responses={202: JobSerializer})
    @undo.mapping.post
    @idempotent
    def start_undo(self, request, *args, **kwargs):
        """Undo an import as one act, in a job. What somebody has worked with since stays; the
        `result` of the job says what, and why."""
        check_body(request)
        job = request_undo(self.source_of(self.get_object()), by=request.user)
        data = JobSerializer(job, context=self.get_serializer_context()).data
        headers = {"Location": f"/api/v1/jobs/{job.pk}/"}
        return Response(data, status=status.HTTP_202_ACCEPTED, headers=headers)

    @extend_schema(request=None, responses={200: AcceptedUndoSerializer})
    @action(
        detail=True, methods=["post"], url_path="accept-undo", parser_classes=[StrictJSONParser]
    )
    @idempotent
    def accept_undo(self, request, *args, **kwargs):
        """Accept all changes of an undone import that wait for review, or none of them."""
        check_body(request)
        done = accept_undo(self.source_of(self.get_object()), by=request.user)
        return Response(AcceptedUndoSerializer(done).data)

    def source_of(self, job):
        """What the job imported. Raises Conflict where it imported nothing."""
        source = import_of_job(job, self.request.user)
        if source is None:
            raise Conflict(_("This job imported nothing."))
        return source
