"""Serializer fields that keep text unchanged, and references limited to visible rows."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class VerbatimField(serializers.CharField):
    """Text that is kept exactly: DRF would trim white space, and a quote would no longer match."""

    def __init__(self, **kwargs):
        kwargs.setdefault("trim_whitespace", False)
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.UUID)
class VisibleRelatedField(serializers.PrimaryKeyRelatedField):
    """A reference by id to a record that the user may see; any other does not exist for them.

    A batch repeats its references, so each is looked up once per serializer. `read` selects what is
    loaded of the row.
    """

    def __init__(self, *, model=None, **kwargs):
        self.model = model
        if not kwargs.get("read_only"):
            kwargs["queryset"] = model.objects.none()
        kwargs.setdefault("pk_field", serializers.UUIDField())
        self.known = {}
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        if not isinstance(data, str):
            return super().to_internal_value(data)
        if data not in self.known:
            self.known[data] = super().to_internal_value(data)
        return self.known[data]

    def get_queryset(self):
        rows, user = self.model.objects, self.context["request"].user
        is_record = hasattr(rows, "visible_by_id")
        return self.read(rows.visible_by_id(user) if is_record else rows.visible_to(user))

    @staticmethod
    def read(rows):
        """Select related rows or columns of the row that is looked up."""
        return rows


class VisibleSlugField(serializers.SlugRelatedField):
    """As VisibleRelatedField, by slug; for projects."""

    def __init__(self, *, model=None, slug_field="slug", **kwargs):
        self.model = model
        if not kwargs.get("read_only"):
            kwargs["queryset"] = model.objects.none()
        super().__init__(slug_field=slug_field, **kwargs)

    def get_queryset(self):
        return self.model.objects.visible_to(self.context["request"].user)

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)
