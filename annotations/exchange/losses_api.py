"""What the export of annotated texts would lose in a format, over HTTP."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from annotations.articles.api import ArticleFilter
from annotations.articles.models.articles import Article
from annotations.exchange.documents import document_formats
from annotations.exchange.exports.losses import losses
from annotations.exchange.exports.selection import Selection
from ctplatform.access.export_rights import passed_on
from ctplatform.rest.scopes import Scope
from ctplatform.rest.views import ScopedViewSet

FORMAT = OpenApiParameter("format", str, description="A format of annotated texts.")


@extend_schema_serializer(many=False)
class ExportLossesSerializer(serializers.Serializer):
    """The numbers of texts and annotations of an export, and what it does not hold."""

    format = serializers.CharField()
    texts = serializers.IntegerField()
    annotations = serializers.IntegerField()
    losses = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="How many of each feature the format cannot hold; what is not lost is left out.",
    )


class ExportLossesViewSet(ScopedViewSet):
    """What `articles/export/` would lose of the texts that its filters select, in a format."""

    model = Article
    write_scope = Scope.EXPORT
    serializer_class = ExportLossesSerializer
    filterset_class = ArticleFilter
    extra_parameters = ("format",)
    pagination_class = None

    @extend_schema(filters=True, parameters=[FORMAT], responses=ExportLossesSerializer)
    def list(self, request):
        """Count what a format cannot hold of the texts and their annotations."""
        chosen = document_formats().get(request.query_params.get("format", "brat"))
        if chosen is None or chosen.write is None:
            known = ", ".join(name for name, each in document_formats().items() if each.write)
            raise ValidationError({"?format": f"Unknown format. Known: {known}."})
        rows = self.filter_queryset(self.model.objects.visible_to(request.user))
        selection = Selection(passed_on(rows, request.user), request.user)
        found = {
            "format": chosen.name,
            "texts": selection.versions.count(),
            "annotations": selection.annotations.count(),
            "losses": losses(selection, chosen),
        }
        return Response(ExportLossesSerializer(found).data)
