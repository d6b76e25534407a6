"""Base viewsets. A view names its model, serializer and filters; the rest is here, once.

Order of answers: 401, 404 (invisible), 403, 428, 412, 400, 409.
"""

from rest_framework import mixins, status
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from ctplatform.rest.idempotency import idempotent
from ctplatform.rest.permissions import SignedInToWrite
from ctplatform.rest.preconditions import check_match, etag


class ScopedViewSet(GenericViewSet):
    """Rows that `model.objects.visible_to(user)` shows, and no others.

    `related` is select_related, `prefetch` is prefetch_related of every read.
    """

    model = None
    related = ()
    prefetch = ()
    ordering_fields = ()
    permission_classes = [SignedInToWrite]
    lookup_value_regex = "[0-9a-fA-F-]{36}"

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        rows = self.model.objects.visible_to(self.request.user)
        if self.related:
            rows = rows.select_related(*self.related)
        return rows.prefetch_related(*self.prefetch)

    def tagged(self, record, code=status.HTTP_200_OK, data=None):
        """Answer with the record and, where it is versioned, its ETag."""
        data = self.get_serializer(record).data if data is None else data
        response = Response(data, status=code)
        if hasattr(record, "version"):
            response["ETag"] = etag(record)
        return response

    def reread(self, record):
        """The record as a GET would show it, with its related rows in the same queries."""
        return self.get_queryset().get(pk=record.pk)


class ReadViewSet(mixins.ListModelMixin, ScopedViewSet):
    """List and detail."""

    def retrieve(self, request, *args, **kwargs):
        return self.tagged(self.get_object())


class RecordViewSet(ReadViewSet):
    """List, detail, create, change and delete, each write through a verb of a service.

    Subclasses give `perform_create(values)`, `perform_update(record, values, version)` and
    `perform_destroy(record, version)`, and `check_write(record)`, which raises PermissionDenied
    before a stale or malformed request is looked at.
    """

    @idempotent
    def create(self, request, *args, **kwargs):
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return self.created(self.perform_create(serializer.validated_data))

    def created(self, record):
        response = self.tagged(self.reread(record), status.HTTP_201_CREATED)
        response["Location"] = f"{self.request.path}{record.pk}/"
        return response

    def partial_update(self, request, *args, **kwargs):
        record = self.get_object()
        self.check_write(record)
        version = check_match(request, record)
        serializer = self.get_serializer(record, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        return self.updated(self.perform_update(record, serializer.validated_data, version))

    def updated(self, record):
        return self.tagged(self.reread(record))

    def destroy(self, request, *args, **kwargs):
        record = self.get_object()
        self.check_write(record)
        version = check_match(request, record)
        return self.destroyed(self.perform_destroy(record, version))

    def destroyed(self, _record):
        return Response(status=status.HTTP_204_NO_CONTENT)

    def check_write(self, record):
        """Raise PermissionDenied where this person may not write this record."""
