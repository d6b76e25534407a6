"""Serializer fields that keep what was sent and see only what the reader may see."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class VerbatimField(serializers.CharField):
    """Text kept to the letter: DRF would trim white space, and a quote would no longer match."""

    def __init__(self, **kwargs):
        kwargs.setdefault("trim_whitespace", False)
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.UUID)
class VisibleRelatedField(serializers.PrimaryKeyRelatedField):
    """A reference by id to a record that the reader may see; any other does not exist for them.

    A batch repeats its references, so each is looked up once per serializer. `read` says what is
    read of such a row; it knows nothing of the request, since the query is built once for all.
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
            self.known[data] = self.find(data)
        return self.known[data]

    def find(self, data):
        user = self.context["request"].user
        if not user.is_authenticated:
            return super().to_internal_value(data)
        pk = self.pk_field.to_internal_value(data)
        for row in user.ask(rows_of, (type(self), self.model), pk=pk):
            return row
        return self.fail("does_not_exist", pk_value=pk)

    def get_queryset(self):
        return self.read(self.model.objects.visible_to(self.context["request"].user))

    @staticmethod
    def read(rows):
        """Add what is needed of the row: its related rows, fewer columns."""
        return rows


def rows_of(user, kind, pk):
    """The row of that id that a field, of a class and for a model, finds for a person."""
    field, model = kind
    return field.read(model.objects.visible_to(user)).filter(pk=pk).order_by()


class VisibleSlugField(serializers.SlugRelatedField):
    """The same by slug, for projects."""

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
