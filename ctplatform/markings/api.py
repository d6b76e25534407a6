"""The API of named readers, below each marked record."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.accounts.models import User
from ctplatform.markings.services import name_reader, require_may_name, unname_reader
from ctplatform.rest.fields import VerbatimField
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import Serializer


class ReaderSerializer(Serializer):
    username = VerbatimField(max_length=150)


class ReadersMixin:
    """GET and POST `readers/`, POST `readers/remove/`: who sees a red record."""

    @extend_schema(filters=False, responses=ReaderSerializer(many=True))
    @action(detail=True, required_scope=Scope.ADMIN, pagination_class=None)
    def readers(self, request, *args, **kwargs):
        """List the users who are named to see a record that is marked red."""
        rows = self.get_object().named.order_by("username").values("username")
        return Response(list(rows))

    @extend_schema(request=ReaderSerializer, responses={201: ReaderSerializer})
    @readers.mapping.post
    def add_reader(self, request, *args, **kwargs):
        """Name a user who may see a record that is marked red."""
        record = self.get_object()
        person = self._given(request, record)
        name_reader(record, person, by=request.user)
        return Response({"username": person.username}, status=status.HTTP_201_CREATED)

    @extend_schema(request=ReaderSerializer, responses={204: OpenApiResponse()})
    @action(detail=True, methods=["post"], required_scope=Scope.ADMIN, url_path="readers/remove")
    def remove_reader(self, request, *args, **kwargs):
        """Remove a user from those who may see a record that is marked red."""
        record = self.get_object()
        unname_reader(record, self._given(request, record), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _given(self, request, record):
        require_may_name(record, request.user)
        given = ReaderSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        people = User.objects.visible_to(request.user)
        return get_object_or_404(people, username__iexact=given.validated_data["username"])
