"""Dates in a text's own words, over HTTP: what would be stored, and how it is stored."""

from django.core.exceptions import ValidationError as Refused
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from ctplatform.curation.serializers import WhySerializer
from ctplatform.rest.filters import check_parameters
from incidents import vocabularies
from incidents.aggregates.texts import date_of_passages
from incidents.dates import MAX_LENGTH, PRECISIONS, parse
from incidents.forms.dates import reading_of, reference_in

LONGEST = 200
REFERENCE = "The date (EDTF or words) of the text: what “last month” counts from."
PARAMETERS = [
    OpenApiParameter("expression", str, required=True, description="A date in words or EDTF."),
    OpenApiParameter("reference", str, description=REFERENCE),
    OpenApiParameter("passage", str, description="A passage, whose text's date is the reference."),
]


class DateSerializer(serializers.Serializer):
    """`reference` is null where the words say the date by themselves."""

    date = serializers.CharField(max_length=MAX_LENGTH)
    words = serializers.CharField()
    date_earliest = serializers.DateField(allow_null=True)
    date_latest = serializers.DateField(allow_null=True)
    date_precision = serializers.ChoiceField(choices=PRECISIONS)
    date_basis = serializers.ChoiceField(choices=list(vocabularies.DATE_BASES))
    reference = serializers.CharField(allow_null=True)


class AskedSerializer(serializers.Serializer):
    """What `dates/` is asked."""

    expression = serializers.CharField(max_length=LONGEST)
    reference = serializers.CharField(max_length=LONGEST, required=False)
    passage = serializers.UUIDField(required=False)


class DateView(APIView):
    """`dates/?expression=Last month&reference=2024-04-13`: what would be stored. Nothing is."""

    permission_classes = [AllowAny]
    serializer_class = DateSerializer

    @extend_schema(parameters=PARAMETERS, responses=DateSerializer)
    def get(self, request):
        check_parameters(request, {"expression", "reference", "passage"})
        asked = AskedSerializer(data=request.query_params)
        try:
            asked.is_valid(raise_exception=True)
            found, since = resolve(asked.validated_data, request.user)
        except ValidationError as error:
            raise ValidationError({f"?{name}": why for name, why in error.detail.items()}) from None
        date = parse(found.edtf)
        data = {
            "date": date.text, "words": date.words, "date_earliest": date.earliest,
            "date_latest": date.latest, "date_precision": date.precision,
            "date_basis": found.basis,
            "reference": since.text if found.basis == "resolved_relative" else None,
        }  # fmt: skip
        return Response(DateSerializer(data).data)


def resolve(asked, user, name="expression", since="reference"):
    """(Reading, the Date it counts from or None) of what was asked; ValidationError by field."""
    passages = [asked["passage"]] if asked.get("passage") else asked.get("evidence", ())
    reference = asked.get(since) or (date_of_passages(user, ids=passages) if passages else "")
    if asked.get("passage") and not reference:
        raise ValidationError({"passage": _("No text whose date is known has this passage.")})
    try:
        reference = reference_in(reference) if reference else None
    except Refused as error:
        raise ValidationError({since: error.messages}) from error
    try:
        return reading_of(asked[name], reference), reference
    except Refused as error:
        raise ValidationError({name: error.messages}) from error


class ReadsDates(metaclass=serializers.SerializerMetaclass):
    """Takes `date_expression` instead of `date`: words, which count from `date_reference` or from
    the text of the passages that the body names as `evidence`, and are kept as `date_words`."""

    date_expression = serializers.CharField(
        write_only=True, required=False, max_length=LONGEST,
        help_text="Instead of `date`: a date in the source's words, such as “Last month”.",
    )  # fmt: skip
    date_reference = serializers.CharField(
        write_only=True, required=False, max_length=LONGEST,
        help_text=f"{REFERENCE} Without it, the text of the passages in `evidence`.",
    )  # fmt: skip

    def validate(self, attrs):
        words, since = attrs.pop("date_expression", None), attrs.pop("date_reference", None)
        if words is None:
            if since is not None:
                alone = _("It goes with `date_expression`.")
                raise serializers.ValidationError({"date_reference": alone})
            return super().validate(attrs)
        if "date" in attrs:
            both = _("Give either this or `date`.")
            raise serializers.ValidationError({"date_expression": both})
        why = WhySerializer(data={"evidence": self.initial_data.get("evidence", [])})
        why.is_valid(raise_exception=True)
        asked = {"date_expression": words, "date_reference": since, **why.validated_data}
        reader = self.context["request"].user
        found, _date = resolve(asked, reader, "date_expression", "date_reference")
        attrs["date"] = found.edtf
        if words != found.edtf:
            attrs.setdefault("date_words", words)
            if "date_basis" in self.fields:
                attrs.setdefault("date_basis", found.basis)
        return super().validate(attrs)
