"""duplicates/: pairs of records that may be the same, and what people say of them."""

import django_filters as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from ctplatform.curation.mergeable import match_if_given
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.idempotency import idempotent
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import ReadViewSet
from incidents.filters import ProjectFilter
from incidents.models import DuplicateSuggestion
from incidents.models.duplicates import SIDES
from incidents.services.duplicates import dismiss_pair, reopen_pair, require_may_judge_pair


class DuplicateSerializer(ModelSerializer):
    """`parts` are what the score is made up of, each 0 to 1 before it is weighted.

    Where one of two incidents alone has a place, there is none among them.
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
            "id", "project", "kind", "first", "first_title", "second", "second_title",
            "score", "parts", "state", "by", "at", "version", "created", "updated",
        ]  # fmt: skip
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
    """Pairs of records that may be the same, while both are in force."""

    model = DuplicateSuggestion
    serializer_class = DuplicateSerializer
    filterset_class = DuplicateFilter
    related = ("project", "by", *SIDES)
    ordering_fields = ("score",)

    def get_queryset(self):
        return super().get_queryset().standing()

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    @idempotent
    def dismiss(self, request, pk):
        """Say that the two are not the same; it is remembered."""
        return self.decide(request, dismiss_pair)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    @idempotent
    def reopen(self, request, pk):
        """Take back that the two are not the same."""
        return self.decide(request, reopen_pair)

    def decide(self, request, verb):
        pair = self.get_object()
        require_may_judge_pair(pair, by=request.user)
        version = match_if_given(request, pair)
        return self.tagged(self.reread(verb(pair, by=request.user, expected_version=version)))
