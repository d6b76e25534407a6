"""JSON shapes of the register's top-level records: explicit fields, references by visible id."""

from django.db.models import CharField, TextField
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ctplatform.accounts.api import ProjectField
from ctplatform.rest.fields import VisibleRelatedField
from ctplatform.rest.serializers import ModelSerializer
from incidents.api.dates import ReadsDates
from incidents.models import Actor, Assessment, Incident, Place, Source
from incidents.models.facts import choices, is_country
from incidents.models.incidents import TYPES
from incidents.models.place_doubts import doubts
from incidents.positions import teller

RECORD_TAIL = ["absences", "state", "merged_into", "version", "created", "updated"]
READ_ONLY = ["id", "state", "merged_into", "version", "created", "updated"]


def reference(model, **options):
    """An optional reference to a record that the reader may see."""
    return VisibleRelatedField(model=model, required=False, allow_null=True, **options)


class TermField(serializers.ChoiceField):
    """A slug of a vocabulary; what is none of them is told which there are."""

    default_error_messages = {"invalid_choice": _("“{input}” is none of: {known}.")}

    def fail(self, key, **kwargs):
        super().fail(key, known=", ".join(map(str, self.choices)), **kwargs)


class RowSerializer(ModelSerializer):
    """Null means the same as empty for text that is stored as empty: a note, a channel."""

    serializer_choice_field = TermField

    def to_internal_value(self, data):
        if isinstance(data, dict):
            columns = {field.name: field for field in self.Meta.model._meta.concrete_fields}
            data = {
                name: "" if value is None and _is_blank(columns.get(name)) else value
                for name, value in data.items()
            }
        return super().to_internal_value(data)


def _is_blank(column):
    return isinstance(column, CharField | TextField) and column.blank and not column.null


class OwnedSerializer(RowSerializer):
    """A record of a project, which it keeps."""

    project = ProjectField()

    def validate_project(self, project):
        if self.instance and self.instance.project_id != project.pk:
            raise serializers.ValidationError("A record stays in its project.")
        return project


class SourceSerializer(OwnedSerializer):
    class Meta:
        model = Source
        fields = [
            "id", "project", "name", "kind", "url", "reliability", "note",
            "version", "created", "updated",
        ]  # fmt: skip
        read_only_fields = ["id", "version", "created", "updated"]
        validators = []


class PlaceSerializer(OwnedSerializer):
    """`project` is null where the place is shared by all: countries.

    `country` follows from the place above; a new place without `parent` may name it instead.
    A single place also has `warnings`: sentences on what is odd and yet allowed.
    """

    parent = reference(Place)
    country = serializers.CharField(required=False, allow_null=True, validators=[is_country])
    parent_name = serializers.CharField(source="parent.name", read_only=True, default=None)

    class Meta:
        model = Place
        fields = [
            "id", "project", "name", "kind", "parent", "parent_name", "names", "country",
            "iso_alpha2", "iso_alpha3", "iso_numeric", "iso_3166_2", "un_m49", "geonames_id",
            "wikidata", "gazetteer", "geometry", "lat", "lon", "uncertainty_m",
            "disputed", "disputed_note", "public_precision", *RECORD_TAIL,
        ]  # fmt: skip
        read_only_fields = [*READ_ONLY, "iso_alpha3", "iso_numeric"]
        extra_kwargs = {"iso_alpha2": {"validators": [is_country]}}
        validators = []

    def to_representation(self, place):
        """The position is as exact as the reader is told."""
        if "tell" not in self.context:
            request = self.context.get("request")
            self.context["tell"] = teller(request and request.user)
        told = place.position_told(self.context["tell"])
        shown = super().to_representation(place) | told._asdict()
        if not isinstance(self.parent, serializers.ListSerializer):
            shown["warnings"] = doubts(place, told)
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


class ActorSerializer(OwnedSerializer):
    """`aliases` may be given when the actor is made; later they are rows of `actor-aliases/`."""

    aliases = serializers.ListField(
        child=serializers.CharField(max_length=200), source="other_names", required=False,
        max_length=100,
    )  # fmt: skip

    class Meta:
        model = Actor
        fields = [
            "id", "project", "name", "aliases", "kind", "person_sensitivity", "description",
            "country", "active", "founded", "ended", "membership_origins", "wikidata",
            "ucdp_actor_id", "acled_inter", "marking", *RECORD_TAIL,
        ]  # fmt: skip
        read_only_fields = READ_ONLY
        validators = []

    def validate_aliases(self, aliases):
        if self.instance and aliases != self.instance.other_names:
            raise serializers.ValidationError("Add and remove other names at actor-aliases/.")
        return aliases


def types(name):
    """A list of slugs, the main one first."""
    child = TermField(choices=choices(TYPES[name]))
    return serializers.ListField(child=child, required=False, allow_null=True)


class IncidentSerializer(ReadsDates, OwnedSerializer):
    """`killed` is the figure that lists sort by: of the chosen estimate, else the highest of all
    killed, else the groups' sum; a merged record's where the incident has no estimate."""

    place = reference(Place)
    place_name = serializers.CharField(source="place.name", read_only=True, default=None)
    attack_types = types("attack_types")
    target_types = types("target_types")
    weapon_types = types("weapon_types")
    killed = serializers.IntegerField(source="killed_figure", read_only=True, allow_null=True)

    class Meta:
        model = Incident
        fields = [
            "id", "project", "title", "summary", "record_kind", "lifecycle", "domain",
            "date", "date_expression", "date_reference", "date_words", "date_basis",
            "date_earliest", "date_latest", "date_precision",
            "place", "place_name", "country", "attack_types", "target_types", "weapon_types",
            "killed", "embargo_until", "rights", "marking", *RECORD_TAIL,
        ]  # fmt: skip
        read_only_fields = [*READ_ONLY, "date_earliest", "date_latest", "date_precision"]
        validators = []

    def validate(self, attrs):
        place, country = attrs.get("place"), attrs.get("country")
        if place and country and place.country not in (None, country):
            message = f"The place lies in {place.country}; leave the country out."
            raise serializers.ValidationError({"country": message})
        return super().validate(attrs)


class AssessmentSerializer(OwnedSerializer):
    """`outcome` is null until it is a question; `brier` scores the holder's probability, 0 to 1."""

    holder = reference(Actor)
    parent = reference(Assessment)
    restates = reference(Assessment)
    brier = serializers.FloatField(read_only=True, allow_null=True)

    class Meta:
        model = Assessment
        fields = [
            "id", "project", "statement", "kind", "holder", "parent", "restates", "estimative",
            "is_comparative", "likelihood", "probability", "probability_basis", "confidence",
            "confidence_basis", "date", "horizon", "horizon_latest", "horizon_source", "criteria",
            "resolution_source", "outcome", "outcome_date", "outcome_evidence", "marking", "brier",
            *RECORD_TAIL,
        ]  # fmt: skip
        read_only_fields = [*READ_ONLY, "horizon_latest"]
        validators = []
