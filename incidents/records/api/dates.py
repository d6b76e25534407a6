"""Dates in a source's own words, over HTTP: preview what would be stored, and store it."""

from django.core.exceptions import ValidationError as Refused
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from ctplatform.curation.serializers import WhySerializer
from ctplatform.edtf.dates import MAX_LENGTH, PRECISIONS, parse
from ctplatform.edtf.natural_language import read_words
from ctplatform.rest.filters import check_parameters
from ctplatform.web.references import is_id
from incidents import vocabularies
from incidents.records.forms.dates import date_of_event, reading_of, reference_in
from incidents.records.queries.reference_incidents import visible_incident
from incidents.records.queries.texts import date_of_passages

LONGEST = 200
REFERENCE = (
    "The date (EDTF or words) of the text: what “last month” counts from. The id of an incident is "
    "taken as `event`."
)
EVENT = (
    "The incident (its id), or the date (EDTF or words) of the event, that “two days later” or "
    "“soon thereafter” counts from."
)
PARAMETERS = [
    OpenApiParameter("expression", str, required=True, description="A date in words or EDTF."),
    OpenApiParameter("reference", str, description=REFERENCE),
    OpenApiParameter("event", str, description=EVENT),
    OpenApiParameter("passage", str, description="A passage, whose text's date is the reference."),
]


class DateSerializer(serializers.Serializer):
    """The date that an expression means.

    `reference` is the date that the words count from (that of the text or of another event); null
    where the words name the date without one.
    """

    date = serializers.CharField(max_length=MAX_LENGTH)
    words = serializers.CharField()
    date_earliest = serializers.DateField(allow_null=True)
    date_latest = serializers.DateField(allow_null=True)
    date_precision = serializers.ChoiceField(choices=PRECISIONS)
    date_basis = serializers.ChoiceField(choices=list(vocabularies.DATE_BASES))
    reference = serializers.CharField(allow_null=True)


class AskedSerializer(serializers.Serializer):
    """The query parameters of `dates/`."""

    expression = serializers.CharField(max_length=LONGEST)
    reference = serializers.CharField(max_length=LONGEST, required=False)
    event = serializers.CharField(max_length=LONGEST, required=False)
    passage = serializers.UUIDField(required=False)


class DateView(APIView):
    """Preview a date: `dates/?expression=Last month&reference=2024-04-13` as it would be stored."""

    permission_classes = [AllowAny]
    serializer_class = DateSerializer

    @extend_schema(parameters=PARAMETERS, responses=DateSerializer)
    def get(self, request):
        check_parameters(request, {"expression", "reference", "event", "passage"})
        asked = AskedSerializer(data=request.query_params)
        try:
            asked.is_valid(raise_exception=True)
            found, since = resolve_expression(asked.validated_data, request.user)
        except ValidationError as error:
            raise ValidationError({f"?{name}": why for name, why in error.detail.items()}) from None
        date = parse(found.edtf)
        data = {
            "date": date.text,
            "words": date.words,
            "date_earliest": date.earliest,
            "date_latest": date.latest,
            "date_precision": date.precision,
            "date_basis": found.basis,
            "reference": since and since.text,
        }
        return Response(DateSerializer(data).data)


NAMES = {"expression": "expression", "reference": "reference", "event": "event"}
WRITTEN = {"expression": "date_expression", "reference": "date_reference", "event": "date_event"}


def resolve_expression(asked, user, names=NAMES):
    """Return (Reading, Date that it counts from or None) for an expression and its references.

    `names` maps each input to the field name under which a ValidationError reports it. The Date is
    None where the words name the date without a reference.
    """
    given, other = asked.get(names["reference"]) or "", asked.get(names["event"]) or ""
    if is_id(given) and not other:
        given, other = "", given
    passages = [asked["passage"]] if asked.get("passage") else asked.get("evidence", ())
    published = date_of_passages(user, ids=passages) if passages and not given else ""
    if asked.get("passage") and not (given or published):
        raise ValidationError({"passage": _("No text whose date is known has this passage.")})
    reference = _read_as(names["reference"], reference_in, given or published)
    event = _event_date(other, user, names["event"])
    words = asked[names["expression"]]
    found = _read_as(names["expression"], reading_of, words, reference, event)
    if found.basis == "stated":
        return found, None
    return found, reference if read_words(words, reference) else event


def _event_date(text, user, name):
    """The Date of the given event, which is an incident's id or a date."""
    if not is_id(text):
        found = _read_as(name, reading_of, text)
        return parse(found.edtf) if found else None
    incident = visible_incident(text, user)
    if incident is None:
        raise ValidationError({name: _("There is no incident of this id.")})
    return _read_as(name, date_of_event, incident)


def _read_as(name, read, value, *others):
    """Return `read(value, *others)`, or None for an empty value; errors name the field."""
    try:
        return read(value, *others) if value else None
    except Refused as error:
        raise ValidationError({name: error.messages}) from error


class ReadsDates(metaclass=serializers.SerializerMetaclass):
    """Serializer mixin that accepts `date_expression` instead of `date`.

    The words may count from `date_reference`, from the text of the passages that the body names as
    `evidence`, or from `date_event`, another incident. They are kept as `date_words`.
    """

    date_expression = serializers.CharField(
        write_only=True,
        required=False,
        max_length=LONGEST,
        help_text="Instead of `date`: a date in the source's words, such as “Last month”.",
    )
    date_reference = serializers.CharField(
        write_only=True,
        required=False,
        max_length=LONGEST,
        help_text=f"{REFERENCE} Without it, the text of the passages in `evidence`.",
    )

    date_event = serializers.CharField(
        write_only=True, required=False, max_length=LONGEST, help_text=EVENT
    )

    def validate(self, attrs):
        words = attrs.pop("date_expression", None)
        given = {name: attrs.pop(name, None) for name in ("date_reference", "date_event")}
        if words is None:
            alone = _("It goes with `date_expression`.")
            if wrong := {name: alone for name, value in given.items() if value is not None}:
                raise serializers.ValidationError(wrong)
            return super().validate(attrs)
        if "date" in attrs:
            both = _("Give either this or `date`.")
            raise serializers.ValidationError({"date_expression": both})
        why = WhySerializer(data={"evidence": self.initial_data.get("evidence", [])})
        why.is_valid(raise_exception=True)
        asked = {"date_expression": words, **given, **why.validated_data}
        found, _date = resolve_expression(asked, self.context["request"].user, WRITTEN)
        attrs["date"] = found.edtf
        if words != found.edtf:
            attrs.setdefault("date_words", words)
            if "date_basis" in self.fields:
                attrs.setdefault("date_basis", found.basis)
        return super().validate(attrs)
