"""`assessments/calibration/`: scores of a project's resolved questions."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from ctplatform.accounts.models import Project
from ctplatform.rest.filters import check_parameters
from incidents.assessments.queries.calibration import LEAST, calibration_of
from incidents.assessments.statistics.forecasts import HALF

PARAMETERS = [
    OpenApiParameter("project", str, required=True, description="A project by its slug."),
    OpenApiParameter("who", str, description="An analyst's user name, or the id of a holder."),
]


class MurphySerializer(serializers.Serializer):
    """brier = reliability - resolution + uncertainty + residual."""

    reliability = serializers.FloatField()
    resolution = serializers.FloatField()
    uncertainty = serializers.FloatField()
    residual = serializers.FloatField()


class BinSerializer(serializers.Serializer):
    """Forecasts from `low` to below `high`; `n` is their weight in questions.

    `lower` and `upper` are the Wilson 95 % interval of `observed` for that many questions.
    """

    low = serializers.FloatField()
    high = serializers.FloatField()
    n = serializers.FloatField()
    mean = serializers.FloatField(allow_null=True)
    observed = serializers.FloatField(allow_null=True)
    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)


class ForecasterSerializer(serializers.Serializer):
    kind = serializers.CharField(source="forecaster.kind")
    key = serializers.CharField(source="forecaster.key")
    name = serializers.CharField(source="forecaster.name")
    n = serializers.IntegerField(source="score.n")
    questions = serializers.IntegerField(source="score.questions")
    brier = serializers.FloatField(source="score.brier")
    skill = serializers.FloatField(source="score.skill", allow_null=True)


class GroupSerializer(serializers.Serializer):
    """`n` counts forecasts, one for each question and forecaster; all questions weigh the same.

    Below `least` questions `skill` and `murphy` are null and `bins` is empty.
    """

    basis = serializers.CharField()
    n = serializers.IntegerField(source="whole.n")
    questions = serializers.IntegerField(source="whole.questions")
    forecaster_count = serializers.IntegerField(source="whole.forecasters")
    brier = serializers.FloatField(source="whole.brier")
    base_rate = serializers.FloatField(source="whole.base_rate")
    skill = serializers.FloatField(source="whole.skill", allow_null=True)
    murphy = MurphySerializer(source="whole.murphy", allow_null=True)
    bins = BinSerializer(source="whole.bins", many=True)
    forecasters = ForecasterSerializer(many=True)


class CalibrationSerializer(serializers.Serializer):
    """`scale` "half" is 0 to 1; a question with revisions is averaged over the days it was open."""

    scale = serializers.CharField(default=HALF)
    least = serializers.IntegerField(default=LEAST)
    questions = serializers.IntegerField()
    left_out = serializers.DictField(child=serializers.IntegerField())
    groups = GroupSerializer(many=True)


class CalibrationMixin:
    """Adds the action `calibration` to the viewset of assessments."""

    @extend_schema(parameters=PARAMETERS, filters=False, responses=CalibrationSerializer)
    @action(detail=False, pagination_class=None)
    def calibration(self, request):
        """Brier scores, skill, Murphy's partition and reliability of resolved questions."""
        check_parameters(request, {"project", "who"})
        slug = request.query_params.get("project")
        if not slug:
            raise ValidationError({"?project": "Name the project."})
        project = Project.objects.visible_to(request.user).filter(slug=slug).first()
        if project is None:
            raise Http404
        found = calibration_of(
            project, request.user, forecaster=request.query_params.get("who", "")
        )
        data = {"scale": HALF, "least": LEAST, **vars(found)}
        return Response(CalibrationSerializer(data).data)
