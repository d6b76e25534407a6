"""The address of the schema."""

from functools import cache

from django.http import HttpResponse
from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView


class SchemaView(SpectacularAPIView):
    """The schema as JSON or YAML. It is the same for everybody, so each process makes it once."""

    @extend_schema(exclude=True)
    def get(self, request, *args, **kwargs):
        renderer = request.accepted_renderer
        answer = HttpResponse(
            rendered_schema(type(renderer), get_language()), content_type=renderer.media_type
        )
        answer["Content-Disposition"] = f'inline; filename="ctplatform.{renderer.format}"'
        return answer


@cache
def rendered_schema(renderer_class, language):
    """The bytes of the schema in one format, with its texts in one language."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    return renderer_class().render(document, renderer_context={})
