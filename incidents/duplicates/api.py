"""duplicates/: pairs of records that may be the same, and decisions on them."""

import django_filters as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from ctplatform.curation.api.mergeable import match_if_given
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import ReadViewSet
from incidents.duplicates.models.duplicates import SIDES, DuplicateSuggestion
from incidents.duplicates.services import dismiss_pair, reopen_pair, require_may_judge_pair
from incidents.records.filters import ProjectFilter


class DuplicateSerializer(ModelSerializer):
    """A pair of records; `parts` are the parts of the score, each 0 to 1 before weighting.

    `parts` has no place where only one of two incidents has a place.
    """

    project = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    kind = serializers.ChoiceField(choices=["incident", "actor"], source="noun", read_only=True)
    first = serializers.UUIDField(source="first.pk", read_only=True)
    first_title = serializers.CharField(source="first", read_only=True)
    second = serializers.UUIDField(source="second.pk", read_only=True)
    second_title = serializers.CharField(source="second", read_only=True)
    parts = serializers.JSONField(read_only=True)
    by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = DuplicateSuggestion
        fields = [
            "id",
            "project",
            "kind",
            "first",
            "first_title",
            "second",
            "second_title",
            "score",
            "parts",
            "state",
            "by",
            "at",
            "version",
            "created",
            "updated",
        ]
        read_only_fields = fields


class DuplicateFilter(FilterSet):
    project = ProjectFilter()
    kind = filters.ChoiceFilter(
        choices=[("incident", "incident"), ("actor", "actor")], method="of_kind"
    )
    record = filters.UUIDFilter(method="with_record")

    class Meta:
        model = DuplicateSuggestion
        fields = ["state"]

    def of_kind(self, rows, name, value):
        return rows.filter(**{f"first_{value}__isnull": False})

    def with_record(self, rows, name, value):
        return rows.with_id(value)


class DuplicateViewSet(ReadViewSet):
    """Pairs of records that may be the same; neither is merged or withdrawn."""

    model = DuplicateSuggestion
    write_scope = Scope.ANNOTATE
    serializer_class = DuplicateSerializer
    filterset_class = DuplicateFilter
    related = ("project", "by", *SIDES)
    ordering_fields = ("score",)

    def get_queryset(self):
        return super().get_queryset().of_live_records()

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    @idempotent
    def dismiss(self, request, pk):
        """Decide that the two are not the same; the decision is kept."""
        check_body(request)
        return self.decide(request, dismiss_pair)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    @idempotent
    def reopen(self, request, pk):
        """Undo the decision that the two are not the same."""
        check_body(request)
        return self.decide(request, reopen_pair)

    def decide(self, request, verb):
        pair = self.get_object()
        require_may_judge_pair(pair, by=request.user)
        version = match_if_given(request, pair)
        return self.tagged(self.reread(verb(pair, by=request.user, expected_version=version)))
