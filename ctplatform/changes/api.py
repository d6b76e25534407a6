"""The API of the feed: `changes/?since=`."""

import hashlib

import orjson
from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException
from rest_framework.exceptions import ValidationError as Invalid
from rest_framework.response import Response

from ctplatform.accounts.models import Project
from ctplatform.changes.cursors import BadCursor, Cursor, OutdatedCursor
from ctplatform.changes.models import Change
from ctplatform.changes.queries import feed_state, read_changes, start_cursor
from ctplatform.rest.filters import check_parameters
from ctplatform.rest.paging.pagination import MAX_SIZE, page_size
from ctplatform.rest.requests.preconditions import names
from ctplatform.rest.schema.problems import ProblemSerializer
from ctplatform.rest.views import ScopedViewSet

PARAMETERS = [
    OpenApiParameter("since", str, description="From the answer before; else all."),
    OpenApiParameter("project", str, description="Only entries of this project (its slug)."),
    OpenApiParameter(
        "page_size",
        {"type": "integer", "minimum": 1, "maximum": MAX_SIZE},
        description="Entries an answer.",
    ),
    OpenApiParameter(
        "If-None-Match", str, OpenApiParameter.HEADER, description="The ETag of the same question."
    ),
]


class Outdated(APIException):
    """410: the feed does not go on from this place."""

    status_code = status.HTTP_410_GONE
    default_code = "resync"
    default_detail = "Read everything again, without “since”: this place is no longer in the feed."


class ChangeSerializer(serializers.Serializer):
    """One entry: what happened to the record `type` `id`.

    `deleted` holds for all that refers to the record, too. `resync`: what you may read of the
    record or the project has changed; read it again with all that belongs to it, or forget it if
    it answers 404. `url` is null for what is deleted, and for a project that you do not see.
    """

    type = serializers.CharField()
    id = serializers.UUIDField()
    version = serializers.IntegerField(allow_null=True)
    action = serializers.ChoiceField(Change.Action.choices)
    at = serializers.DateTimeField()
    project = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True)


class ChangesSerializer(serializers.Serializer):
    """`since` is where to go on; `has_more` says that there is more now."""

    results = ChangeSerializer(many=True)
    since = serializers.CharField()
    has_more = serializers.BooleanField()


class ChangesViewSet(ScopedViewSet):
    """What was created, changed and deleted, in an order that skips nothing."""

    model = Change
    serializer_class = ChangesSerializer
    pagination_class = None

    @extend_schema(
        parameters=PARAMETERS,
        responses={
            200: forced_singular_serializer(ChangesSerializer),
            304: OpenApiResponse(description="Nothing differs from the answer with that ETag."),
            (410, "application/problem+json"): ProblemSerializer,
        },
    )
    def list(self, request):
        """Follow changes: the entries after `since` about what you may read, the oldest first."""
        check_parameters(request, {"since", "project", "page_size"})
        found = read_changes(
            request.user, self.cursor(), page_size(request), project=self.project()
        )
        data = ChangesSerializer(
            {
                "results": found.entries,
                "since": found.cursor.write(),
                "has_more": found.has_more,
            }
        ).data
        content = orjson.dumps(data, default=str)
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        if names(request.headers.get("If-None-Match", ""), tag):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
        return Response(data, headers={"ETag": tag})

    def cursor(self):
        """Where the reader goes on."""
        given, user = self.request.query_params.get("since"), self.request.user
        if not given:
            return start_cursor(user)
        try:
            return Cursor.read(
                given, feed=feed_state().feed, user=user, today=timezone.now().date()
            )
        except BadCursor as error:
            text = "“since” was not given to this account with these limits: begin without it."
            raise Invalid({"?since": text}) from error
        except OutdatedCursor as error:
            raise Outdated from error

    def project(self):
        """The project that the reader asks for, if any."""
        slug = self.request.query_params.get("project")
        if not slug:
            return None
        found = Project.objects.visible_to(self.request.user).filter(slug=slug).first()
        if found is None:
            raise Invalid({"?project": "There is no such project."})
        return found
