"""Actors that a name may mean: all matches with what distinguishes them, never only the first."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from ctplatform.accounts.models import Project
from ctplatform.rest.filters import check_parameters
from incidents.actors.services import actors_named

MOST = 200  # letters of a name


class MatchSerializer(serializers.Serializer):
    """One actor that the name may mean.

    `matched` is the name that fits; `apart` distinguishes the actor from others of that name.
    """

    id = serializers.UUIDField()
    name = serializers.CharField()
    apart = serializers.CharField()
    matched = serializers.CharField()
    matched_kind = serializers.CharField(allow_null=True)


class NamedSerializer(serializers.Serializer):
    """All actors that a name may mean; if `ambiguous`, the client has to choose one."""

    name = serializers.CharField()
    ambiguous = serializers.BooleanField()
    advice = serializers.CharField()
    matches = MatchSerializer(many=True)


class NamedMixin:
    """Adds `actors/named/?name=Taliban&project=demo` to a viewset."""

    @extend_schema(
        filters=False,
        parameters=[
            OpenApiParameter("name", str, required=True),
            OpenApiParameter("project", str, required=True),
        ],
        responses=NamedSerializer,
    )
    @action(detail=False, pagination_class=None)
    def named(self, request):
        """Actors of a project that this name may mean, by their main or other names."""
        check_parameters(request, {"name", "project"})
        name = request.query_params.get("name", "").strip()
        if not name or len(name) > MOST:
            raise ValidationError({"?name": _("Give a name of 1 to 200 characters.")})
        slug = request.query_params.get("project")
        if slug is None:
            raise ValidationError({"?project": _("Name the project by its slug.")})
        project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
        found = actors_named(name, project=project, user=request.user)
        return Response(NamedSerializer(match_answer(name, found)).data)


def match_answer(name, found) -> dict:
    """The data of a NamedSerializer for [(actor, alias or None), ...]."""
    flagged = any(alias is not None and alias.ambiguous for _actor, alias in found)
    ambiguous = len(found) > 1 or flagged
    advice = ""
    if len(found) > 1:
        advice = _("Several actors are called so: choose one by its id.")
    elif flagged:
        advice = _("This name is ambiguous: make sure that this one is meant.")
    return {
        "name": name,
        "ambiguous": ambiguous,
        "advice": advice,
        "matches": [match_data(actor, alias) for actor, alias in found],
    }


def match_data(actor, alias) -> dict:
    return {
        "id": actor.pk,
        "name": actor.name,
        "apart": actor.apart,
        "matched": alias.text if alias else actor.name,
        "matched_kind": alias.kind if alias else None,
    }
