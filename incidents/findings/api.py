"""`series/{id}/findings/`: what methods have found in a series."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from ctplatform.rest.views import ScopedViewSet
from incidents.findings.queries.shown import current_findings, names_of_groups
from incidents.findings.queries.words import Writer
from incidents.findings.vocabulary import METHODS, REASONS
from incidents.series.models.series import Series


class FindingLinkSerializer(serializers.Serializer):
    """A period that a sentence is about, and the page of its records, or an empty text."""

    words = serializers.CharField()
    url = serializers.CharField()


class FindingSerializer(serializers.Serializer):
    """What one method found in the total (`group` null) or in one group.

    `result` depends on the method, with periods by their first days; it is null where there is a
    `reason` for having none, with the `n` there is and the `needed` number. `breakpoint` is the day
    of a rate ratio, `other` the second group of a comparison. `sentence` says it in words.
    """

    method = serializers.ChoiceField(list(METHODS))
    group = serializers.CharField(allow_null=True)
    other = serializers.CharField(allow_null=True)
    breakpoint = serializers.DateField(allow_null=True)
    reason = serializers.ChoiceField(list(REASONS), allow_null=True)
    n = serializers.IntegerField(allow_null=True)
    needed = serializers.IntegerField(allow_null=True)
    result = serializers.JSONField(allow_null=True)
    verdicts = serializers.JSONField(allow_null=True)
    sentence = serializers.CharField()
    note = serializers.CharField()
    links = FindingLinkSerializer(many=True)


class FindingsSerializer(serializers.Serializer):
    """The findings of a series; `computed` is null and `results` empty where there are none yet.

    `is_outdated`: the points have changed since; the findings follow in the background.
    """

    computed = serializers.DateTimeField(allow_null=True)
    is_outdated = serializers.BooleanField()
    results = FindingSerializer(many=True)


class FindingsViewSet(ScopedViewSet):
    """Findings of a series, computed in the background from its points."""

    model = Series
    serializer_class = FindingsSerializer
    related = ("project",)

    @extend_schema(responses=FindingsSerializer)
    def retrieve(self, request, pk):
        """Read the findings of a series, computed in the background from its points."""
        series = self.get_object()
        row = current_findings(series)
        names = names_of_groups(series, row, request.user) if row else {}
        writer = Writer(series, names)
        found = {
            "computed": row and row.computed,
            "is_outdated": row is not None and row.recounts != series.recounts,
            "results": [_shown(each, writer) for each in row.results] if row else [],
        }
        return Response(FindingsSerializer(found).data)


def _shown(found, writer) -> dict:
    names = ("method", "other", "breakpoint", "reason", "n", "needed", "result", "verdicts")
    sentence = writer.sentence(found)
    return {
        **{name: found.get(name) for name in names},
        "group": found["group"] or None,
        "sentence": sentence.words,
        "note": sentence.note,
        "links": [{"words": words, "url": url} for words, url in sentence.links],
    }


findings = FindingsViewSet.as_view({"get": "retrieve"}, detail=True)
