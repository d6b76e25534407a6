"""Base viewsets. A view names its model, serializer and filters; the rest is here, once.

Order of answers: 401, 404 (invisible), 403, 428, 412, 400, 409.
"""

from rest_framework import mixins, status
from rest_framework.exceptions import ValidationError
from rest_framework.fields import SkipField
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from ctplatform.rest.filters import PAGING, check_parameters
from ctplatform.rest.idempotency import idempotent
from ctplatform.rest.permissions import SAFE_METHODS, SignedInToWrite
from ctplatform.rest.preconditions import check_match, etag

UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class ScopedViewSet(GenericViewSet):
    """Rows that `model.objects.visible_to(user)` shows, and no others.

    `related` is select_related, `prefetch` is prefetch_related of every read.
    """

    model = None
    related = ()
    prefetch = ()
    ordering = "-id"
    ordering_fields = ()
    permission_classes = [SignedInToWrite]
    lookup_value_regex = UUID
    extra_parameters = ()
    pk = None  # of the row that is asked for

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.pk = kwargs.get("pk") if self.detail else None
        listed = not self.detail and request.method in SAFE_METHODS
        if self.action and not listed:  # the filters of a list know its parameters
            paged = self.action != "retrieve" and self.pagination_class is not None
            check_parameters(request, {*self.extra_parameters, *(PAGING if paged else ())})

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        rows = self.shown()
        if self.related:
            rows = rows.select_related(*self.related)
        return rows.prefetch_related(*self.prefetch)

    def shown(self):
        rows, user = self.model.objects, self.request.user
        if self.pk and hasattr(rows, "seen_row"):
            return rows.seen_row(self.pk, user)
        return rows.visible_to(user)

    def filter_queryset(self, queryset):
        """Filters narrow lists; a row that is named by its id needs none."""
        return queryset if self.detail else super().filter_queryset(queryset)

    def tagged(self, record, code=status.HTTP_200_OK, data=None):
        """Answer with the record and, where it is versioned, its ETag."""
        data = self.get_serializer(record).data if data is None else data
        response = Response(data, status=code)
        if hasattr(record, "version"):
            response["ETag"] = etag(record)
        return response

    def reread(self, record):
        """The record as a GET would show it, with its related rows in the same queries."""
        self.pk = record.pk
        return self.get_queryset().get(pk=record.pk)


class ReadViewSet(mixins.ListModelMixin, ScopedViewSet):
    """List and detail."""

    def retrieve(self, request, *args, **kwargs):
        return self.tagged(self.get_object())


class RecordViewSet(ReadViewSet):
    """List, detail, create, change and delete, each write through a verb of a service.

    Subclasses give `perform_create(values)`, `perform_update(record, values, version)` and
    `perform_destroy(record, version)`, and `check_write(record)`, which raises PermissionDenied
    before a stale or malformed request is looked at. `owner` is the field of the body that says
    where a new row belongs, and `check_owner(row)` raises PermissionDenied likewise.
    """

    owner = None

    @idempotent
    def create(self, request, *args, **kwargs):
        return self.created(self.perform_create(self.valid(request.data)))

    def valid(self, data, **options):
        """The values of a new row, or of many; a stranger hears 403 before what is malformed."""
        serializer = self.get_serializer(data=data, **options)
        try:
            serializer.is_valid(raise_exception=True)
        except ValidationError:
            self.check_create(data)
            raise
        return serializer.validated_data

    def check_create(self, data):
        """Raise PermissionDenied where the body names an owner that this person may not add to."""
        for row in data if isinstance(data, list) else [data]:
            if self.owner and isinstance(row, dict):
                field = self.get_serializer().fields[self.owner]
                try:
                    owner = field.run_validation(row.get(self.owner))
                except (ValidationError, SkipField):
                    continue
                self.check_owner(owner)

    def check_owner(self, owner):
        """Raise PermissionDenied where this person may not add rows to `owner`."""

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
