"""What the export of a project's annotated texts would lose in a format, over HTTP."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.articles.models.articles import Article
from annotations.exchange.documents import document_formats
from annotations.exchange.exports.losses import losses
from annotations.exchange.exports.selection import Selection
from ctplatform.access.export_rights import passed_on
from ctplatform.accounts.models import Project
from ctplatform.rest.filters import check_parameters

PARAMETERS = [
    OpenApiParameter("project", str, required=True, description="Its short name."),
    OpenApiParameter("format", str, required=True, description="A format of annotated texts."),
]


class ExportLossesSerializer(serializers.Serializer):
    """The numbers of texts and annotations of an export, and what it does not hold."""

    format = serializers.CharField()
    texts = serializers.IntegerField()
    annotations = serializers.IntegerField()
    losses = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="How many of each feature the format cannot hold; what is not lost is left out.",
    )


class ExportLossesView(APIView):
    """What `articles/export/` would lose of a project in a format."""

    permission_classes = [AllowAny]

    @extend_schema(parameters=PARAMETERS, responses=ExportLossesSerializer)
    def get(self, request):
        """Count what a format cannot hold of a project's texts and annotations."""
        check_parameters(request, {"project", "format"})
        chosen = document_formats().get(request.query_params.get("format", ""))
        if chosen is None or chosen.write is None:
            known = ", ".join(name for name, each in document_formats().items() if each.write)
            raise ValidationError({"?format": f"Unknown format. Known: {known}."})
        slug = request.query_params.get("project", "")
        project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
        rows = Article.objects.visible_to(request.user).filter(project=project)
        selection = Selection(passed_on(rows, request.user), request.user)
        found = {
            "format": chosen.name,
            "texts": selection.versions.count(),
            "annotations": selection.annotations.count(),
            "losses": losses(selection, chosen),
        }
        return Response(ExportLossesSerializer(found).data)
