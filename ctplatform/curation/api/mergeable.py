"""Merging and splitting over HTTP, for every top-level curated resource."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from ctplatform.curation import services
from ctplatform.curation.queries.merge_preview import preview_merge
from ctplatform.curation.serializers import MergeSerializer, SplitSerializer, UnmergeSerializer
from ctplatform.curation.writing.access import require_may_merge
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.requests.preconditions import check_match

SHOW = OpenApiParameter("merged", str, enum=["show"], description="Show a merged record itself.")


class MergedSerializer(serializers.Serializer):
    """The record that a merged record was merged into."""

    canonical_id = serializers.UUIDField()
    detail = serializers.CharField()


class TouchedSeriesSerializer(serializers.Serializer):
    """A time series some of whose buckets are counted again after a merge."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    buckets = serializers.IntegerField()


class MergePreviewSerializer(serializers.Serializer):
    """The expected result of a merge; see `dry_run`."""

    record = serializers.UUIDField()
    into = serializers.UUIDField()
    waits_for_review = serializers.BooleanField()
    columns = serializers.DictField(help_text="Per field: the values of both, and the result.")
    rows = serializers.DictField(help_text="Per kind of row: how many each has, and the same.")
    statements = serializers.DictField(help_text="Per kind of statement: how many each has.")
    along = serializers.IntegerField(help_text="How many records merged into it move along.")
    series = TouchedSeriesSerializer(many=True, required=False)

    def get_fields(self):
        # "fields" names the serializer's own attribute, so it is written under another name.
        fields = super().get_fields()
        fields["fields"] = fields.pop("columns")
        return fields


class MergeableMixin:
    """`merge/`, `unmerge/` and `split/`; a merged record answers 301."""

    moved_serializer = MergedSerializer
    preview_serializer = MergePreviewSerializer

    @property
    def extra_parameters(self):
        return ("merged",) if self.action == "retrieve" else super().extra_parameters

    @extend_schema(parameters=[SHOW])
    def retrieve(self, request, *args, **kwargs):
        """Read a record; a merged record answers 301 with the address of its replacement."""
        record = self.get_object()
        asked = request.query_params.get("merged")
        if asked not in (None, "show"):
            raise ValidationError({"?merged": "The only value is “show”."})
        kept = record.merged_into_id and asked is None and self.find(record.merged_into_id)
        return redirect_to_kept(request, record, kept) if kept else self.tagged(record)

    def find(self, pk):
        """The record of this kind and id, or None where the user may not see one."""
        return services.find(self.kind, pk, by=self.request.user)

    @extend_schema(request=MergeSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def merge(self, request, pk):
        """Merge this record into another.

        `into` is its id; with `dry_run`, only report what would change.
        """
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
        """What the merge would change, as JSON."""
        return preview_merge(record, into, by=self.request.user, choices=choices)

    @extend_schema(request=UnmergeSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def unmerge(self, request, pk):
        """Undo the merge of this record; `restore` also takes back the values that moved."""
        record = self.allowed(request)
        given = checked(UnmergeSerializer, request)
        given |= {"by": request.user, "expected_version": match_if_given(request, record)}
        return self.updated(services.unmerge(record, **given))

    @extend_schema(request=SplitSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def split(self, request, pk):
        """Split off a second record, with other `values` and the child rows and links named in
        `move`.
        """
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


def redirect_to_kept(request, record, kept):
    """Answer 301 with the address of the canonical record, and its id in the body for programs."""
    address = request.path.replace(str(record.pk), str(kept.pk))
    text = "This record was merged into another; add ?merged=show to read it."
    body = {"canonical_id": str(kept.pk), "detail": text}
    return Response(body, status.HTTP_301_MOVED_PERMANENTLY, headers={"Location": address})


def checked(serializer, request) -> dict:
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def match_if_given(request, record):
    """Check If-Match where it is sent; these actions do not require it."""
    return check_match(request, record) if "If-Match" in request.headers else None
