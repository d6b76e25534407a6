"""`takedowns/`: request to take files of a release down, and decide on it."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action

from ctplatform.rest.fields import VisibleRelatedField
from ctplatform.rest.known_fields import check_body
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.scopes import Scope
from ctplatform.rest.serializers import ModelSerializer
from ctplatform.rest.views import ReadViewSet
from incidents.releases.models import Release, Takedown
from incidents.releases.takedowns import services
from incidents.releases.takedowns.filters import TakedownFilter


class TakedownSerializer(ModelSerializer):
    """A takedown. Given are `release`, `files` (names) and `reason`, which everybody may read.

    `is_alone`: nobody else could approve it, so it applied at once.
    """

    release = VisibleRelatedField(model=Release)
    files = serializers.ListField(child=serializers.CharField(max_length=100), max_length=100)
    created_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    decided_by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = Takedown
        fields = [
            "id",
            "release",
            "files",
            "reason",
            "state",
            "version",
            "created_by",
            "created",
            "decided_by",
            "decided",
            "is_alone",
        ]
        read_only_fields = [
            "id",
            "state",
            "version",
            "created_by",
            "created",
            "decided_by",
            "decided",
            "is_alone",
        ]
        validators = []


class TakedownViewSet(ReadViewSet):
    """Files that were taken down; requests as well, for members of the project."""

    model = Takedown
    write_scope = Scope.ANNOTATE
    serializer_class = TakedownSerializer
    filterset_class = TakedownFilter
    related = ("created_by", "decided_by")

    @idempotent
    def create(self, request):
        """Request that the content of files be deleted; for reviewers and above."""
        serializer = self.get_serializer(data=request.data)
        if not serializer.is_valid():
            self.check_may_create(request.data)
            serializer.is_valid(raise_exception=True)
        made = services.request_takedown(by=request.user, **serializer.validated_data)
        response = self.tagged(self.reread(made), status.HTTP_201_CREATED)
        response["Location"] = f"{request.path}{made.pk}/"
        return response

    def check_may_create(self, data):
        """Raise PermissionDenied before errors are reported, if the release can be read."""
        field = self.get_serializer().fields["release"]
        try:
            release = field.run_validation(data.get("release") if isinstance(data, dict) else None)
        except serializers.ValidationError:
            return
        services.require_may_request(release, by=self.request.user)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    @idempotent
    def approve(self, request, pk):
        """Delete the content of the files for ever; by a second person."""
        return self.decide(request, services.require_may_approve, services.approve_takedown)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    @idempotent
    def refuse(self, request, pk):
        """Refuse a request, or take one's own back."""
        return self.decide(request, services.require_may_refuse, services.refuse_takedown)

    def decide(self, request, check, service):
        """Answer with the takedown after a decision on it."""
        takedown = self.get_object()
        check(takedown, by=request.user)
        check_body(request)
        return self.tagged(self.reread(service(takedown, by=request.user)))
