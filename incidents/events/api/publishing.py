"""Publish all incidents that match some filters, over HTTP; the answer is a job."""

from django.core.exceptions import ValidationError as Invalid
from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from ctplatform.accounts.api import ProjectField
from ctplatform.accounts.models import Role
from ctplatform.accounts.roles import require_role
from ctplatform.curation.models.records import REASON_LENGTH
from ctplatform.jobs.api import JobSerializer
from ctplatform.rest.requests.idempotency import idempotent
from ctplatform.rest.serializers import Serializer
from incidents.events import services as events_services
from incidents.events.filters.incidents import IncidentFilter
from incidents.events.models.incidents import Incident


class PublishSerializer(Serializer):
    """The candidates of a project to publish: all that match `filters`.

    `filters` are the parameters of the list, {name: value or list of values}; those of an import
    are found by `import_job`, the id of its job.
    """

    project = ProjectField()
    filters = serializers.DictField(
        child=serializers.JSONField(),
        required=False,
        default=dict,
        help_text='As in the list: {"import_job": "…", "country": ["AF", "PK"]}.',
    )
    reason = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=REASON_LENGTH
    )
    seen = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=100,
        help_text="As `incidents/publish/preview/` answered; 428 without, 412 where it is stale.",
    )

    def validate_filters(self, given):
        known = set(IncidentFilter.base_filters) - {"project"}
        if unknown := sorted(given.keys() - known):
            words = f"Unknown: {', '.join(unknown)}. Known: {', '.join(sorted(known))}."
            raise serializers.ValidationError(words)
        pairs = []
        for name, values in given.items():
            for value in values if isinstance(values, list) else [values]:
                if isinstance(value, bool) or not isinstance(value, (str, int)):
                    words = f"{name}: write a text, a whole number or a list of these."
                    raise serializers.ValidationError(words)
                if "\x00" in str(value):
                    raise serializers.ValidationError(f"{name}: a NUL is not text.")
                pairs.append((name, str(value)))
        return pairs


class PreviewSerializer(serializers.Serializer):
    """Counts of the records that `incidents/publish/` would publish.

    How many records are `found`, how many are candidates, how many of these are the user's `own`,
    and how many are publishable. `seen` identifies the publishable ones in their present versions.
    """

    found = serializers.IntegerField()
    candidates = serializers.IntegerField()
    own = serializers.IntegerField()
    publishable = serializers.IntegerField()
    seen = serializers.CharField()


class PublishMixin:
    """Adds `POST incidents/publish/` and `incidents/publish/preview/` to a viewset."""

    @extend_schema(
        operation_id="incidents_publish_all",
        request=PublishSerializer,
        responses={202: JobSerializer},
        filters=False,
    )
    @action(detail=False, methods=["post"], url_path="publish", pagination_class=None)
    @idempotent
    def publish_all(self, request):
        """Publish all candidates that match the filters, in the background.

        The job's `result` counts what was `published`, and by reason what was not: `own` (made or
        edited by the user who asked), `two_approvals` (set apart, and listed in `set_apart`),
        `already_published`, `changed_since`, `merged`, `withdrawn`, `refused`, `gone`.
        """
        asked = PublishSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        job = self.ask_for_publication(**asked.validated_data)
        data = JobSerializer(job, context=self.get_serializer_context()).data
        headers = {"Location": f"/api/v1/jobs/{job.pk}/"}
        return Response(data, status=status.HTTP_202_ACCEPTED, headers=headers)

    @extend_schema(
        operation_id="incidents_publish_preview",
        request=PublishSerializer,
        responses={200: PreviewSerializer},
        filters=False,
    )
    @action(detail=False, methods=["post"], url_path="publish/preview", pagination_class=None)
    def publish_preview(self, request):
        """Count what `incidents/publish/` would publish now; send `seen` of the answer with it."""
        asked = PublishSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        project, by = asked.validated_data["project"], request.user
        rows, _pairs = self.found_by(project, asked.validated_data["filters"])
        return Response(events_services.count_publishable(rows, by=by, project=project))

    def found_by(self, project, filters):
        """Return (incidents that match the filters, filters with the project)."""
        by = self.request.user
        require_role(by, project, Role.REVIEWER)
        query = QueryDict(mutable=True)
        pairs = [*filters, ("project", project.slug)]
        for name, value in pairs:
            query.appendlist(name, value)
        found = IncidentFilter(query, Incident.objects.visible_to(by), request=self.request)
        if not found.is_valid():
            errors = [f"{name}: {' '.join(texts)}" for name, texts in found.errors.items()]
            raise serializers.ValidationError({"filters": errors})
        return found.qs, pairs

    def ask_for_publication(self, project, filters, **options):
        rows, pairs = self.found_by(project, filters)
        try:
            return events_services.request_publication(
                rows, by=self.request.user, project=project, query=pairs, **options
            )
        except Invalid as error:
            raise serializers.ValidationError(error.message_dict) from error
