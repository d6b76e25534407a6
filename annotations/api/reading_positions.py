"""reading-positions/: where the user stopped reading each text; only the user's own."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from annotations.models import ArticleVersion, ReadingPosition
from annotations.services import reading_positions as services
from ctplatform.rest.fields import VisibleRelatedField
from ctplatform.rest.filters import FilterSet
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.permissions import SignedIn
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
