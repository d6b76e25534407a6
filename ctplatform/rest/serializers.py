"""Serializers of models."""

from django.utils.translation import get_language
from rest_framework import serializers

_built = {}


class ModelSerializer(serializers.ModelSerializer):
    """Works out once what a column is as a field; DRF does it for each request, label and all."""

    def build_standard_field(self, field_name, model_field):
        key = (type(self), field_name, model_field, get_language())
        if key not in _built:
            _built[key] = super().build_standard_field(field_name, model_field)
        field_class, options = _built[key]
        return field_class, options.copy()
