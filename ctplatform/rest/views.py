"""Base viewsets. A view declares its model, serializer and filters; the rest is here.

Errors take precedence in this order: 401, 404 (invisible), 403, 428, 412, 400, 409.
"""

from rest_framework import mixins, status
from rest_framework.exceptions import ValidationError
from rest_framework.fields import SkipField
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from ctplatform.record_types.ids import UUID
from ctplatform.rest.filters import PAGING, check_parameters
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.permissions import SAFE_METHODS, SignedInToWrite
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.requests.preconditions import check_match, etag
from ctplatform.rest.scopes import Scope


class ScopedViewSet(GenericViewSet):
    """Only the rows that `model.objects.visible_to(user)` shows.

    `related` is the select_related, `prefetch` the prefetch_related of every read. `write_scope`
    and `required_scope` are the scopes that tokens need (see ctplatform.rest.scopes).
    """

    model = None
    related = ()
    prefetch = ()
    ordering = "-id"
    ordering_fields = ()
    permission_classes = [SignedInToWrite]
    write_scope = Scope.ADMIN
    required_scope = None
    lookup_value_regex = UUID
    extra_parameters = ()
    pk = None  # id of the requested row
    beside_fields = ()  # fields of a body that are not of the row

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.pk = kwargs.get("pk") if self.detail else None
        reads = request.method in SAFE_METHODS
        if self.action and (self.detail or not reads):  # a list's filters check its parameters
            paged = reads and self.action != "retrieve" and self.pagination_class is not None
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
        if self.pk and hasattr(rows, "get_visible_row"):
            return rows.get_visible_row(self.pk, user)
        return rows.visible_to(user)

    def filter_queryset(self, queryset):
        """Apply filters to lists only, not to a row that is named by its id."""
        return queryset if self.detail else super().filter_queryset(queryset)

    def tagged(self, record, code=status.HTTP_200_OK, data=None):
        """Answer with the record and, if it has a version, its ETag."""
        data = self.get_serializer(record).data if data is None else data
        response = Response(data, status=code)
        if hasattr(record, "version"):
            response["ETag"] = etag(record)
            response.is_tagged_by_version = True
        return response

    def reread(self, record):
        """The record loaded as for a GET, with its related rows."""
        self.pk = record.pk
        return self.get_queryset().get(pk=record.pk)


class ReadViewSet(mixins.ListModelMixin, ScopedViewSet):
    """Base viewset with list and detail."""

    def retrieve(self, request, *args, **kwargs):
        return self.tagged(self.get_object())


class RecordViewSet(ReadViewSet):
    """List, detail, create, change and delete, with services for each write.

    Subclasses define `perform_create(values)`, `perform_update(record, values, version)` and
    `perform_destroy(record, version)`, and `check_write(record)`, which raises PermissionDenied
    before the version or the body is checked. `owner` is the field of the body that says where a
    new row belongs, and `check_may_add_to(row)` raises PermissionDenied likewise.
    """

    owner = None

    @idempotent
    def create(self, request, *args, **kwargs):
        return self.created(self.perform_create(self.valid(request.data)))

    def valid(self, data, **options):
        """The validated values of new rows; checks permissions before reporting errors."""
        serializer = self.get_serializer(data=data, **options)
        try:
            serializer.is_valid(raise_exception=True)
        except ValidationError:
            self.check_create(data)
            raise
        return serializer.validated_data

    def check_create(self, data):
        """Raise PermissionDenied if the body names an owner that the user may not add to."""
        for row in data if isinstance(data, list) else [data]:
            if self.owner and isinstance(row, dict):
                field = self.get_serializer().fields[self.owner]
                try:
                    owner = field.run_validation(row.get(self.owner))
                except (ValidationError, SkipField):
                    continue
                self.check_may_add_to(owner)

    def check_may_add_to(self, owner):
        """Raise PermissionDenied if the user may not add rows to `owner`."""

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
        check_body(request, self.beside_fields)
        return self.destroyed(self.perform_destroy(record, version))

    def destroyed(self, _record):
        return Response(status=status.HTTP_204_NO_CONTENT)

    def check_write(self, record):
        """Raise PermissionDenied if the user may not write this record."""
