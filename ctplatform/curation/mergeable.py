"""Merging and splitting over HTTP, for every top-level curated resource."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from ctplatform.curation import services
from ctplatform.curation.serializers import MergeSerializer, SplitSerializer, UnmergeSerializer
from ctplatform.curation.services.access import require_may_merge
from ctplatform.curation.services.previews import preview_merge
from ctplatform.rest.idempotency import idempotent
from ctplatform.rest.preconditions import check_match

SHOW = OpenApiParameter("merged", str, enum=["show"], description="Show a merged record itself.")


class MergedSerializer(serializers.Serializer):
    """Which record stands for a merged one."""

    canonical_id = serializers.UUIDField()
    detail = serializers.CharField()


class MergeableMixin:
    """`merge/`, `unmerge/`, `split/`, and 301 for a record for which another stands."""

    moved_serializer = MergedSerializer

    @property
    def extra_parameters(self):
        return ("merged",) if self.action == "retrieve" else ()

    @extend_schema(parameters=[SHOW])
    def retrieve(self, request, *args, **kwargs):
        """A merged record answers 301 with the address of the one that stands for it."""
        record = self.get_object()
        asked = request.query_params.get("merged")
        if asked not in (None, "show"):
            raise ValidationError({"?merged": "The only value is “show”."})
        kept = record.merged_into_id and asked is None and self.find(record.merged_into_id)
        return moved(request, record, kept) if kept else self.tagged(record)

    def find(self, pk):
        """The record of this kind and id that the person may see, or None."""
        return services.find(self.kind, pk, by=self.request.user)

    @extend_schema(request=MergeSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def merge(self, request, pk):
        """Let another record, `into`, stand for this one; `dry_run` tells what would come of it."""
        record = self.allowed(request)
        given = checked(MergeSerializer, request)
        into = self.find(given.pop("into"))
        if into is None:
            raise ValidationError({"into": "There is no such record."})
        if given.pop("dry_run"):
            return Response(self.preview(record, into, given["choices"]))
        version = match_if_given(request, record)
        given |= {"by": request.user, "expected_version": version}
        return self.updated(services.merge(record, into, **given))

    def preview(self, record, into, choices):
        """What the merge would come to, as JSON."""
        return preview_merge(record, into, by=self.request.user, choices=choices)

    @extend_schema(request=UnmergeSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def unmerge(self, request, pk):
        """Let a merged record stand for itself again; `restore` takes back the values it gave."""
        record = self.allowed(request)
        given = checked(UnmergeSerializer, request)
        given |= {"by": request.user, "expected_version": match_if_given(request, record)}
        return self.updated(services.unmerge(record, **given))

    @extend_schema(request=SplitSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def split(self, request, pk):
        """Make a second record of a part of this one: other `values`, and what it should `move`."""
        record = self.allowed(request)
        given = checked(SplitSerializer, request)
        given |= {"by": request.user, "expected_version": match_if_given(request, record)}
        outcome = services.split(record, given.pop("values"), **given)
        response = self.updated(outcome)
        if not outcome.proposal:
            response.status_code = status.HTTP_201_CREATED
        return response

    def allowed(self, request):
        record = self.get_object()
        require_may_merge(record, by=request.user)
        return record


def moved(request, record, kept):
    """301 to the record that stands for another, whose id a program finds in the body as well."""
    address = request.path.replace(str(record.pk), str(kept.pk))
    text = "This record was merged into another; add ?merged=show to read it."
    body = {"canonical_id": str(kept.pk), "detail": text}
    return Response(body, status.HTTP_301_MOVED_PERMANENTLY, headers={"Location": address})


def checked(serializer, request) -> dict:
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def match_if_given(request, record):
    """An act needs no If-Match, and honours one."""
    return check_match(request, record) if "If-Match" in request.headers else None
