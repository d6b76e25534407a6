"""API fields for the ends of a series and the group of a point."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ctplatform.edtf import dates


@extend_schema_field(OpenApiTypes.STR)
class EdgeField(serializers.Field):
    """A day, or the first or last day of a month or year: `2021-03` begins on 1 March."""

    def __init__(self, *, bound, **options):
        self.bound = bound
        super().__init__(**options)

    def to_internal_value(self, data):
        try:
            day = getattr(dates.parse(data if isinstance(data, str) else ""), self.bound)
        except dates.DateError as error:
            raise serializers.ValidationError(str(error)) from error
        if day is None:
            raise serializers.ValidationError("This end is open. Write 2021-03-01 or 2021-03.")
        return day

    def to_representation(self, value):
        return value.isoformat()


class GroupField(serializers.CharField):
    """The group of a point; null for the total."""

    def to_representation(self, value):
        return value or None
