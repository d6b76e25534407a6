"""The reference: bare views of the same framework on the same tables.

They run under gunicorn with the product's options, without middleware, permissions or checks.
"""

import os

import django
import orjson
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ctplatform.settings")
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - after the settings are changed
from rest_framework import generics, serializers  # noqa: E402
from rest_framework.parsers import JSONParser  # noqa: E402
from rest_framework.permissions import AllowAny  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

from annotations.models import Annotation  # noqa: E402
from ctplatform.curation.models import Revision  # noqa: E402
from incidents.models import Incident  # noqa: E402


class BareSerializer(serializers.ModelSerializer):
    article_version_id = serializers.UUIDField()
    author_id = serializers.UUIDField()

    class Meta:
        model = Annotation
        fields = ["id", "article_version_id", "author_id", "start", "end", "quote", "note"]
        validators = []


class BareAnnotations(generics.CreateAPIView):
    """POST creates a row with DRF, in one transaction; GET returns the rows of a text as JSON."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = []
    parser_classes = [JSONParser]
    serializer_class = BareSerializer

    def get(self, request):
        rows = Annotation.objects.filter(article_version=request.query_params["version"])
        found = list(rows.values("id", "start", "end", "code", "author", "note"))
        return HttpResponse(orjson.dumps(found), content_type="application/json")


class BareEdits(APIView):
    """POST updates an incident and adds its revision, in one transaction."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = []
    parser_classes = [JSONParser]

    @transaction.atomic
    def post(self, request):
        given = request.data
        rows = Incident.objects.filter(pk=given["record"])
        rows.update(summary=given["summary"], version=F("version") + 1)
        row = rows.get()
        Revision.objects.create(
            kind="change",
            project_id=row.project_id,
            target_type="incident",
            target_id=row.pk,
            root_type="incident",
            root_id=row.pk,
            version=row.version,
            by_id=given["by"],
            diff={"summary": {"from": None, "to": given["summary"]}},
        )
        return HttpResponse(status=201)


urlpatterns = [
    path("annotations/", BareAnnotations.as_view()),
    path("edits/", BareEdits.as_view()),
]
application = get_wsgi_application()
