"""API of places."""

from rest_framework import serializers

from ctplatform.curation.api.resources import CuratedViewSet
from ctplatform.exchange.api import ExportMixin
from incidents.places.coordinate_redaction import redactor_of
from incidents.places.filters import PlaceFilter
from incidents.places.models.doubts import position_warnings
from incidents.places.models.places import Place
from incidents.records.api.facets import FacetsMixin
from incidents.records.api.serializers import (
    READ_ONLY,
    RECORD_TAIL,
    OwnedSerializer,
    visible_reference,
)
from incidents.records.models import is_country


class PlaceSerializer(OwnedSerializer):
    """A place; `project` is null for shared places, such as countries.

    `country` follows from the parent; a new place without `parent` may give it instead. A single
    place also has `warnings`: sentences about what is unusual but allowed.
    """

    parent = visible_reference(Place)
    country = serializers.CharField(required=False, allow_null=True, validators=[is_country])
    parent_name = serializers.CharField(source="parent.name", read_only=True, default=None)

    class Meta:
        model = Place
        fields = [
            "id",
            "project",
            "name",
            "kind",
            "parent",
            "parent_name",
            "names",
            "country",
            "iso_alpha2",
            "iso_alpha3",
            "iso_numeric",
            "iso_3166_2",
            "un_m49",
            "geonames_id",
            "wikidata",
            "gazetteer",
            "geometry",
            "lat",
            "lon",
            "uncertainty_m",
            "disputed",
            "disputed_note",
            "public_precision",
            "borders",
            *RECORD_TAIL,
        ]
        read_only_fields = [*READ_ONLY, "iso_alpha3", "iso_numeric"]
        extra_kwargs = {"iso_alpha2": {"validators": [is_country]}}
        validators = []

    def to_representation(self, place):
        """Show the position as exactly as the reader may see it."""
        position = place.redacted_position(redactor_of(self.context))
        shown = super().to_representation(place) | position._asdict()
        if not isinstance(self.parent, serializers.ListSerializer):
            shown["warnings"] = position_warnings(place, position)
        return shown

    def validate(self, attrs):
        code = attrs.pop("country", None)
        parent = attrs.get("parent", self.instance and self.instance.parent)
        if code and parent is None and code != attrs.get("iso_alpha2"):
            attrs["parent"] = Place.objects.filter(project=None, iso_alpha2=code).first()
        elif code and parent and parent.country not in (None, code):
            message = f"The place above lies in {parent.country}; leave the country out."
            raise serializers.ValidationError({"country": message})
        return attrs


class PlaceViewSet(FacetsMixin, ExportMixin, CuratedViewSet):
    model = Place
    serializer_class = PlaceSerializer
    filterset_class = PlaceFilter
    related = ("project", "parent")
    ordering_fields = ("name",)
