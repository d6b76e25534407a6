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

    @extend_schema(
        filters=False,
        request=ReaderSerializer,
        responses={200: ReaderSerializer(many=True), 201: ReaderSerializer},
    )
    @action(
        detail=True,
        methods=["get", "post"],
        required_scope=Scope.ADMIN,
        pagination_class=None,
    )
    def readers(self, request, *args, **kwargs):
        record = self.get_object()
        if request.method == "GET":
            rows = record.named.order_by("username").values("username")
            return Response(list(rows))
        person = self._given(request, record)
        name_reader(record, person, by=request.user)
        return Response({"username": person.username}, status=status.HTTP_201_CREATED)

    @extend_schema(request=ReaderSerializer, responses={204: OpenApiResponse()})
    @action(detail=True, methods=["post"], required_scope=Scope.ADMIN, url_path="readers/remove")
    def remove_reader(self, request, *args, **kwargs):
        record = self.get_object()
        unname_reader(record, self._given(request, record), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _given(self, request, record):
        require_may_name(record, request.user)
        given = ReaderSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        people = User.objects.visible_to(request.user)
        return get_object_or_404(people, username__iexact=given.validated_data["username"])
