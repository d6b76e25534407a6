"""API of reading-positions/, and the annotation layer of a text."""

import uuid

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from annotations.articles.api import VersionViewSet
from annotations.articles.models.articles import ArticleVersion
from annotations.reading import services
from annotations.reading.annotation_layer import Layer
from annotations.reading.models import ReadingPosition
from ctplatform.rest.fields import VisibleRelatedField
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.permissions import SignedIn
from ctplatform.rest.requests.preconditions import names
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import ReadViewSet


class ReadingPositionSerializer(ModelSerializer):
    """`offset` is a code point of the version; its length means read to the end."""

    article = serializers.PrimaryKeyRelatedField(read_only=True, pk_field=serializers.UUIDField())
    article_version = VisibleRelatedField(model=ArticleVersion, source="version")

    class Meta:
        model = ReadingPosition
        fields = ["id", "article", "article_version", "offset", "updated"]
        read_only_fields = ["id", "updated"]


class ReadingPositionFilter(FilterSet):
    project = filters.CharFilter("article__project__slug")

    class Meta:
        model = ReadingPosition
        fields = ["article"]


class ReadingPositionViewSet(ReadViewSet):
    """The user's reading positions; POST sets the position in a text."""

    model = ReadingPosition
    write_scope = Scope.ANNOTATE
    serializer_class = ReadingPositionSerializer
    filterset_class = ReadingPositionFilter
    permission_classes = [SignedIn]

    @extend_schema(responses={201: ReadingPositionSerializer})
    def create(self, request, *args, **kwargs):
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        kept = services.keep_position(**given.validated_data, by=request.user)
        return Response(self.get_serializer(kept).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request, *args, **kwargs):
        position = self.get_object()
        check_body(request)
        services.forget_position(position, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class LayeredVersionViewSet(VersionViewSet):
    """The immutable texts of one article, by number, each with its annotation layer."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True, pagination_class=None)
    def annotations(self, request, *args, **kwargs):
        """The whole annotation layer of a text in one compact response, with an ETag for 304."""
        found = versions_of(request.user, "id", article=uuid.UUID(kwargs["article"]))
        version = next((each.pk for each in found if each.number == int(kwargs["number"])), None)
        if version is None:
            raise Http404
        layer = Layer(version, request.user)
        tag = layer.etag()
        if names(request.headers.get("If-None-Match", ""), tag):
            response = HttpResponseNotModified()
        else:
            response = HttpResponse(layer.content(), content_type="application/json")
        response["ETag"] = tag
        response["Cache-Control"] = "private, no-cache"
        return response


def versions_of(user, column, article):
    """The versions of an article that the user may see, with only that column loaded."""
    rows = ArticleVersion.objects.visible_to(user).filter(article=article)
    return rows.only(column, "number").order_by()
