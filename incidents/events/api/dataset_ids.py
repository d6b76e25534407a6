"""The ids that incidents have in external datasets, as fields of the API."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from incidents.events.models.dataset_ids import COLUMNS, columns_of, dataset_ids_of


class IncidentListSerializer(serializers.ListSerializer):
    """A page of incidents, whose related rows are fetched together."""

    def to_representation(self, data):
        rows = list(data.all() if hasattr(data, "all") else data)
        self.child.hold_related(rows)
        return super().to_representation(rows)


class DatasetIdSerializer(serializers.Serializer):
    dataset = serializers.CharField()
    id = serializers.CharField()


@extend_schema_field(DatasetIdSerializer(many=True))
class DatasetIdsField(serializers.ReadOnlyField):
    """The dataset ids of an incident."""


class HoldsDatasetIds:
    """Serializer mixin that fetches the dataset ids of any number of incidents in one query."""

    def hold_dataset_ids(self, incidents, canonical):
        """Set the COLUMNS of each incident to the dataset ids that the user may see."""
        found = dataset_ids_of(canonical)
        for each in incidents:
            values = columns_of(found.get(each.pk))
            each.__dict__ |= dict(zip(COLUMNS, values, strict=True))
