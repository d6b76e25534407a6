"""Base classes of serializers, which refuse unknown fields."""

from django.utils.translation import get_language
from rest_framework import serializers

from ctplatform.rest.known_fields import RefusesUnknownFields

_built = {}


class Serializer(RefusesUnknownFields, serializers.Serializer):
    """A serializer of a body that is not a row of a model."""


class ModelSerializer(RefusesUnknownFields, serializers.ModelSerializer):
    """Caches the field built for each column; DRF builds it again for each request."""

    reads_back = True

    def build_standard_field(self, field_name, model_field):
        key = (type(self), field_name, model_field, get_language())
        if key not in _built:
            _built[key] = super().build_standard_field(field_name, model_field)
        field_class, options = _built[key]
        return field_class, options.copy()
